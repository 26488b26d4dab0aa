package chat.duologue.examples.load;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;

/**
 * The first measuring stick, and the transport of the second: a bare relay on Jetty that takes a frame, sends it to
 * its receiver's socket and an ok to its sender. No store, no JSON; see {@link StickFormat}.
 */
final class RelayServer implements AutoCloseable {
    static final String PATH = "/chat";

    private static final int ACCEPT_QUEUE = 4096;

    /** What is done with a message before it is relayed and answered; it calls {@code relay} when that is done. */
    interface BeforeRelay {
        void accept(Message message, Runnable relay, Runnable fail);
    }

    /** A message on its way. */
    record Message(String from, String to, String body) {}

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final BeforeRelay beforeRelay;

    private RelayServer(BeforeRelay beforeRelay) {
        this.beforeRelay = beforeRelay;
    }

    /** Starts a relay on the loopback interface. */
    static RelayServer start(int port) throws LoadException {
        return start(port, (message, relay, fail) -> relay.run());
    }

    static RelayServer start(int port, BeforeRelay beforeRelay) throws LoadException {
        RelayServer relay = new RelayServer(beforeRelay);
        relay.connector.setHost("127.0.0.1");
        relay.connector.setPort(port);
        relay.connector.setAcceptQueueSize(ACCEPT_QUEUE);
        relay.server.addConnector(relay.connector);
        relay.server.setHandler(WebSocketUpgradeHandler.from(relay.server, container -> {
            container.setIdleTimeout(Duration.ZERO);
            container.addMapping(PATH, (request, response, callback) -> relay.new Connection());
        }));
        try {
            relay.server.start();
        } catch (Exception e) {
            throw new LoadException("the server could not listen on port " + port, e);
        }
        return relay;
    }

    int port() {
        return connector.getLocalPort();
    }

    void join() throws InterruptedException {
        server.join();
    }

    @Override
    public void close() throws LoadException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new LoadException("the server could not be stopped", e);
        }
    }

    /** One client; it takes the next frame when the last one is done with, which keeps each sender's order. Public for Jetty. */
    public final class Connection implements Session.Listener {
        private @Nullable Session session;
        private String user = "";
        private String paddedUser = "";

        private Connection() {}

        @Override
        public void onWebSocketOpen(Session opened) {
            session = opened;
            opened.demand();
        }

        @Override
        public void onWebSocketText(String frame) {
            Session own = session;
            if (own == null || frame.isEmpty()) {
                return;
            }
            if (frame.charAt(0) == StickFormat.HELLO) {
                user = StickFormat.user(frame);
                paddedUser = StickFormat.padded(user);
                sessions.put(user, own);
                own.sendText(String.valueOf(StickFormat.WELCOME), Callback.NOOP);
                own.demand();
                return;
            }
            Message message = new Message(user, StickFormat.user(frame), StickFormat.body(frame));
            String id = StickFormat.id(frame);
            beforeRelay.accept(message, () -> relay(own, message, id), () -> answer(own, StickFormat.error(id)));
        }

        private void relay(Session own, Message message, String id) {
            Session receiver = sessions.get(message.to());
            if (receiver == null) {
                answer(own, StickFormat.error(id));
            } else {
                receiver.sendText(StickFormat.message(paddedUser, id, message.body()), Callback.NOOP);
                answer(own, StickFormat.ok(id));
            }
        }

        private void answer(Session own, String frame) {
            own.sendText(frame, Callback.NOOP);
            own.demand();
        }

        @Override
        public void onWebSocketClose(int code, @Nullable String reason, Callback callback) {
            if (session != null) {
                sessions.remove(user, session);
            }
            callback.succeed();
        }

        @Override
        public void onWebSocketError(Throwable cause) {
            // A client that goes away is no news to a measuring stick.
        }
    }
}
