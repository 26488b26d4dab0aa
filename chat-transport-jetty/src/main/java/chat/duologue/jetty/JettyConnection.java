package chat.duologue.jetty;

import static java.util.Objects.requireNonNull;

import chat.duologue.ChatServer;
import chat.duologue.Handshake;
import chat.duologue.spi.CloseCode;
import chat.duologue.spi.Connection;
import chat.duologue.spi.ConnectionListener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Configurable;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.common.WebSocketSession;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket: its frames go to the chat server one at a time, on demand. Public only because Jetty looks its methods
 * up by reflection.
 */
public final class JettyConnection implements Session.Listener, Connection {
    /** How long a peer may take to answer a close, or to take what is still being written. */
    static final Duration GOODBYE = Duration.ofSeconds(2);

    /** What is still read of a peer, and dropped, until it answers a close; more, and it is cut at the goodbye time. */
    private static final int MAX_DROPPED_FRAMES = 1_000;

    private final ChatServer chat;
    private final Consumer<Configurable> configuration;
    private @Nullable Handshake handshake;
    private volatile @Nullable Session session;
    private volatile @Nullable ConnectionListener listener;
    private final AtomicBoolean demanded = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private int dropped;

    JettyConnection(ChatServer chat, Handshake handshake, Consumer<Configurable> configuration) {
        this.chat = chat;
        this.handshake = handshake;
        this.configuration = configuration;
    }

    // ---- from Jetty

    @Override
    public void onWebSocketOpen(Session opened) {
        configuration.accept(opened);
        session = opened;
        Handshake said = requireNonNull(handshake);
        handshake = null;
        listener = chat.serve(this, said);
    }

    @Override
    public void onWebSocketText(String frame) {
        if (isWanted()) {
            requireNonNull(listener).onFrame(frame);
        }
    }

    @Override
    public void onWebSocketPartialBinary(ByteBuffer payload, boolean last, Callback callback) {
        callback.succeed();
        if (isWanted()) {
            close(CloseCode.NOT_TEXT);
        }
    }

    @Override
    public void onWebSocketPing(ByteBuffer payload) {
        if (isWanted()) {
            requireNonNull(listener).onAlive();
            // The ping has used up the demand for a frame; waiting for the pong to leave keeps a flood of pings in
            // check.
            open().sendPong(payload, Callback.from(this::demand, failure -> lost()));
        }
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        if (isWanted()) {
            requireNonNull(listener).onAlive();
            demand();
        }
    }

    /** A frame has come. Once closing, only the peer's goodbye is wanted, and it may come behind other frames. */
    private boolean isWanted() {
        demanded.set(false);
        boolean goodbye = closing.get();
        if (goodbye && dropped++ < MAX_DROPPED_FRAMES) {
            demand();
        }
        return !goodbye;
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        lost();
    }

    @Override
    public void onWebSocketClose(int statusCode, String reason, Callback callback) {
        callback.succeed();
        lost();
    }

    private void lost() {
        ConnectionListener told = listener;
        if (told != null) {
            told.onClosed();
        }
    }

    // ---- from the chat server

    /** Through Jetty's core, which gathers frames into one write; its API for endpoints writes each by itself. */
    @Override
    public void send(List<String> frames, SendCallback done) {
        CoreSession core = ((WebSocketSession) open()).getCoreSession();
        int left = frames.size();
        for (String frame : frames) {
            left--;
            send(core, ByteBuffer.wrap(frame.getBytes(StandardCharsets.UTF_8)), left == 0 ? done : null);
        }
    }

    /**
     * In parts (RFC 6455 section 5.4): Jetty refuses to send more at once than it would take from the client.
     *
     * @param done null where another frame follows
     */
    private void send(CoreSession core, ByteBuffer rest, @Nullable SendCallback done) {
        byte opCode = OpCode.TEXT;
        do {
            ByteBuffer part = rest.slice();
            part.limit(Math.min(rest.remaining(), chat.options().maxFrameBytes()));
            rest.position(rest.position() + part.limit());
            boolean last = !rest.hasRemaining();
            org.eclipse.jetty.util.Callback told = done == null || !last
                    ? org.eclipse.jetty.util.Callback.NOOP
                    : org.eclipse.jetty.util.Callback.from(done::sent, failure -> done.failed());
            core.sendFrame(new Frame(opCode, last, part), told, done == null || !last);
            opCode = OpCode.CONTINUATION;
        } while (rest.hasRemaining());
    }

    @Override
    public void demand() {
        if (demanded.compareAndSet(false, true)) {
            open().demand();
        }
    }

    @Override
    public void ping() {
        open().sendPing(ByteBuffer.allocate(0), Callback.NOOP);
    }

    @Override
    public void close(CloseCode code) {
        if (!closing.compareAndSet(false, true)) {
            return; // a second goodbye would fail, and cut off the first
        }
        Session current = open();
        current.close(code.code(), code.reason(), Callback.from(this::demand, failure -> current.disconnect()));
        current.setIdleTimeout(GOODBYE); // not before: who was silent for longer would be cut off without the goodbye
    }

    private Session open() {
        return requireNonNull(session);
    }
}
