package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChatServerOptions;
import chat.duologue.MessageInterceptor;
import chat.duologue.jetty.attachments.FileSystemAttachments;
import chat.duologue.spi.AttachmentStore;
import chat.duologue.store.memory.InMemoryChatStore;
import chat.duologue.store.spi.ChatStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A chat server with attachments in a directory, and a clock that stands still until it is set. */
final class AttachmentFixture implements AutoCloseable {
    static final byte[] KEY = "a key of at least 32 bytes, as it must be".getBytes(StandardCharsets.US_ASCII);
    static final HttpClient HTTP = HttpClient.newHttpClient();

    final ManualClock clock = new ManualClock();
    final Path directory;
    final FileSystemAttachments files;
    final ChatFixture chat;

    private AttachmentFixture(Path directory, Setup setup) {
        this.directory = directory;
        this.files = setup.files
                .apply(FileSystemAttachments.in(directory, KEY).clock(clock))
                .build();
        this.chat = ChatFixture.start(
                setup.chats,
                setup.options,
                builder -> builder.clock(clock).interceptor(setup.interceptor).attachments(setup.around.apply(files)),
                transport -> setup.transport.apply(transport.attachments(files)));
    }

    /** What is not as it is by default. */
    static final class Setup {
        private ChatStore chats = new InMemoryChatStore();
        private ChatServerOptions options = ChatServerOptions.DEFAULTS;
        private UnaryOperator<FileSystemAttachments.Builder> files = UnaryOperator.identity();
        private UnaryOperator<AttachmentStore> around = UnaryOperator.identity();
        private UnaryOperator<JettyChatServer.Builder> transport = UnaryOperator.identity();
        private MessageInterceptor interceptor = MessageInterceptor.NONE;

        Setup chats(ChatStore value) {
            chats = value;
            return this;
        }

        Setup options(ChatServerOptions.Builder value) {
            options = value.build();
            return this;
        }

        Setup files(UnaryOperator<FileSystemAttachments.Builder> value) {
            files = value;
            return this;
        }

        /** What the chat server sees of the files. */
        Setup around(UnaryOperator<AttachmentStore> value) {
            around = value;
            return this;
        }

        Setup transport(UnaryOperator<JettyChatServer.Builder> value) {
            transport = value;
            return this;
        }

        Setup interceptor(MessageInterceptor value) {
            interceptor = value;
            return this;
        }

        AttachmentFixture start(Path directory) {
            return new AttachmentFixture(directory, this);
        }
    }

    static AttachmentFixture start(Path directory) {
        return new Setup().start(directory);
    }

    URI uri(JsonNode permit) {
        return uri(permit.get("url").stringValue());
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + chat.port() + path);
    }

    /** What a client says of a file that it has uploaded. */
    static Map<String, Object> attachment(String ref, String name, String mediaType, byte[] bytes) {
        return Map.of("ref", ref, "name", name, "mediaType", mediaType, "bytes", bytes.length);
    }

    JsonNode permitUpload(TestClient client, String name, String mediaType, byte[] bytes) {
        JsonNode permit = client.request("upload", Map.of("name", name, "mediaType", mediaType, "bytes", bytes.length));
        assertThat(TestClient.code(permit)).as(permit.toString()).isEqualTo("ok");
        return permit;
    }

    /** The request that a permit is for. */
    HttpRequest.Builder put(JsonNode permit, byte[] bytes) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(permit))
                .timeout(Duration.ofSeconds(20))
                .method(permit.get("method").stringValue(), HttpRequest.BodyPublishers.ofByteArray(bytes));
        permit.get("headers")
                .properties()
                .forEach(header ->
                        request.header(header.getKey(), header.getValue().stringValue()));
        return request;
    }

    static HttpResponse<byte[]> exchange(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Permitted and done; what a message says of it. */
    Map<String, Object> upload(TestClient client, String name, String mediaType, byte[] bytes) {
        JsonNode permit = permitUpload(client, name, mediaType, bytes);
        assertThat(exchange(put(permit, bytes)).statusCode()).isEqualTo(201);
        return attachment(permit.get("ref").stringValue(), name, mediaType, bytes);
    }

    JsonNode send(TestClient client, String to, List<?> attachments) {
        return client.request(
                "send", Map.of("to", to, "clientMessageId", UUID.randomUUID().toString(), "attachments", attachments));
    }

    JsonNode permitDownload(TestClient client, JsonNode sent, Object ref) {
        return client.request(
                "download",
                Map.of(
                        "conversation",
                        sent.get("conversation").stringValue(),
                        "seq",
                        sent.get("seq").longValue(),
                        "ref",
                        ref));
    }

    HttpRequest.Builder get(JsonNode permit) {
        assertThat(TestClient.code(permit)).as(permit.toString()).isEqualTo("ok");
        return HttpRequest.newBuilder(uri(permit)).timeout(Duration.ofSeconds(20));
    }

    /** The files that are there, those in parts too, but for those by which the time is read off. */
    List<Path> stored() {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("now"))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** How long these are together. */
    long storedBytes() {
        return stored().stream().mapToLong(file -> file.toFile().length()).sum();
    }

    @Override
    public void close() {
        chat.close();
    }
}
