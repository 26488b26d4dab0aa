package chat.duologue.internal.session;

import static java.util.Objects.requireNonNull;

import chat.duologue.ChatServerOptions;
import chat.duologue.ErrorCode;
import chat.duologue.Handshake;
import chat.duologue.RequestException;
import chat.duologue.internal.flood.SessionGate;
import chat.duologue.internal.protocol.Frame;
import chat.duologue.internal.protocol.FrameEncoder;
import chat.duologue.internal.protocol.Request;
import chat.duologue.internal.signal.SignalSink;
import chat.duologue.model.UserId;
import chat.duologue.spi.CloseCode;
import chat.duologue.spi.Connection;
import chat.duologue.spi.ConnectionListener;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One live connection. It takes one frame at a time and asks for the next when that one has its place: a write once it
 * is queued for commit, so that writes pipeline; anything else once it is answered, and it starts only when everything
 * before it is answered, so that requests take effect in the order sent. Too many unanswered requests, or an outbox that
 * does not drain, and no more frames are asked for.
 *
 * <p>Thread-safe. The lock guards replies and flow; it is never held across a call to the connection, the store or the
 * host.
 */
public final class WireSession implements ConnectionListener, StreamCursor.Sink, SignalSink {
    private static final Logger LOG = LoggerFactory.getLogger(WireSession.class);
    private static final int MALFORMED_FRAMES = 3;
    /** What would let a client's id write a log line of its own. */
    private static final Pattern LINE_BREAKING = Pattern.compile("[\\p{Cntrl}\\x{85}\\x{2028}\\x{2029}]");

    private final SessionContext context;
    private final Connection connection;
    private final Outbox outbox;
    private final String id = Long.toHexString(ThreadLocalRandom.current().nextLong());

    private final long openedAt = System.nanoTime();
    private volatile long lastHeard = openedAt;
    private long lastHeartbeat;
    private final SessionGate gate;
    private int malformed;

    private volatile @Nullable Member member;
    /** Until someone is let in. */
    private @Nullable Admission admission;
    /** Whom the host cut off while it was not known yet whose session this is. */
    private final Set<UserId> cutOff = new HashSet<>(0);

    private final Replies replies = new Replies();
    /** A request that waits until everything before it is answered. */
    private @Nullable Runnable inTurn;
    /** A frame was asked for, or is being handled. */
    private boolean busy;

    private @Nullable CloseCode ending;
    private boolean closed;

    public WireSession(SessionContext context, Connection connection, Handshake handshake) {
        this.context = context;
        this.connection = connection;
        this.gate = context.floods().session(id);
        this.admission = new Admission(context, this, handshake, gate);
        this.outbox = new Outbox(connection, context.options().maxOutboxBytes(), this::roomAgain, this::onClosed);
        long heartbeat = context.options().heartbeat().toNanos();
        this.lastHeartbeat = openedAt - ThreadLocalRandom.current().nextLong(heartbeat / 4 + 1);
    }

    /** Asks for the first frame. */
    public void start() {
        askForFrame();
    }

    @Override
    public void onFrame(String text) {
        lastHeard = System.nanoTime();
        Frame frame = context.decoder().decode(text);
        Member known = member;
        RequestException tooFast = gate.refusal(frame, known == null ? 0 : known.cursor.head());
        if (tooFast != null) {
            refuse(frame.id(), tooFast);
            endIfFlooded();
            handled();
        } else if (frame instanceof Frame.Asking asking) {
            malformed = 0;
            serve(asking.request(), text.length());
        } else if (frame instanceof Frame.Invalid invalid) {
            malformed = invalid.malformed() ? malformed + 1 : 0;
            refuse(invalid.id(), new RequestException(invalid.code(), invalid.message()));
            if (malformed >= MALFORMED_FRAMES) {
                end(CloseCode.NOT_THE_PROTOCOL);
            }
            handled();
        } else {
            malformed = 0;
            // One beyond the head is nonsense: taken as the newest, it would hide the true ones that come later.
            if (frame instanceof Frame.Ack ack && known != null && ack.offset() <= known.cursor.head()) {
                known.acks.acknowledge(ack.offset());
            }
            if (frame instanceof Frame.Typing typing && known != null) {
                known.signals.typing(typing.conversation(), typing.typing());
            }
            handled();
        }
    }

