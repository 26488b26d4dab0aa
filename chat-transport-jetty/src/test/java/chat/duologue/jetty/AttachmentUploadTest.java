package chat.duologue.jetty;

import static chat.duologue.jetty.AttachmentFixture.exchange;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChatServerOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Only what was permitted becomes an upload, whole and once; of everything else nothing is left. */
class AttachmentUploadTest {
    private static final byte[] NOTES = "some notes".getBytes(StandardCharsets.UTF_8);
    private static final String SHA_256 = "237bac67a518e2dfc901ecbf060f59cde465d4644cf9d0783a877a321f9bbcb3";

    @TempDir
    private Path directory;

    private static byte[] longer() {
        return "some notes!".getBytes(StandardCharsets.UTF_8);
    }

    private static HttpResponse<byte[]> putInChunks(AttachmentFixture fixture, JsonNode permit, byte[] bytes) {
        return exchange(
                fixture.put(permit, bytes).PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))));
    }

    private static void assertNothingIsLeft(AttachmentFixture fixture, TestClient client, JsonNode permit) {
        Awaitility.await().untilAsserted(() -> assertThat(fixture.stored()).isEmpty());
        Map<String, Object> file =
                AttachmentFixture.attachment(permit.get("ref").stringValue(), "n", "text/plain", NOTES);
        assertThat(TestClient.code(fixture.send(client, "bob", List.of(file)))).isEqualTo("not_found");
    }

    @Test
    void moreOrLessThanWasPermittedIsRefusedWhetherItsLengthIsToldOrNot() {
        try (AttachmentFixture fixture = AttachmentFixture.start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            JsonNode permit = fixture.permitUpload(alice, "n", "text/plain", NOTES);
            byte[] shorter = "some note".getBytes(StandardCharsets.UTF_8);
            assertThat(exchange(fixture.put(permit, longer())).statusCode()).isEqualTo(413);
            assertThat(putInChunks(fixture, permit, longer()).statusCode()).isEqualTo(413);
            assertThat(exchange(fixture.put(permit, shorter)).statusCode()).isEqualTo(400);
            assertThat(putInChunks(fixture, permit, shorter).statusCode()).isEqualTo(400);
            assertThat(putInChunks(fixture, permit, new byte[0]).statusCode()).isEqualTo(400);
            assertNothingIsLeft(fixture, alice, permit);
            assertThat(putInChunks(fixture, permit, NOTES).statusCode()).isEqualTo(201);
        }
    }

    @Test
    void anEndlessBodyIsCutAtTheLimit() throws IOException {
        try (AttachmentFixture fixture = AttachmentFixture.start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            JsonNode permit = fixture.permitUpload(alice, "n", "text/plain", NOTES);
            try (Socket socket = begin(fixture, permit, "Transfer-Encoding: chunked")) {
                byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
                long sent = 0;
                try {
                    while (sent < 1L << 30) {
                        socket.getOutputStream().write(chunk);
                        sent += chunk.length;
                    }
                } catch (IOException e) {
                    assertThat(sent).isLessThan(1L << 26);
                }
                assertThat(sent).isLessThan(1L << 30);
            }
            assertNothingIsLeft(fixture, alice, permit);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "text/plain; charset=utf-8", ""})
    void anotherTypeThanWasPermittedIsRefused(String contentType) {
        try (AttachmentFixture fixture = AttachmentFixture.start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            JsonNode permit = fixture.permitUpload(alice, "n", "text/plain", NOTES);
            assertThat(exchange(fixture.put(permit, NOTES).setHeader("Content-Type", contentType))
                            .statusCode())
                    .isEqualTo(415);
            assertThat(exchange(fixture.put(permit, NOTES).header("Content-Encoding", "gzip"))
                            .statusCode())
                    .isEqualTo(415);
            assertNothingIsLeft(fixture, alice, permit);
        }
    }

    @Test
    void onlyTheTypesThatTheHostWelcomesArePermitted() {
        try (AttachmentFixture fixture = new AttachmentFixture.Setup()
                .files(files -> files.mediaTypes(Set.of("image/png")::contains))
                .start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            JsonNode refusal = alice.request("upload", Map.of("name", "n", "mediaType", "text/html", "bytes", 1));
            assertThat(TestClient.code(refusal)).isEqualTo("forbidden");
            assertThat(refusal.get("message").stringValue()).contains("mediaType");
            fixture.upload(alice, "n", "image/png", NOTES);
        }
    }

    @Test
    void aHashThatWasToldMustBeThatOfTheBytes() {
        try (AttachmentFixture fixture = AttachmentFixture.start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            Map<String, Object> file =
                    Map.of("name", "n", "mediaType", "text/plain", "bytes", NOTES.length, "sha256", SHA_256);
            JsonNode permit = alice.request("upload", file);
            assertThat(exchange(fixture.put(permit, "some Notes".getBytes(StandardCharsets.UTF_8)))
                            .statusCode())
                    .isEqualTo(422);
            assertNothingIsLeft(fixture, alice, permit);
            assertThat(exchange(fixture.put(permit, NOTES)).statusCode()).isEqualTo(201);
        }
    }

    @Test
    void aPermitIsGoodForOneUpload() {
        try (AttachmentFixture fixture = AttachmentFixture.start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            JsonNode permit = fixture.permitUpload(alice, "n", "text/plain", NOTES);
            assertThat(exchange(fixture.put(permit, NOTES)).statusCode()).isEqualTo(201);
            assertThat(exchange(fixture.put(permit, "SOME NOTES".getBytes(StandardCharsets.UTF_8)))
                            .statusCode())
                    .isEqualTo(409);
            Map<String, Object> file =
                    AttachmentFixture.attachment(permit.get("ref").stringValue(), "n", "text/plain", NOTES);
            JsonNode sent = fixture.send(alice, "bob", List.of(file));
            assertThat(exchange(fixture.get(fixture.permitDownload(alice, sent, file.get("ref"))))
                            .body())
                    .isEqualTo(NOTES);
        }
    }

    @Test
    void ofSeveralUploadsWithOnePermitAtOnceOneIsTaken() {
        try (AttachmentFixture fixture = AttachmentFixture.start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            byte[] bytes = new byte[2_000_000];
            JsonNode permit = fixture.permitUpload(alice, "n", "text/plain", bytes);
            List<CompletableFuture<Integer>> uploads = Stream.generate(() -> AttachmentFixture.HTTP
                            .sendAsync(fixture.put(permit, bytes).build(), HttpResponse.BodyHandlers.discarding())
                            .thenApply(HttpResponse::statusCode))
                    .limit(6)
                    .toList();
            Map<Integer, Long> statuses = uploads.stream()
                    .map(CompletableFuture::join)
                    .collect(Collectors.groupingBy(status -> status, Collectors.counting()));
            assertThat(statuses).isEqualTo(Map.of(201, 1L, 409, 5L));
            assertThat(fixture.stored()).hasSize(2);
        }
    }

    @Test
    void manyUploadsAtOnceAreAllTaken() {
        try (AttachmentFixture fixture = AttachmentFixture.start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            TestClient bob = fixture.chat.login("bob");
            byte[] bytes = new byte[500_000];
            List<CompletableFuture<Integer>> uploads = IntStream.range(0, 12)
                    .mapToObj(i -> fixture.permitUpload(i % 2 == 0 ? alice : bob, "n", "a/b", bytes))
                    .map(permit -> AttachmentFixture.HTTP
                            .sendAsync(fixture.put(permit, bytes).build(), HttpResponse.BodyHandlers.discarding())
                            .thenApply(HttpResponse::statusCode))
                    .toList();
            assertThat(uploads.stream().map(CompletableFuture::join)).containsOnly(201);
        }
    }

    @Test
    void anUploadThatBreaksOffLeavesNothing() throws IOException {
        try (AttachmentFixture fixture = AttachmentFixture.start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            JsonNode permit = fixture.permitUpload(alice, "n", "text/plain", NOTES);
            Socket socket = begin(fixture, permit, "Content-Length: " + NOTES.length);
            socket.getOutputStream().write(NOTES, 0, 4);
            Awaitility.await().untilAsserted(() -> assertThat(fixture.stored()).hasSize(1));
            assertThat(TestClient.code(fixture.send(
                            alice,
                            "bob",
                            List.of(AttachmentFixture.attachment(
                                    permit.get("ref").stringValue(), "n", "text/plain", NOTES)))))
                    .as("nobody sees it before it is complete")
                    .isEqualTo("not_found");
            socket.close();
            assertNothingIsLeft(fixture, alice, permit);
            assertThat(exchange(fixture.put(permit, NOTES)).statusCode()).isEqualTo(201);
        }
    }

    @Test
    void oneThatTakesTooLongIsCut() throws IOException {
        try (AttachmentFixture fixture = AttachmentFixture.start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            byte[] bytes = new byte[4096 * 50];
            JsonNode permit = fixture.permitUpload(alice, "n", "text/plain", bytes);
            try (Socket socket = begin(fixture, permit, "Content-Length: " + bytes.length)) {
                Awaitility.await()
                        .untilAsserted(() -> assertThat(fixture.stored()).hasSize(1));
                for (int sent = 1; sent <= 3; sent++) {
                    int so = sent;
                    fixture.clock.advance(Duration.ofSeconds(20));
                    socket.getOutputStream().write(0);
                    Awaitility.await()
                            .untilAsserted(
                                    () -> assertThat(fixture.storedBytes()).isEqualTo(so));
                }
                fixture.clock.advance(Duration.ofSeconds(1));
                socket.getOutputStream().write(0);
                assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                        .isEqualTo("HTTP/1.1 408");
            }
            assertNothingIsLeft(fixture, alice, permit);
        }
    }

    @Test
    void aUserHasOnlySoManyUnderWayAndOthersAreNotHeldUp() throws IOException {
        try (AttachmentFixture fixture = new AttachmentFixture.Setup()
                .files(files -> files.maxUploadsPerUser(2).maxUploads(3))
                .start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            TestClient bob = fixture.chat.login("bob");
            TestClient carol = fixture.chat.login("carol");
            List<Socket> open = new ArrayList<>();
            for (int i = 1; i <= 2; i++) {
                int files = i;
                Socket socket = begin(
                        fixture,
                        fixture.permitUpload(alice, "n", "text/plain", NOTES),
                        "Content-Length: " + NOTES.length);
                socket.getOutputStream().write(NOTES, 0, 4);
                open.add(socket);
                Awaitility.await()
                        .untilAsserted(() -> assertThat(fixture.stored()).hasSize(files));
            }
            JsonNode third = fixture.permitUpload(alice, "n", "text/plain", NOTES);
            assertThat(exchange(fixture.put(third, NOTES)).statusCode()).isEqualTo(503);
            fixture.upload(bob, "n", "text/plain", NOTES);
            Socket last = begin(
                    fixture, fixture.permitUpload(bob, "n", "text/plain", NOTES), "Content-Length: " + NOTES.length);
            last.getOutputStream().write(NOTES, 0, 4);
            Awaitility.await().untilAsserted(() -> assertThat(fixture.stored()).hasSize(5));
            JsonNode beyond = fixture.permitUpload(carol, "n", "text/plain", NOTES);
            assertThat(exchange(fixture.put(beyond, NOTES)).statusCode()).isEqualTo(503);
            open.add(last);
            for (Socket socket : open) {
                socket.close();
            }
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(exchange(fixture.put(third, NOTES)).statusCode())
                                    .isEqualTo(201));
        }
    }

    @Test
    void hundredsOfSlowUploadsKeepNobodyFromChatting() throws IOException {
        try (AttachmentFixture fixture = new AttachmentFixture.Setup()
                .files(files -> files.maxUploadsPerUser(400).maxUploads(400))
                .start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            List<Socket> open = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                open.add(begin(
                        fixture, fixture.permitUpload(alice, "n", "a/b", NOTES), "Content-Length: " + NOTES.length));
            }
            TestClient bob = fixture.chat.login("bob");
            assertThat(TestClient.code(bob.say("alice", "hello"))).isEqualTo("ok");
            fixture.upload(bob, "n", "a/b", NOTES);
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    @Test
    void aDiskThatFailsIsToldAndTheNextUploadGoesOnWhenItIsWellAgain() throws IOException {
        try (AttachmentFixture fixture = AttachmentFixture.start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            JsonNode permit = fixture.permitUpload(alice, "n", "text/plain", NOTES);
            Path partial = directory.resolve("partial");
            Files.delete(partial);
            Files.writeString(partial, "in the way");
            assertThat(exchange(fixture.put(permit, NOTES)).statusCode()).isEqualTo(507);
            assertThat(TestClient.code(alice.say("bob", "hello"))).isEqualTo("ok");
            Files.delete(partial);
            assertThat(exchange(fixture.put(permit, NOTES)).statusCode()).isEqualTo(201);
        }
    }

    @Test
    void whatTheDiskHasNoRoomForIsNotPermitted() throws IOException {
        long free = Files.getFileStore(directory).getUsableSpace();
        ChatServerOptions.Builder options = ChatServerOptions.builder().maxAttachmentBytes(1L << 40);
        Assumptions.assumeTrue(free < 1L << 40, "the disk has more room than an attachment may take");
        try (AttachmentFixture fixture =
                new AttachmentFixture.Setup().options(options).start(directory)) {
            TestClient alice = fixture.chat.login("alice");
            JsonNode refusal = alice.request("upload", Map.of("name", "n", "mediaType", "a/b", "bytes", 1L << 40));
            assertThat(TestClient.code(refusal)).isEqualTo("unavailable");
            assertThat(refusal.get("retryAfterMs").longValue()).isEqualTo(60_000);
        }
    }

    /** Sends the head of the request that is permitted. */
    private static Socket begin(AttachmentFixture fixture, JsonNode permit, String length) throws IOException {
        Socket socket = new Socket("127.0.0.1", fixture.chat.port());
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        String head = "PUT " + permit.get("url").stringValue() + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
                + permit.get("headers").get("Content-Type").stringValue() + "\r\n" + length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
