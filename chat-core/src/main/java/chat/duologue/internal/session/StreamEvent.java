package chat.duologue.internal.session;

import static java.util.Objects.requireNonNull;

import chat.duologue.internal.protocol.FrameEncoder;
import chat.duologue.model.Event;
import chat.duologue.model.UserId;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way to sessions. Its frame is written once for all sessions of a user, and its body once for both
 * users; in-process followers need neither. What another node has committed comes as a frame.
 */
final class StreamEvent {
    private final long offset;
    private final boolean ofPeer;
    private final @Nullable Event event;
    private final Body body;
    private @Nullable String frame;

    private StreamEvent(long offset, boolean ofPeer, @Nullable Event event, Body body, @Nullable String frame) {
        this.offset = offset;
        this.ofPeer = ofPeer;
        this.event = event;
        this.body = body;
        this.frame = frame;
    }

    /** One in this user's stream. */
    static StreamEvent of(UserId user, Event event, Body body) {
        boolean ofPeer = event instanceof Event.MessageEvent message
                && !message.message().from().equals(user);
        return new StreamEvent(event.offset(), ofPeer, event, body, null);
    }

    /** One that another node has written. */
    static StreamEvent written(long offset, boolean ofPeer, String frame) {
        return new StreamEvent(offset, ofPeer, null, new Body(), frame);
    }

    long offset() {
        return offset;
    }

    /** Whether it is a message that someone else has sent. */
    boolean isOfPeer() {
        return ofPeer;
    }

    /** Null where only its frame came. */
    @Nullable Event event() {
        return event;
    }

    /** Written by the first thread that asks; a race writes the same twice, which does no harm. */
    String frame() {
        String written = frame;
        if (written == null) {
            written = FrameEncoder.event(offset, body.of(requireNonNull(event)));
            frame = written;
        }
        return written;
    }

    /** What is the same in the frames of all who get the event. */
    static final class Body {
        private @Nullable String text;

        private String of(Event event) {
            String written = text;
            if (written == null) {
                written = FrameEncoder.eventBody(event);
                text = written;
            }
            return written;
        }
    }
}
