package chat.duologue.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.jetty.TestClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MyChatTest {
    private static final Path SOURCE = Path.of("src/main/java/chat/duologue/examples/embedded/MyChat.java");

    @TempDir
    Path folder;

    @Test
    void twoUsersChatOverTheServerOfTheReadme() throws Exception {
        int port = freePort();
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        MyChat.class.getName(),
                        Integer.toString(port))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile())
                .start();
        try {
            TestClient alice = Awaitility.await()
                    .ignoreExceptions()
                    .until(() -> TestClient.connect(port), client -> client != null);
            TestClient bob = TestClient.connect(port);
            assertThat(alice.request("hello", Map.of("token", "token-of-alice"))
                            .get("user")
                            .stringValue())
                    .isEqualTo("alice");
            assertThat(bob.request("hello", Map.of("token", "token-of-bob"))
                            .get("user")
                            .stringValue())
                    .isEqualTo("bob");
            alice.request("send", Map.of("to", "bob", "clientMessageId", "1", "text", "hello"));
            assertThat(bob.event().get("text").stringValue()).isEqualTo("hello");
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    @Test
    void theReadmeShowsThisServer() throws IOException {
        String readme = Files.readString(Path.of("../../README.md")).replaceAll("\\s+", "");
        String source = Files.readString(SOURCE).replaceAll("\\s+", "");
        int from = source.indexOf("JdbcConnectionPooldatabase");
        assertThat(readme).contains(source.substring(from, source.indexOf("start();", from) + "start();".length()));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
