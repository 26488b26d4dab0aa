package chat.duologue.jetty;

import chat.duologue.ChatServer;
import chat.duologue.Health;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.Callback;

/** Tells load balancers how a chat server is, from the Jetty that the host runs. Immutable and thread-safe. */
public final class ChatHealth {
    private final ChatServer chat;

    /** @param chat that is asked about */
    public ChatHealth(ChatServer chat) {
        this.chat = chat;
    }

    /**
     * Answers {@code GET} for two paths of a context, a core {@link ContextHandler} or a {@code ServletContextHandler} of ee10 or
     * ee11, ahead of its servlets and filters: {@code path/live} with 200, always; {@code path/ready} with 200, or with 503 where
     * {@link ChatServer#health()} says that no more clients should come. The body says which it is, e.g.
     * <code>{"status":"draining","reason":"the server stops"}</code>. Call it before the server is started.
     *
     * @param context where; its handlers get every other request
     * @param path    below the context's path, mostly {@code /health}
     */
    public void mount(ContextHandler context, String path) {
        context.insertHandler(new Endpoint(chat, path));
    }

    private static final class Endpoint extends Handler.Wrapper {
        private final ChatServer chat;
        private final String live;
        private final String ready;

        Endpoint(ChatServer chat, String path) {
            this.chat = chat;
            this.live = path + "/live";
            this.ready = path + "/ready";
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            String path = Request.getPathInContext(request);
            if (!path.equals(live) && !path.equals(ready)) {
                return super.handle(request, response, callback);
            }
            if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
                response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
                Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
            } else if (path.equals(live)) {
                answer(response, callback, HttpStatus.OK_200, "{\"status\":\"live\"}");
            } else {
                chat.health().thenAccept(health -> answer(response, callback, health));
            }
            return true;
        }

        private static void answer(Response response, Callback callback, Health health) {
            String status = health.state().name().toLowerCase(Locale.ROOT);
            boolean isReady = health.state() == Health.State.READY;
            answer(
                    response,
                    callback,
                    isReady ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503,
                    isReady
                            ? "{\"status\":\"ready\"}"
                            : "{\"status\":\"" + status + "\",\"reason\":\"" + health.reason() + "\"}");
        }

        private static void answer(Response response, Callback callback, int status, String json) {
            response.setStatus(status);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            response.write(true, ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)), callback);
        }
    }
}
