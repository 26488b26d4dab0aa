package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChatServer;
import chat.duologue.Identity;
import chat.duologue.jetty.attachments.ChatAttachments;
import chat.duologue.jetty.attachments.FileSystemAttachments;
import chat.duologue.model.UserId;
import chat.duologue.spi.AttachmentStore.Permit;
import chat.duologue.spi.AttachmentStore.Upload;
import chat.duologue.store.memory.InMemoryChatStore;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attachments inside a Jetty that the host runs, and in web pages of other origins. */
class AttachmentMountTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String PAGE = "the host's own page";
    private static final String ORIGIN = "https://app.example.com";

    @TempDir
    private Path directory;

    private final Server server = new Server(new InetSocketAddress("127.0.0.1", 0));
    private FileSystemAttachments files;
    private ChatServer chat;

    @BeforeEach
    void build() {
        files = FileSystemAttachments.in(directory, AttachmentFixture.KEY)
                .url("/app/attachments")
                .build();
        chat = ChatServer.builder()
                .store(new InMemoryChatStore())
                .authenticator(
                        credentials -> Optional.ofNullable(credentials.token()).map(Identity::of))
                .attachments(files)
                .build()
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        chat.close();
        server.stop();
    }

    private HttpRequest.Builder request(String path) {
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private static HttpResponse<String> exchange(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private Permit permitUpload() {
        return files.permitUpload(new UserId("alice"), new Upload("n", "text/plain", 5, null))
                .permit();
    }

    private HttpRequest.Builder upload() {
        return request(permitUpload().url())
                .header("Content-Type", "text/plain")
                .PUT(BodyPublishers.ofString("notes"));
    }

    private void mount(OriginRule origins) throws Exception {
        ContextHandler context = new ContextHandler("/app");
        server.setHandler(context);
        new ChatAttachments(chat, files, origins).mount(context, "/attachments");
        server.start();
    }

    @Test
    void theHostsServletsGetEverythingElse() throws Exception {
        ServletContextHandler context = new ServletContextHandler("/app");
        context.addServlet(new ServletHolder(new Page()), "/*");
        server.setHandler(context);
        new ChatAttachments(chat, files, OriginRule.NO_WEB_PAGES).mount(context, "/attachments");
        new ChatWebSocket(chat, OriginRule.NO_WEB_PAGES).mount(server, context, "/chat");
        server.start();
        assertThat(exchange(request("/app/page")).body()).isEqualTo(PAGE);
        assertThat(exchange(request("/app/attachmentsx")).body()).isEqualTo(PAGE);
        assertThat(exchange(upload()).statusCode()).isEqualTo(201);
        assertThat(exchange(request("/app/attachments/x")).statusCode()).isEqualTo(403);
        assertThat(exchange(request("/app/x/../attachments/x")).statusCode()).isIn(400, 403);
    }

    @Test
    void withoutConfiguredOriginsNoPageOfAnotherOriginIsToldAnything() throws Exception {
        mount(OriginRule.NO_WEB_PAGES);
        HttpResponse<String> preflight = exchange(preflight(ORIGIN));
        assertThat(preflight.statusCode()).isEqualTo(405);
        assertThat(preflight.headers().map()).doesNotContainKey("access-control-allow-origin");
        assertThat(exchange(upload().header("Origin", ORIGIN)).headers().map())
                .doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void aConfiguredOriginMayUploadAndRead() throws Exception {
        mount(OriginRule.of(ORIGIN));
        HttpResponse<String> preflight = exchange(preflight(ORIGIN));
        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(preflight.headers().firstValue("access-control-allow-origin"))
                .contains(ORIGIN);
        assertThat(preflight.headers().firstValue("access-control-allow-methods"))
                .hasValueSatisfying(methods -> assertThat(methods).contains("PUT"));
        assertThat(preflight.headers().map()).doesNotContainKey("access-control-allow-credentials");
        HttpResponse<String> uploaded = exchange(upload().header("Origin", ORIGIN));
        assertThat(uploaded.statusCode()).isEqualTo(201);
        assertThat(uploaded.headers().firstValue("access-control-allow-origin")).contains(ORIGIN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "https://app.example.com.evil.example",
                "https://appXexample.com",
                "https://app.example.com:8443",
                "http://app.example.com"
            })
    void noOtherOriginIs(String origin) throws Exception {
        mount(OriginRule.of(ORIGIN));
        assertThat(exchange(preflight(origin)).headers().map()).doesNotContainKey("access-control-allow-origin");
        assertThat(exchange(upload().header("Origin", origin)).headers().map())
                .doesNotContainKey("access-control-allow-origin");
    }

    private HttpRequest.Builder preflight(String origin) {
        return request(permitUpload().url())
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "PUT")
                .header("Access-Control-Request-Headers", "content-type");
    }

    private static final class Page extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print(PAGE);
        }
    }
}
