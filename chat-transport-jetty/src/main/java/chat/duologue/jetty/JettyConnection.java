package chat.duologue.jetty;

import static java.util.Objects.requireNonNull;

import chat.duologue.ChatServer;
import chat.duologue.Handshake;
import chat.duologue.spi.CloseCode;
import chat.duologue.spi.Connection;
import chat.duologue.spi.ConnectionListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Configurable;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket: its frames go to the chat server one at a time, on demand. Public only because Jetty looks its methods
 * up by reflection.
 */
public final class JettyConnection implements Session.Listener, Connection {
    /** How long a peer may take to answer a close, or to take what is still being written. */
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    /** What is still read of a peer, and dropped, until it answers a close; more, and it is cut at the goodbye time. */
    private static final int MAX_DROPPED_FRAMES = 1_000;

    private static final int MAX_BYTES_A_CHAR = 3; // of UTF-8

    private final ChatServer chat;
    private final Consumer<Configurable> configuration;
    private @Nullable Handshake handshake;
    private volatile @Nullable Session session;
    private volatile @Nullable ConnectionListener listener;
    private final AtomicBoolean demanded = new AtomicBoolean();
    private volatile boolean closing;
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
        if (closing && dropped++ < MAX_DROPPED_FRAMES) {
            demand();
        }
        return !closing;
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

    @Override
    public void send(String frame, SendCallback done) {
        send(frame, 0, done);
    }

    /** In parts (RFC 6455 section 5.4): Jetty refuses to send more at once than it would take from the client. */
    private void send(String frame, int from, SendCallback done) {
        int to = Math.min(frame.length(), from + chat.options().maxFrameBytes() / MAX_BYTES_A_CHAR);
        if (to < frame.length() && Character.isHighSurrogate(frame.charAt(to - 1))) {
            to--;
        }
        int end = to;
        boolean last = end == frame.length();
        Runnable sent = last ? done::sent : () -> send(frame, end, done);
        open().sendPartialText(frame.substring(from, end), last, Callback.from(sent, failure -> done.failed()));
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
        Session current = open();
        closing = true;
        current.setIdleTimeout(GOODBYE);
        current.close(code.code(), code.reason(), Callback.from(this::demand, failure -> current.disconnect()));
    }

    private Session open() {
        return requireNonNull(session);
    }
}
