package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChatServerOptions;
import chat.duologue.FloodControl;
import chat.duologue.ProposedMessage;
import chat.duologue.Verdict;
import chat.duologue.jetty.attachments.FileSystemAttachments;
import chat.duologue.model.UserId;
import chat.duologue.store.memory.InMemoryChatStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Plays the examples of the protocol page against a server, line by line. */
class ProtocolPageTest {
    private static final Path PAGE = Path.of("../docs/protocol.md");
    private static final Pattern BLOCK = Pattern.compile("```frames( store-down)?\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINE = Pattern.compile("(\\w+) ([<>]) (.*)");
    /** Fields whose values differ from run to run; what the page says stands for what the server said. */
    private static final Set<String> CHOSEN_BY_SERVER = Set.of("session", "stream", "conversation", "ref", "url");

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private static final Set<String> TIMES = Set.of("heartbeatMs", "retryAfterMs");

    private static final FloodControl ONE_MESSAGE_OF_DAVE = FloodControl.builder()
            .sends(new FloodControl.Rate(1, 0.1))
            .exempt(user -> !user.equals(new UserId("dave")))
            .build();

    private static Verdict moderate(ProposedMessage message) {
        String text = String.valueOf(message.content().text());
        if (text.equals("HELLO?")) {
            return new Verdict.Refuse("Please don't shout");
        }
        return text.contains("heck") ? new Verdict.Change(text.replace("heck", "****"), null) : Verdict.PASS;
    }

    private final Map<String, String> saidByPage = new HashMap<>();

    @TempDir
    private Path directory;

    private int uploadBytes;

    @Test
    void everyExampleIsWhatTheServerSays() throws IOException {
        AtomicBoolean storeDown = new AtomicBoolean();
        ChatServerOptions options =
                ChatServerOptions.builder().heartbeat(Duration.ofMillis(200)).build();
        FileSystemAttachments files = FileSystemAttachments.in(directory, AttachmentFixture.KEY)
                .clock(() -> NOW)
                .build();
        Map<String, TestClient> clients = new HashMap<>();
        try (ChatFixture chat = ChatFixture.start(
                FailingStore.whileTrue(storeDown::get, new InMemoryChatStore()),
                options,
                builder -> builder.clock(() -> NOW)
                        .attachments(files)
                        .floodControl(ONE_MESSAGE_OF_DAVE)
                        .interceptor(ProtocolPageTest::moderate),
                transport -> transport.attachments(files))) {
            int lines = 0;
            Matcher block = BLOCK.matcher(Files.readString(PAGE));
            while (block.find()) {
                storeDown.set(block.group(1) != null);
                for (String line : block.group(2).strip().split("\n")) {
                    Matcher parts = LINE.matcher(line);
                    assertThat(parts.matches()).as(line).isTrue();
                    TestClient client =
                            clients.computeIfAbsent(parts.group(1), name -> TestClient.connect(chat.port()));
                    play(chat, client, parts.group(2).equals(">"), (ObjectNode)
                            TestClient.JSON.readTree(parts.group(3)));
                    lines++;
                }
            }
            assertThat(lines).isGreaterThan(40);
        }
    }

    private void play(ChatFixture chat, TestClient client, boolean sends, ObjectNode frame) {
        if (sends) {
            String said = frame.toString();
            for (Map.Entry<String, String> each : saidByPage.entrySet()) {
                said = said.replace('"' + each.getKey() + '"', '"' + each.getValue() + '"');
            }
            client.raw(said);
            if (frame.get("type").stringValue().equals("upload")) {
                uploadBytes = frame.get("bytes").intValue();
            }
            return;
        }
        JsonNode expected = frame;
        switch (frame.get("type").stringValue()) {
            case "event" -> compare(expected, client.event());
            case "head" -> {
                JsonNode head = client.head();
                while (head.get("offset").longValue() < frame.get("offset").longValue()) {
                    head = client.head();
                }
                compare(expected, head);
            }
            case "typing", "presence" -> compare(expected, client.signal());
            default -> compare(expected, client.reply());
        }
        if (frame.path("method").stringValue("").equals("PUT")) {
            upload(chat, frame);
        }
    }

    /** What the page tells a client to do with a permit. */
    private void upload(ChatFixture chat, JsonNode permit) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + chat.port()
                        + saidByPage.get(permit.get("url").stringValue())))
                .PUT(BodyPublishers.ofByteArray(new byte[uploadBytes]));
        permit.get("headers")
                .properties()
                .forEach(header ->
                        request.header(header.getKey(), header.getValue().stringValue()));
        assertThat(AttachmentFixture.exchange(request).statusCode()).isEqualTo(201);
    }

    private void compare(JsonNode page, JsonNode server) {
        assertThat(List.copyOf(server.propertyNames()))
                .as(server.toString())
                .isEqualTo(List.copyOf(page.propertyNames()));
        page.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode expected = field.getValue();
            JsonNode actual = server.get(name);
            if (CHOSEN_BY_SERVER.contains(name)) {
                String bound = saidByPage.putIfAbsent(expected.stringValue(), actual.stringValue());
                assertThat(bound == null || bound.equals(actual.stringValue()))
                        .as(name)
                        .isTrue();
            } else if (expected.isArray()) {
                assertThat(actual.size()).isEqualTo(expected.size());
                for (int i = 0; i < expected.size(); i++) {
                    if (expected.get(i).isObject()) {
                        compare(expected.get(i), actual.get(i));
                    } else {
                        assertThat(actual.get(i)).as(name).isEqualTo(expected.get(i));
                    }
                }
            } else if (expected.isObject()) {
                compare(expected, actual);
            } else if (!TIMES.contains(name)) {
                assertThat(actual).as(name).isEqualTo(expected);
            }
        });
    }
}
