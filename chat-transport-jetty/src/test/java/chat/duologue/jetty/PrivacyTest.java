package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChangeRules;
import chat.duologue.ChatServerOptions;
import chat.duologue.store.memory.InMemoryChatStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** G6: nothing about a conversation goes to anyone but its two members. */
class PrivacyTest {
    private static ChatFixture server(boolean withPolicy) {
        return ChatFixture.start(
                new InMemoryChatStore(),
                ChatServerOptions.DEFAULTS,
                builder -> withPolicy
                        ? builder.policy((from, to, context) -> true)
                                .changes((by, peer, context) -> ChangeRules.DEFAULTS)
                        : builder);
    }

    private record Attempt(String type, Map<String, ?> fields) {}

    /** Every request type of the protocol that names a conversation, served yet or not. */
    private static List<Attempt> attempts() {
        return List.of(
                new Attempt("send", Map.of("text", "let me in", "clientMessageId", "m1")),
                new Attempt("send", Map.of("text", "let me in", "clientMessageId", "of alice")),
                new Attempt("send", Map.of("text", "let me in", "clientMessageId", "m2", "replyTo", 1)),
                new Attempt("send", Map.of("data", Map.of("a", 1), "clientMessageId", "m3", "from", "alice")),
                new Attempt("read", Map.of("seq", 1)),
                new Attempt("read", Map.of("seq", Long.MAX_VALUE)),
                new Attempt("history", Map.of()),
                new Attempt("history", Map.of("after", 0, "limit", 1)),
                new Attempt("history", Map.of("before", 2)),
                new Attempt("history", Map.of("around", 1)),
                new Attempt("conversation", Map.of()),
                new Attempt("edit", Map.of("seq", 1, "text", "changed")),
                new Attempt("edit", Map.of("seq", 1, "text", "secret")),
                new Attempt("edit", Map.of("seq", 1, "data", Map.of(), "revision", 7)),
                new Attempt("edit", Map.of("seq", Long.MAX_VALUE, "text", "changed", "by", "alice")),
                new Attempt("recall", Map.of("seq", 1)),
                new Attempt("recall", Map.of("seq", 99, "by", "alice")),
                new Attempt("hide", Map.of("seq", 1)),
                new Attempt("hide", Map.of("seq", 99)),
                new Attempt("react", Map.of("seq", 1, "reaction", "+")),
                new Attempt("react", Map.of("seq", 1, "reaction", "+", "remove", true)),
                new Attempt("react", Map.of("seq", 99, "reaction", "+")),
                new Attempt("settings", Map.of("pinned", true)),
                new Attempt("settings", Map.of("pinned", false, "archived", false)),
                new Attempt("settings", Map.of("mutedUntil", "2040-01-01T00:00:00Z")),
                new Attempt("search", Map.of("query", "secret")));
    }

    static Stream<Boolean> withAndWithoutPolicy() {
        return Stream.of(true, false);
    }

    @ParameterizedTest
    @MethodSource("withAndWithoutPolicy")
    void aStrangerGetsTheSameBytesForSomeoneElsesConversationAsForNone(boolean withPolicy) {
        try (ChatFixture chat = server(withPolicy)) {
            TestClient alice = chat.login("alice");
            TestClient bob = chat.login("bob");
            String conversation =
                    alice.say("bob", "secret", "of alice").get("conversation").stringValue();
            bob.event();
            String nowhere = "c_" + "0".repeat(conversation.length() - 2);
            TestClient mallory = chat.login("mallory");
            for (Attempt attempt : attempts()) {
                JsonNode there = probe(mallory, attempt, conversation);
                assertThat(there.toString())
                        .isEqualTo(probe(mallory, attempt, nowhere).toString());
                assertThat(code(there)).as("%s", attempt).isIn("forbidden", "unsupported");
            }
            mallory.typing(conversation, true);
            mallory.ack(1);
            assertThat(mallory.request("ping", Map.of()).get("head").longValue())
                    .isZero();
            assertThat(mallory.request("conversations", Map.of()).get("conversations"))
                    .isEmpty();

            alice.say("mallory", "hello");
            JsonNode first = mallory.event();
            assertThat(first.get("text").stringValue()).isEqualTo("hello");
            assertThat(first.get("offset").longValue()).isEqualTo(1);
            assertThat(bob.arrivedEvents()).isEmpty();
            assertThat(bob.arrivedSignals() + alice.arrivedSignals() + mallory.arrivedSignals())
                    .isZero();
            assertThat(chat.stored("bob").upTo()).isEqualTo(1);
            JsonNode own = bob.request("conversation", Map.of("conversation", conversation));
            assertThat(own.get("unread").longValue()).isEqualTo(1);
            assertThat(own.get("last").get("text").stringValue()).isEqualTo("secret");
        }
    }

    private static JsonNode probe(TestClient client, Attempt attempt, String conversation) {
        Map<String, Object> fields = new HashMap<>(attempt.fields());
        fields.put("conversation", conversation);
        return ((ObjectNode) client.request(attempt.type(), fields)).remove(List.of("id"));
    }

