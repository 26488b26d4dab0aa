package chat.duologue.internal.flood;

import chat.duologue.ErrorCode;
import chat.duologue.RequestException;
import chat.duologue.internal.protocol.Frame;
import chat.duologue.model.UserId;
import org.jspecify.annotations.Nullable;

/** What one session may do. Called by one thread at a time, as the session's frames are. */
public final class SessionGate {
    private final FloodGates shared;
    private final String session;
    private final Gate frames;

    private @Nullable UserId user;
    private boolean exempt;
    private long acknowledged;
    private int refusedFrames;
    private int refusedSends;

    SessionGate(FloodGates shared, String session) {
        this.shared = shared;
        this.session = session;
        this.frames = shared.frames();
    }

    /**
     * It is known whose session this is.
     *
     * @param offset the last that the client has already
     */
    public void login(UserId member, boolean isExempt, long offset) {
        user = member;
        exempt = isExempt;
        acknowledged = offset;
    }

    /** The host was asked again. */
    public void renew(boolean isExempt) {
        exempt = isExempt;
    }

    /**
     * Why the frame is not served, or null if it is.
     *
     * @param head the newest offset that the client can have
     */
    public @Nullable RequestException refusal(Frame frame, long head) {
        if (exempt || isNews(frame, head)) {
            return null;
        }
        long wait = passFrame();
        if (wait > 0) {
            return refusal("too many frames", wait);
        }
        UserId sender = user;
        if (sender != null
                && frame instanceof Frame.Asking asking
                && asking.request().isSend()) {
            wait = shared.sends(sender).pass();
            refusedSends = count(refusedSends, wait);
            if (wait > 0) {
                return refusal("too many messages", wait);
            }
        }
        return null;
    }

    /** Counts a frame that is not the protocol's, which can't be refused: a ping or a pong. */
    public void alive() {
        if (!exempt) {
            passFrame();
        }
    }

    /** Whether the client has gone on for too long. */
    public boolean isFlooded() {
        return Math.max(refusedFrames, refusedSends) >= shared.maxRefused();
    }

    private boolean isNews(Frame frame, long head) {
        if (frame instanceof Frame.Ack ack && ack.offset() > acknowledged && ack.offset() <= head) {
            acknowledged = ack.offset();
            return true;
        }
        return false;
    }

    private long passFrame() {
        long wait = frames.pass();
        refusedFrames = count(refusedFrames, wait);
        return wait;
    }

    /** Refusals in a row; the first one is logged. */
    private int count(int refused, long wait) {
        if (wait == 0) {
            return 0;
        }
        if (refused == 0) {
            shared.log().refused(user == null ? "-" : user.value(), session, "rate limited");
        }
        return refused + 1;
    }

    private static RequestException refusal(String message, long wait) {
        return new RequestException(ErrorCode.RATE_LIMITED, message, FloodGates.millis(wait));
    }
}
