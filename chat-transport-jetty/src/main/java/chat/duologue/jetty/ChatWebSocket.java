package chat.duologue.jetty;

import chat.duologue.ChatServer;
import chat.duologue.Handshake;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.api.Configurable;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;

/**
 * A chat server's WebSocket, to be mounted into a Jetty that the host runs. Immutable and thread-safe.
 *
 * <p>Two ways, which differ in what the request passes before: {@link #mount} answers ahead of the context's servlets
 * and filters, so a security filter does not see it, and the {@code Authenticator} alone decides; {@link #endpoint} is
 * for an upgrade that the host does itself from inside a servlet, behind its filters.
 */
public final class ChatWebSocket {
    /** The WebSocket subprotocol (RFC 6455 section 1.9) that is spoken; a client may leave it out. */
    public static final String SUBPROTOCOL = "duologue.v1.json";

    private final ChatServer chat;
    private final OriginRule origins;

    /**
     * @param chat    served on every mount; started by the host
     * @param origins which web pages may connect
     */
    public ChatWebSocket(ChatServer chat, OriginRule origins) {
        this.chat = chat;
        this.origins = origins;
    }

    /**
     * Answers WebSocket upgrades below a context: a core {@link ContextHandler}, or a {@code ServletContextHandler} of
     * ee10 or ee11, which is one. Call it before the server is started. Behind a proxy the server's connector needs
     * {@link TrustedProxies}: to flood control, all clients have the same address otherwise.
     *
     * @param server  the server that the context belongs to
     * @param context where; its handlers get every other request
     * @param path    below the context's path, e.g. {@code /chat}
     */
    public void mount(Server server, ContextHandler context, String path) {
        WebSocketUpgradeHandler handler =
                WebSocketUpgradeHandler.from(server, context, container -> map(container, path));
        context.insertHandler(handler);
    }

    private void map(ServerWebSocketContainer container, String path) {
        configure(container);
        container.addMapping(path, this::create);
    }

    /** Sets the limits that the WebSocket layer keeps: sizes, and no timeout, since the chat server keeps its own. */
    private void configure(Configurable container) {
        container.setMaxTextMessageSize(chat.options().maxFrameBytes());
        container.setMaxFrameSize(chat.options().maxFrameBytes());
        container.setAutoFragment(false);
        container.setIdleTimeout(Duration.ZERO);
    }

    /**
     * An endpoint for one connection, for an upgrade by the host: return it from the {@code JettyWebSocketCreator} that
     * {@code JettyWebSocketServerContainer.upgrade} is given. Origin and subprotocol are the host's to check then, so are
     * {@link ChatServer#mustWait} and {@link ChatServer#hasRoom}, and it agrees on no extension:
     * {@code response.setExtensions(List.of())}.
     *
     * @param handshake what the {@code Authenticator} is to see of the request
     */
    public Session.Listener endpoint(Handshake handshake) {
        return new JettyConnection(chat, handshake, this::configure);
    }

    private @Nullable Object create(ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        if (!origins.allows(origin)) {
            chat.refused("the origin of the web page is not allowed");
            return refuse(HttpStatus.FORBIDDEN_403, request, response, callback);
        }
        Optional<Duration> wait = chat.mustWait(Request.getRemoteAddr(request));
        if (wait.isPresent()) {
            chat.refused("too many connections of one address in too little time");
            response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds(wait.get()));
            return refuse(HttpStatus.TOO_MANY_REQUESTS_429, request, response, callback);
        }
        if (!chat.hasRoom()) {
            chat.refused("too many connections, or the server stops");
            return refuse(HttpStatus.SERVICE_UNAVAILABLE_503, request, response, callback);
        }
        if (request.hasSubProtocol(SUBPROTOCOL)) {
            response.setAcceptedSubProtocol(SUBPROTOCOL);
        } else if (!request.getSubProtocols().isEmpty()) {
            return refuse(HttpStatus.BAD_REQUEST_400, request, response, callback);
        }
        // No compression: it costs up to 300 KB a connection, and a few bytes can inflate to many.
        response.setExtensions(List.of());
        return endpoint(new JettyHandshake(request));
    }

    private static long seconds(Duration wait) {
        return wait.plusSeconds(1).minusNanos(1).toSeconds();
    }

    private static @Nullable Object refuse(
            int status, ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
        Response.writeError(request, response, callback, status);
        return null;
    }
}