    private void serve(Request request, int bytes) {
        Member known = member;
        boolean hello = request instanceof Request.Hello;
        if (known == null && !hello) {
            refuse(request.id(), new RequestException(ErrorCode.UNAUTHENTICATED, "the first request must be hello"));
            handled();
        } else if (known != null && hello) {
            refuse(request.id(), new RequestException(ErrorCode.BAD_REQUEST, "hello was sent already"));
            handled();
        } else if (known != null && request.pipelines()) {
            answer(request, bytes, known);
        } else {
            Runnable start = () -> answer(request, bytes, known);
            synchronized (this) {
                if (!isQuiet()) {
                    inTurn = start;
                    return;
                }
            }
            start.run();
        }
    }

    private void answer(Request request, int bytes, @Nullable Member known) {
        Replies.Slot slot;
        synchronized (this) {
            slot = replies.open(request.id(), bytes);
        }
        if (slot == null) {
            refuse(request.id(), new RequestException(ErrorCode.BAD_REQUEST, "id is that of an unanswered request"));
            handled();
            return;
        }
        reply(request, known).whenComplete((frame, error) -> {
            String answer = frame != null ? frame : FrameEncoder.error(request.id(), refusal(request, error));
            if (known == null) {
                // Who has the reply misses no signal: it leaves when they come here.
                context.flushes().together(() -> {
                    fill(slot, answer);
                    afterLogin(error);
                });
            } else {
                fill(slot, answer);
            }
            if (known != null && request instanceof Request.Presence) {
                known.signals.answered();
            }
            if (known == null || !request.pipelines()) {
                handled();
            }
        });
    }

