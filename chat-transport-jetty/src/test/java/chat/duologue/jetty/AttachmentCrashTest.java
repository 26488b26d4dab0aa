package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServer;
import chat.duologue.Identity;
import chat.duologue.jetty.attachments.FileSystemAttachments;
import chat.duologue.model.UserId;
import chat.duologue.store.memory.InMemoryChatStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A server that is killed: what was complete is there, what was not is nowhere. */
class AttachmentCrashTest {
    private static final byte[] NOTES = "some notes".getBytes(StandardCharsets.UTF_8);
    private static final Map<String, ?> FILE = Map.of("name", "n", "mediaType", "text/plain", "bytes", NOTES.length);

    @TempDir
    private Path directory;

    /** The server to kill. */
    static final class Server {
        private Server() {}

        @SuppressWarnings("SystemOut") // tells its port
        public static void main(String[] directory) throws InterruptedException {
            FileSystemAttachments files = FileSystemAttachments.in(Path.of(directory[0]), AttachmentFixture.KEY)
                    .build();
            ChatServer chat = ChatServer.builder()
                    .store(new InMemoryChatStore())
                    .authenticator(credentials ->
                            Optional.ofNullable(credentials.token()).map(Identity::of))
                    .attachments(files)
                    .build();
            JettyChatServer jetty =
                    JettyChatServer.of(chat).port(0).attachments(files).start();
            System.out.println(jetty.port());
            Thread.currentThread().join();
        }
    }

    @Test
    void anUploadIsCompleteOrNotThere() throws IOException {
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Server.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String complete;
        String partial;
        try (BufferedReader out = server.inputReader()) {
            int port = Integer.parseInt(out.readLine());
            TestClient alice = TestClient.login(port, "alice");
            JsonNode first = alice.request("upload", FILE);
            assertThat(AttachmentFixture.exchange(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port
                                            + first.get("url").stringValue()))
                                    .header("Content-Type", "text/plain")
                                    .PUT(BodyPublishers.ofByteArray(NOTES)))
                            .statusCode())
                    .isEqualTo(201);
            complete = first.get("ref").stringValue();
            JsonNode second = alice.request("upload", FILE);
            partial = second.get("ref").stringValue();
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.getOutputStream()
                        .write(("PUT " + second.get("url").stringValue()
                                        + " HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nsome")
                                .getBytes(StandardCharsets.US_ASCII));
                await().until(() -> bytesUnderWay() == 4);
                server.destroyForcibly();
                await().until(() -> !server.isAlive());
            }
        } finally {
            server.destroyForcibly();
        }
        assertThat(bytesUnderWay()).isEqualTo(4);
        try (AttachmentFixture fixture = AttachmentFixture.start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            Map<String, Object> lost = AttachmentFixture.attachment(partial, "n", "text/plain", NOTES);
            assertThat(TestClient.code(fixture.send(alice, "bob", List.of(lost))))
                    .isEqualTo("not_found");
            fixture.upload(alice, "n", "text/plain", NOTES);
            assertThat(fixture.files.find(new UserId("alice"), complete)).isPresent();
        }
    }

    private long bytesUnderWay() throws IOException {
        try (Stream<Path> all = Files.walk(directory.resolve("partial"))) {
            return all.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
