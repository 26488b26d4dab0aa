package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.ChangePolicy;
import chat.duologue.ChangeRules;
import chat.duologue.ChatServerOptions;
import chat.duologue.ErrorCode;
import chat.duologue.RequestException;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.UserId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A user gets all of their data, as lines of JSON. */
class ExportTest {
    private final FaultyStore store = new FaultyStore();
    private final ChatFixture chat = ChatFixture.start(store, ChatServerOptions.DEFAULTS);
    private final UserId alice = new UserId("alice");

    @AfterEach
    void stop() {
        chat.close();
    }

    private List<JsonNode> export(UserId user) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        chat.chat.export(user, out);
        return lines(out);
    }

    private static List<JsonNode> lines(ByteArrayOutputStream out) {
        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(text).endsWith("\n");
        return text.lines().map(TestClient.JSON::readTree).toList();
    }

    private static String type(JsonNode line) {
        return line.get("type").stringValue();
    }

    @Test
    void everyLineIsTheUserAConversationOrAMessage() throws IOException {
        TestClient client = chat.login("alice");
        TestClient bob = chat.login("bob");
        String withBob = client.request(
                        "send",
                        Map.of(
                                "to",
                                "bob",
                                "context",
                                "order 7",
                                "text",
                                "line one\nline two é \uD83D\uDE00",
                                "data",
                                Map.of("price", 1.5),
                                "clientMessageId",
                                "first"))
                .get("conversation")
                .stringValue();
        bob.request(
                "send", Map.of("conversation", withBob, "text", "answer", "replyTo", 1, "clientMessageId", "second"));
        bob.request("read", Map.of("conversation", withBob, "seq", 1));
        chat.login("carol").say("bob", "none of alice's business");

        List<JsonNode> lines = export(alice);
        assertThat(lines).extracting(ExportTest::type).containsExactly("user", "conversation", "message", "message");
        assertThat(lines.get(0))
                .isEqualTo(TestClient.JSON.readTree("{\"type\":\"user\",\"user\":\"alice\",\"stream\":\""
                        + store.streamId().value() + "\",\"trimmedTo\":0,\"head\":3}"));
        assertThat(lines.get(1))
                .isEqualTo(TestClient.JSON.readTree("{\"type\":\"conversation\",\"conversation\":\"" + withBob
                        + "\",\"peer\":\"bob\",\"context\":\"order 7\",\"unread\":1,\"readSeq\":0,\"deliveredSeq\":0,"
                        + "\"peerReadSeq\":1,\"peerDeliveredSeq\":1,\"pinned\":false,\"archived\":false}"));
        JsonNode first = lines.get(2);
        assertThat(first.get("text").stringValue()).isEqualTo("line one\nline two é \uD83D\uDE00");
        assertThat(first.get("data").get("price").doubleValue()).isEqualTo(1.5);
        assertThat(first.get("from").stringValue()).isEqualTo("alice");
        assertThat(first.get("clientMessageId").stringValue()).isEqualTo("first");
        assertThat(first.get("conversation").stringValue()).isEqualTo(withBob);
        JsonNode answer = lines.get(3);
        assertThat(answer.get("seq").longValue()).isEqualTo(2);
        assertThat(answer.get("replyTo").longValue()).isEqualTo(1);
        assertThat(answer.get("from").stringValue()).isEqualTo("bob");
        assertThat(answer.get("at").stringValue()).endsWith("Z");
    }

    @Test
    void whatBecameOfMessagesSettingsAndBlocksIsThere() throws IOException {
        FourDevices devices = new FourDevices(chat, "helo");
        devices.edit(devices.alice, 1, "hello");
        devices.react(devices.bob, 1, "+");
        devices.react(devices.alice, 1, "+");
        devices.ask(devices.bob, "send", Map.of("text", "yes?", "replyTo", 1, "clientMessageId", "m-2"));
        devices.bob.say("alice", "a secret", "m-3");
        devices.recall(devices.bob, 3);
        devices.bob.say("alice", "rubbish", "m-4");
        devices.hide(devices.alice, 4);
        devices.react(devices.alice, 4, "-");
        devices.hide(devices.bob, 1);
        devices.ask(devices.alice, "settings", Map.of("pinned", true, "mutedUntil", "2040-01-01T00:00:00.000Z"));
        devices.ask(devices.bob, "settings", Map.of("archived", true));
        for (int i = 0; i < 101; i++) {
            devices.alice.request("block", Map.of("user", "user-" + (100 + i)));
        }

        List<JsonNode> lines = export(alice);
        assertThat(lines.subList(1, 102))
                .extracting(JsonNode::toString)
                .startsWith("{\"type\":\"blocked\",\"user\":\"user-100\"}")
                .endsWith("{\"type\":\"blocked\",\"user\":\"user-200\"}")
                .doesNotHaveDuplicates();
        assertThat(withoutTimes(lines.get(102)))
                .isEqualTo(
                        devices.json("{'type':'conversation','conversation':'CONV','peer':'bob','unread':1,'readSeq':0,"
                                + "'deliveredSeq':0,'peerReadSeq':0,'peerDeliveredSeq':0,'mutedUntil':'2040-01-01T00:00:00.000Z',"
                                + "'pinned':true,'archived':false}"));
        String message = "{'type':'message','conversation':'CONV','seq':";
        assertThat(lines.subList(103, lines.size()))
                .extracting(ExportTest::withoutTimes)
                .containsExactly(
                        devices.json(message + "1,'from':'alice','clientMessageId':'m-1','text':'hello','revision':1,"
                                + "'reactions':[{'reaction':'+','by':['bob','alice']}]}"),
                        devices.json(message + "2,'from':'bob','clientMessageId':'m-2','text':'yes?','replyTo':1,"
                                + "'quote':{'from':'alice','text':'hello'}}"),
                        devices.json(message + "3,'from':'bob','clientMessageId':'m-3','recalled':true}"),
                        devices.json(message + "4,'from':'bob','clientMessageId':'m-4','text':'rubbish',"
                                + "'reactions':[{'reaction':'-','by':['alice']}],'hidden':true}"));
    }

    @Test
    void whatTheUsersOwnMessagesSaidBeforeAndWhenTheyWereLastHereIsThere() throws IOException {
        ManualClock clock = new ManualClock();
        String now = "2030-01-01T00:00:00.000Z";
        try (ChatFixture keeping = ChatFixture.start(builder ->
                builder.clock(clock).changes(ChangePolicy.of(ChangeRules.DEFAULTS.withKeepRevisions(true))))) {
            FourDevices devices = new FourDevices(keeping, "helo");
            devices.edit(devices.alice, 1, "hallo");
            devices.edit(devices.alice, 1, "hello");
            devices.bob.say("alice", "secret", "m-2");
            devices.edit(devices.bob, 2, "not for alice any more");
            keeping.store.seen(Map.of(alice, clock.instant()));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            keeping.chat.export(alice, out);
            List<JsonNode> lines = lines(out);
            assertThat(lines.get(0).get("lastSeen").stringValue()).isEqualTo(now);
            assertThat(lines.subList(2, 6))
                    .extracting(ExportTest::type)
                    .containsExactly("message", "revision", "revision", "message");
            String revision =
                    "{'type':'revision','conversation':'CONV','seq':1,'by':'alice','at':'" + now + "','revision':";
            assertThat(lines.subList(3, 5))
                    .containsExactly(
                            devices.json(revision + "0,'text':'helo'}"), devices.json(revision + "1,'text':'hallo'}"));
            assertThat(lines).hasSize(6);
        }
    }

    private static JsonNode withoutTimes(JsonNode line) {
        return ((ObjectNode) line).remove(List.of("at", "editedAt"));
    }

    @Test
    void aUserWithoutDataIsOneLine() throws IOException {
        assertThat(export(new UserId("nobody"))).extracting(ExportTest::type).containsExactly("user");
    }

    @Test
    void allPagesComeAlsoOfAConversationThatRisesMeanwhile() throws IOException {
        int peers = 250;
        for (int i = 0; i < peers; i++) {
            send("peer " + i, "hello");
        }
        for (int i = 0; i < 250; i++) {
            send("talkative", "text " + i);
        }
        AtomicInteger written = new AtomicInteger();
        AtomicLong most = new AtomicLong();
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void write(byte[] bytes) throws IOException {
                most.accumulateAndGet(bytes.length, Math::max);
                if (written.incrementAndGet() == 10) {
                    send("peer 0", "the oldest conversation becomes the newest");
                }
                super.write(bytes);
            }
        };
        chat.chat.export(alice, out);
        List<JsonNode> lines = lines(out);
        List<String> conversations = new ArrayList<>();
        int messages = 0;
        for (JsonNode line : lines) {
            if (type(line).equals("conversation")) {
                conversations.add(line.get("peer").stringValue());
            } else if (type(line).equals("message")) {
                messages++;
            }
        }
        assertThat(conversations).hasSize(peers + 1).doesNotHaveDuplicates().contains("peer 0");
        assertThat(messages).isEqualTo(250 + peers + 1);
        assertThat(most.get()).as("written line by line").isLessThan(1000);
    }

    private void send(String to, String text) {
        chat.chat
                .as(alice)
                .send(
                        new ConversationRef.WithPeer(new UserId(to)),
                        new ClientMessageId(UUID.randomUUID().toString()),
                        Content.text(text))
                .toCompletableFuture()
                .join();
    }

    @Test
    void faultsOfTheStreamAndOfTheStoreAreTold() {
        send("bob", "hello");
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("disk full");
            }
        };
        assertThatThrownBy(() -> chat.chat.export(alice, full))
                .isInstanceOf(IOException.class)
                .hasMessage("disk full");
        store.beforeRead = () -> {
            throw FaultyStore.down();
        };
        assertThatThrownBy(() -> export(alice))
                .isInstanceOfSatisfying(
                        RequestException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }
}