    @Test
    void whatClientsSayAboutSenderPlaceAndTimeIsIgnored() {
        try (ChatFixture chat = server(false)) {
            TestClient alice = chat.login("alice");
            TestClient bob = chat.login("bob");
            Map<String, Object> forged = new HashMap<>(
                    Map.of("from", "carol", "by", "carol", "user", "carol", "seq", 99, "offset", 77, "kind", "block"));
            forged.putAll(
                    Map.of("to", "bob", "text", "hello", "clientMessageId", "1", "at", "1999-01-01T00:00:00.000Z"));
            JsonNode sent = alice.request("send", forged);
            assertThat(sent.get("seq").longValue()).isEqualTo(1);
            JsonNode event = bob.event();
            assertThat(event.get("from").stringValue()).isEqualTo("alice");
            assertThat(event.get("seq").longValue()).isEqualTo(1);
            assertThat(event.get("offset").longValue()).isEqualTo(1);
            assertThat(event.get("kind").stringValue()).isEqualTo("message");
            assertThat(event.get("at").stringValue())
                    .startsWith("20")
                    .isEqualTo(sent.get("at").stringValue());
            assertThat(event.propertyNames())
                    .containsExactlyInAnyOrder(
                            "type", "offset", "kind", "conversation", "seq", "from", "at", "clientMessageId", "text");

            bob.request(
                    "read", Map.of("conversation", sent.get("conversation"), "seq", 1, "by", "alice", "readSeq", 9));
            JsonNode receipt = alice.event("receipt", any -> true);
            assertThat(receipt.get("by").stringValue()).isEqualTo("bob");
            assertThat(receipt.get("readSeq").longValue()).isEqualTo(1);
            assertThat(chat.stored("carol").events()).isEmpty();
        }
    }

    @Test
    void whatClientsSayAboutAChangesAuthorTimeAndRevisionIsIgnored() {
        ManualClock clock = new ManualClock();
        try (ChatFixture chat = ChatFixture.start(builder -> builder.clock(clock))) {
            FourDevices devices = new FourDevices(chat, "hello");
            Map<String, Object> forged = new HashMap<>(Map.of("seq", 1, "text", "changed", "reaction", "+"));
            forged.putAll(Map.of("by", "bob", "from", "bob", "user", "bob", "kind", "block", "offset", 77));
            forged.putAll(Map.of("at", "1999-01-01T00:00:00.000Z", "editedAt", "1999-01-01T00:00:00.000Z"));
            forged.putAll(Map.of("removed", true, "recalled", true, "hidden", true, "quote", "forged"));
            forged.putAll(Map.of("pinned", true, "clientMessageId", "forged", "replyTo", 1, "readSeq", 9));
            String at = "'2030-01-01T00:00:00.000Z'";
            devices.assertOk(devices.ask(devices.alice, "edit", forged), "'seq':1,'at':" + at + ",'revision':1");
            devices.allGet("'offset':2,'kind':'edited','conversation':'CONV','seq':1,'by':'alice','at':" + at
                    + ",'revision':1,'text':'changed'");
            devices.assertOk(devices.ask(devices.alice, "react", forged), "");
            devices.allGet("'offset':3,'kind':'reaction','conversation':'CONV','seq':1,'by':'alice','reaction':'+'");
            devices.assertOk(devices.ask(devices.alice, "settings", forged), "'pinned':true,'archived':false");
            devices.alicesGet("'offset':4,'kind':'settings','conversation':'CONV','pinned':true,'archived':false");
            forged.put("user", "carol");
            devices.assertOk(devices.ask(devices.alice, "block", forged), "");
            devices.alicesGet("'offset':5,'kind':'block','user':'carol','blocked':true");
            devices.assertOk(devices.ask(devices.alice, "recall", forged), "");
            devices.alicesGet("'offset':6,'kind':'recalled','conversation':'CONV','seq':1,'by':'alice','at':" + at);
            devices.bobsGet("'offset':4,'kind':'recalled','conversation':'CONV','seq':1,'by':'alice','at':" + at);
            devices.assertSilence();
            assertThat(chat.stored("carol").events()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("withAndWithoutPolicy")
    void probingForUsersTellsNothing(boolean withPolicy) {
        try (ChatFixture chat = server(withPolicy)) {
            int users = 250;
            TestClient alice = chat.login("alice");
            for (int i = 0; i < users; i++) {
                alice.say("user-" + i, "I know you");
                if (i % 50 == 0) {
                    chat.login("user-" + i);
                }
            }
            TestClient mallory = chat.login("mallory");
            TreeSet<String> lookups = new TreeSet<>();
            TreeSet<String> sends = new TreeSet<>();
            TreeSet<String> blocks = new TreeSet<>();
            for (int i = 0; i < users; i++) {
                for (String name : new String[] {"user-" + i, "none-" + i}) {
                    lookups.add(masked(mallory.request("conversation", Map.of("to", name))));
                    sends.add(masked(mallory.say(name, "are you there?")));
                    lookups.add(masked(mallory.request("conversation", Map.of("to", name, "context", "x"))));
                    blocks.add(masked(mallory.request("block", Map.of("user", name))));
                    blocks.add(masked(mallory.request("unblock", Map.of("user", name))));
                }
            }
            assertThat(lookups).hasSize(1);
            assertThat(lookups.first()).contains("not_found");
            assertThat(sends).hasSize(1);
            assertThat(blocks).hasSize(1);
        }
    }

    /** The reply without what differs between any two requests. */
    private static String masked(JsonNode reply) {
        ObjectNode copy = ((ObjectNode) reply).remove(List.of("id", "at"));
        if (copy.has("conversation")) {
            copy.put("conversation", copy.get("conversation").stringValue().replaceAll("[0-9A-Za-z]", "x"));
        }
        return copy.toString();
    }
}
