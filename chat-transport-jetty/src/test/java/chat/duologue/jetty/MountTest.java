package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChatServer;
import chat.duologue.Handshake;
import chat.duologue.Identity;
import chat.duologue.store.memory.InMemoryChatStore;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.ee11.websocket.server.JettyWebSocketServerContainer;
import org.eclipse.jetty.ee11.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The chat inside a Jetty that the host runs, beside what the host serves there. */
class MountTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String PAGE = "the host's own page";

    private final ChatServer chat = ChatServer.builder()
            .store(new InMemoryChatStore())
            .authenticator(credentials -> Optional.ofNullable(credentials.token())
                    .or(() -> credentials.handshake().principal().map(Principal::getName))
                    .map(Identity::of))
            .build()
            .start();
    private final ChatWebSocket webSocket = new ChatWebSocket(chat, OriginRule.NO_WEB_PAGES);
    private final Server server = new Server(new InetSocketAddress("127.0.0.1", 0));

    @AfterEach
    void stop() throws Exception {
        chat.close();
        server.stop();
    }

    private int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    private TestClient connect(String path, Map<String, String> headers) {
        return TestClient.connect(HTTP, URI.create("ws://127.0.0.1:" + port() + path), headers);
    }

    private String get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private void assertChatAndPage(String chatPath, String pagePath) throws Exception {
        assertThat(get(pagePath)).isEqualTo(PAGE);
        TestClient alice = connect(chatPath, Map.of());
        TestClient bob = connect(chatPath, Map.of());
        assertThat(code(alice.hello("alice"))).isEqualTo("ok");
        assertThat(code(bob.hello("bob"))).isEqualTo("ok");
        alice.say("bob", "hello");
        assertThat(bob.texts(1)).containsExactly("hello");
        alice.raw("x".repeat(70_000));
        assertThat(alice.closeCode()).isEqualTo(1009);
        bob.socket().sendBinary(java.nio.ByteBuffer.allocate(1), true).join();
        assertThat(bob.closeCode()).isEqualTo(1003);
        assertThat(RawClient.upgradeStatus(port(), "Origin: https://evil.example"))
                .isNotEqualTo(101);
        assertThat(get(pagePath)).isEqualTo(PAGE);
    }

    @Test
    void worksInACoreContext() throws Exception {
        ContextHandler context = new ContextHandler(
                new Handler.Abstract() {
                    @Override
                    public boolean handle(Request request, Response response, Callback callback) {
                        Content.Sink.write(response, true, PAGE, callback);
                        return true;
                    }
                },
                "/app");
        server.setHandler(context);
        webSocket.mount(server, context, "/chat");
        server.start();
        assertChatAndPage("/app/chat", "/app/page");
    }

    @Test
    void worksBesideAServletOfEe10() throws Exception {
        var context = new org.eclipse.jetty.ee10.servlet.ServletContextHandler("/app");
        context.addServlet(new org.eclipse.jetty.ee10.servlet.ServletHolder(new Page()), "/page");
        server.setHandler(context);
        webSocket.mount(server, context, "/chat");
        server.start();
        assertChatAndPage("/app/chat", "/app/page");
    }

    @Test
    void worksBesideAServletOfEe11() throws Exception {
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new Page()), "/page");
        server.setHandler(context);
        webSocket.mount(server, context, "/chat");
        server.start();
        assertChatAndPage("/chat", "/page");
    }

    @Test
    void anUpgradeFromInsideAServletPassesTheHostsFilters() throws Exception {
        ServletContextHandler context = new ServletContextHandler("/");
        JettyWebSocketServletContainerInitializer.configure(context, null);
        context.addFilter(new FilterHolder(new KeyFilter()), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new Page()), "/page");
        context.addServlet(new ServletHolder(new Upgrade(webSocket)), "/chat");
        server.setHandler(context);
        server.start();

        assertThat(RawClient.upgradeStatus(port())).isEqualTo(401);
        TestClient alice = connect("/chat", Map.of("X-Key", "alice"));
        JsonNode hello = alice.request("hello", Map.of());
        assertThat(hello.get("user").stringValue()).isEqualTo("alice");
        TestClient bob = connect("/chat", Map.of("X-Key", "bob"));
        bob.request("hello", Map.of());
        String large = "é".repeat(8_000);
        alice.say("bob", large);
        assertThat(bob.texts(1)).containsExactly(large);
        alice.raw("x".repeat(70_000));
        assertThat(alice.closeCode()).isEqualTo(1009);
        chat.stop();
        assertThat(bob.closeCode()).isEqualTo(1001);
    }

    private static final class Page extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print(PAGE);
        }
    }

    /** The host's security: whoever has a key is let in. */
    private static final class KeyFilter extends HttpFilter {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            String key = request.getHeader("X-Key");
            if (key == null) {
                response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
            } else {
                request.setAttribute("user", key);
                chain.doFilter(request, response);
            }
        }
    }

    private static final class Upgrade extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final transient ChatWebSocket webSocket;

        Upgrade(ChatWebSocket webSocket) {
            this.webSocket = webSocket;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String user = (String) request.getAttribute("user");
            Handshake handshake = new Handshake() {
                @Override
                public Optional<Principal> principal() {
                    return Optional.of(() -> user);
                }
            };
            JettyWebSocketServerContainer.getContainer(getServletContext())
                    .upgrade((upgrade, answer) -> webSocket.endpoint(handshake), request, response);
        }
    }
}