    private CompletableFuture<String> reply(Request request, @Nullable Member known) {
        try {
            if (known == null) {
                return requireNonNull(admission).enter((Request.Hello) request);
            }
            return request instanceof Request.Reauth reauth
                    ? renew(reauth, known)
                    : known.answer(request, this::handled);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private RequestException refusal(Request request, @Nullable Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof RequestException refusal) {
            return refusal;
        }
        LOG.error(
                "Session {} request {} failed",
                id,
                LINE_BREAKING.matcher(request.id()).replaceAll("?"),
                cause);
        return new RequestException(ErrorCode.INTERNAL, "the server failed");
    }

    /**
     * Takes what it serves from now on.
     *
     * @throws RequestException if the user was cut off meanwhile
     */
    synchronized void admit(Member found) {
        if (cutOff.contains(found.user)) {
            throw new RequestException(ErrorCode.UNAUTHENTICATED, "access was ended");
        }
        member = found;
        admission = null;
    }

    private void afterLogin(@Nullable Throwable error) {
        Member found = member;
        if (found != null) {
            if (isEnding()) {
                leave(found);
            } else {
                found.signals.start();
                found.startEvents();
            }
        } else {
            CloseCode code = Admission.closing(error);
            if (code != null) {
                end(code);
            }
        }
    }

    private CompletableFuture<String> renew(Request.Reauth reauth, Member known) {
        return new Login(context, id)
                .identify(reauth.token(), null, Handshake.NONE)
                .thenApply(again -> {
                    known.renew(again.identity());
                    gate.renew(again.exempt());
                    return FrameEncoder.ok(reauth.id());
                });
    }

    // ---- replies and flow

    private void refuse(@Nullable String requestId, RequestException error) {
        Replies.Slot slot;
        synchronized (this) {
            slot = replies.open(null, 0);
        }
        if (slot != null) {
            fill(slot, FrameEncoder.error(requestId, error));
        }
    }

    private void fill(Replies.Slot slot, String frame) {
        synchronized (this) {
            slot.fill(frame);
            for (String next = replies.poll(); next != null; next = replies.poll()) {
                outbox.add(next);
            }
        }
        context.flushes().flush(outbox);
        quietAgain();
    }

    private boolean isQuiet() {
        Member known = member;
        return replies.size() == 0 && (known == null || known.acks.isQuiet());
    }

    /** A reply has left or an acknowledgement is committed: what waited for that goes on. */
    void quietAgain() {
        Runnable next = null;
        CloseCode code;
        synchronized (this) {
            boolean quiet = isQuiet();
            code = quiet ? ending : null;
            if (quiet && inTurn != null) {
                next = inTurn;
                inTurn = null;
            }
        }
        if (code != null) {
            outbox.closeWhenEmpty(code);
        } else if (next != null) {
            next.run();
        } else {
            askForFrame();
        }
    }

    private void handled() {
        synchronized (this) {
            busy = false;
        }
        askForFrame();
    }

    private void askForFrame() {
        ChatServerOptions options = context.options();
        synchronized (this) {
            if (busy
                    || closed
                    || ending != null
                    || replies.size() >= options.maxInFlight()
                    || replies.bytes() >= options.maxFrameBytes()
                    || !outbox.hasRoom()) {
                return;
            }
            busy = true;
        }
        connection.demand();
    }

    private void roomAgain() {
        Member known = member;
        if (known != null) {
            known.cursor.roomAgain();
            known.signals.roomAgain();
        }
        askForFrame();
    }

    @Override
    public boolean offer(StreamEvent event) {
        Member known = member;
        if (known != null) {
            known.acks.delivering(event);
        }
        return outbox.offer(event.frame());
    }

    @Override
    public boolean offerSignal(String frame) {
        return outbox.offerSignal(frame);
    }

    @Override
    public void flush() {
        context.flushes().flush(outbox);
    }

    // ---- time and end

    @Override
    public void onAlive() {
        lastHeard = System.nanoTime();
        gate.alive();
        endIfFlooded();
    }

    private void endIfFlooded() {
        if (gate.isFlooded()) {
            end(CloseCode.TOO_FAST);
        }
    }

    /** Looks at the clock: called about once a second, by one thread. */
    public void tick(long now) {
        ChatServerOptions options = context.options();
        Member known = member;
        if (outbox.sendingFor(now) > options.writeTimeout().toNanos()) {
            cut(CloseCode.TOO_SLOW);
        } else if (known == null) {
            if (now - openedAt > options.handshakeTimeout().toNanos()) {
                cut(CloseCode.UNAUTHENTICATED);
            }
        } else if (known.isExpired(context.clock().instant())) {
            cut(CloseCode.UNAUTHENTICATED);
        } else if (now - lastHeard > options.idleTimeout().toNanos() && isListening()) {
            cut(CloseCode.IDLE);
        } else {
            known.cursor.retry();
            if (now - lastHeartbeat > options.heartbeat().toNanos()) {
                lastHeartbeat = now;
                heartbeat(known);
            }
        }
    }

    private void heartbeat(Member known) {
        connection.ping();
        long head = known.cursor.headIfTailing();
        if (head >= 0 && outbox.isEmpty()) {
            outbox.add(FrameEncoder.head(head));
            outbox.flush();
        }
    }

    /** Whether frames are asked for: a client whose frames we don't take can't show that it is alive. */
    private synchronized boolean isListening() {
        return busy && replies.size() == 0 && inTurn == null;
    }

    /** Answers what was begun, takes nothing new, and closes. Events stop here: a resume brings them. */
    public void end(CloseCode code) {
        synchronized (this) {
            if (ending != null) {
                return;
            }
            ending = code;
        }
        note(code);
        Member known = member;
        if (known != null) {
            leave(known);
        }
        quietAgain();
    }

    /** Closes at once. */
    public void cut(CloseCode code) {
        synchronized (this) {
            ending = code;
        }
        note(code);
        Member known = member;
        if (known != null) {
            leave(known);
        }
        outbox.close();
        connection.close(code);
    }

    private void note(CloseCode code) {
        Member known = member;
        if (code != CloseCode.GOING_AWAY) {
            context.refusals().refused(known == null ? "-" : known.user.value(), id, code.reason());
        }
    }

    /** Closes at once if it is that user's, who began to log in before that time; if it is nobody's yet, it will not become theirs. */
    void cutOff(UserId user, CloseCode code, Instant before) {
        synchronized (this) {
            Member known = member;
            if (known == null) {
                cutOff.add(user);
                return;
            }
            if (!known.user.equals(user) || !known.asked.isBefore(before)) {
                return;
            }
        }
        cut(code);
    }

    private synchronized boolean isEnding() {
        return closed || ending != null;
    }

    @Override
    public void onClosed() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        outbox.close();
        Member known = member;
        if (known != null) {
            leave(known);
        }
        context.sessions().remove(this);
    }

    /** No event more, and its seat is free. */
    private void leave(Member known) {
        context.streams().detach(known.user, known.cursor);
        context.sessions().logout(this, known.user);
        known.signals.end();
    }

    /** The id that {@code hello} was answered with. */
    @Override
    public String toString() {
        return id;
    }
}
