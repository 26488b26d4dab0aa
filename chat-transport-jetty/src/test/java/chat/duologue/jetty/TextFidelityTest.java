package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChatServerOptions;
import chat.duologue.store.spi.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What people write comes back as they wrote it, whatever it is. */
class TextFidelityTest {
    private static final List<String> INJECTIONS = List.of(
            "'; DROP TABLE message; --",
            "\" OR 1=1 --",
            "\\'; SELECT pg_sleep(10); --",
            "<script>alert(1)</script>",
            "<img src=x onerror=\"alert(1)\">&amp;&lt;",
            "${jndi:ldap://127.0.0.1/x} #{7*7} {{7*7}} <%= 7*7 %>",
            "%s %n %d {} {0} \\u0000",
            "../../etc/passwd",
            "\u202Egnp.exe\u202C \u2066x\u2069 \uFEFF\u200B\u200D",
            "  leading and trailing  ",
            "null",
            "undefined");

    private final FaultyStore store = new FaultyStore();
    private final ChatFixture chat = ChatFixture.start(store, ChatServerOptions.DEFAULTS);

    @AfterEach
    void stop() {
        chat.close();
    }

    private static List<String> texts() {
        List<String> texts = new ArrayList<>(INJECTIONS);
        texts.add("");
        texts.add("line\r\nbreak\ttab\u0001\u001b[31mred\u0007\u007f\u0085\u2028\u2029");
        texts.add("e\u0301 \u00e9 \u1e9b\u0323 \ufb01 A\u030a \u212b"); // must not be normalized
        texts.add("a" + "\u0301".repeat(8_000));
        texts.add("👩\u200d👩\u200d👧\u200d👦 🏳️\u200d🌈 👍🏿");
        texts.add("\uffff\ufffe\ufdd0\ue000");
        for (int plane = 0; plane <= 16; plane++) {
            StringBuilder text = new StringBuilder();
            for (int code = 0x20; code < 0x10000; code += 0x3fd) {
                if (plane > 0 || code < Character.MIN_SURROGATE || code > Character.MAX_SURROGATE) {
                    text.appendCodePoint((plane << 16) + code);
                }
            }
            texts.add(text.toString());
        }
        return texts;
    }

    @Test
    void textsComeBackFromEventsAndHistoryAsTheyWere() {
        TestClient alice = chat.login("alice");
        TestClient bob = chat.login("bob");
        String conversation = "";
        for (String text : texts()) {
            JsonNode sent = alice.say("bob", text);
            assertThat(code(sent)).isEqualTo("ok");
            conversation = sent.get("conversation").stringValue();
        }
        int count = texts().size();
        assertThat(bob.texts(count)).isEqualTo(texts());
        List<String> history = new ArrayList<>();
        for (JsonNode message : bob.request("history", Map.of("conversation", conversation, "after", 0, "limit", 100))
                .get("messages")) {
            history.add(message.get("text").stringValue());
        }
        assertThat(history).isEqualTo(texts());
        TestClient replay =
                TestClient.resume(chat.port(), "bob", store.streamId().value(), 0);
        assertThat(replay.texts(count)).isEqualTo(texts());
    }

    @Test
    void editsAndReactionsComeBackAsTheyWere() {
        FourDevices devices = new FourDevices(chat, "at first");
        for (String text : texts()) {
            devices.assertOk(
                    ((ObjectNode) devices.edit(devices.alice, 1, text)).remove(List.of("at", "revision")), "'seq':1");
            assertThat(devices.bob.event().get("text").stringValue()).isEqualTo(text);
            assertThat(devices.history(devices.bob).get(0).get("text").stringValue())
                    .isEqualTo(text);
        }
        for (String text : texts()) {
            boolean fits =
                    !text.isEmpty() && text.length() <= 64 && text.chars().noneMatch(Character::isISOControl);
            JsonNode reply = devices.react(devices.alice, 1, text);
            assertThat(code(reply)).isEqualTo(fits ? "ok" : "bad_request");
            if (fits) {
                assertThat(devices.bob.event().get("reaction").stringValue()).isEqualTo(text);
                assertThat(devices.history(devices.bob)
                                .get(0)
                                .get("reactions")
                                .get(0)
                                .get("reaction")
                                .stringValue())
                        .isEqualTo(text);
                devices.ask(devices.alice, "react", Map.of("seq", 1, "reaction", text, "remove", true));
                devices.bob.event();
            }
        }
    }

    @Test
    void dataComesBackAsItWas() {
        TestClient alice = chat.login("alice");
        TestClient bob = chat.login("bob");
        List<String> documents = new ArrayList<>(List.of(
                "{}",
                "{\"a\":null,\"b\":[true,false,[],{}],\"c\":{\"d\":{\"e\":\"f\"}}}",
                "{\"n\":1.10,\"big\":123456789012345678901234567890,\"neg\":-0.000001,\"zero\":0}",
                "{\"\":\"\",\" \":\" \",\"type\":\"error\",\"offset\":1,\"seq\":2,\"__proto__\":{}}",
                "{\"nul\":\"a\\u0000b\"}"));
        INJECTIONS.forEach(text ->
                documents.add(TestClient.JSON.createObjectNode().put(text, text).toString()));
        int id = 0;
        for (String document : documents) {
            alice.raw("{\"type\":\"send\",\"id\":\"1\",\"to\":\"bob\",\"clientMessageId\":\"" + id++ + "\",\"data\":"
                    + document + "}");
            assertThat(code(alice.reply())).as(document).isEqualTo("ok");
            assertThat(bob.event().get("data")).isEqualTo(TestClient.JSON.readTree(document));
        }
    }

    @Test
    void namesComeBackAsTheyWere() {
        for (String name : INJECTIONS) {
            TestClient alice = chat.login("alice");
            TestClient peer = chat.login(name);
            String id = name.substring(0, Math.min(60, name.length()));
            JsonNode sent =
                    alice.request("send", Map.of("to", name, "context", name, "text", name, "clientMessageId", id));
            assertThat(code(sent)).as(name).isEqualTo("ok");
            assertThat(code(alice.request("block", Map.of("user", name)))).isEqualTo("ok");
            assertThat(alice.request("blocked", Map.of("limit", 1))
                            .get("users")
                            .get(0)
                            .stringValue())
                    .isEqualTo(name);
            alice.request("unblock", Map.of("user", name));
            JsonNode event = peer.event();
            assertThat(event.get("clientMessageId").stringValue()).isEqualTo(id);
            JsonNode listed = alice.request("conversation", Map.of("to", name, "context", name));
            assertThat(listed.get("peer").stringValue()).isEqualTo(name);
            assertThat(listed.get("context").stringValue()).isEqualTo(name);
            alice.close();
            peer.close();
        }
    }

    @Test
    void theIdOfARequestComesBackAsItWas() {
        TestClient alice = chat.login("alice");
        for (String text : texts()) {
            if (!text.isEmpty() && text.length() <= 64) {
                ObjectNode ping =
                        TestClient.JSON.createObjectNode().put("type", "ping").put("id", text);
                alice.raw(ping.toString());
                assertThat(alice.reply().get("id").stringValue()).isEqualTo(text);
            }
        }
    }

    @Test
    void anIdThatCanNotBeWrittenAsUtf8IsRefused() {
        TestClient alice = chat.login("alice");
        alice.raw("{\"type\":\"ping\",\"id\":\"\\ud83d\"}");
        assertThat(code(alice.reply())).isEqualTo("bad_request");
        assertThat(code(alice.request("ping", Map.of()))).isEqualTo("ok");
    }

    @Test
    void noRequestWritesALogLineOfItsOwn() {
        TestClient alice = chat.login("alice");
        JsonNode conversation = alice.say("bob", "hello").get("conversation");
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            store.beforeRead = () -> {
                throw new IllegalStateException("a fault");
            };
            store.answer = outcomes -> List.of(new Outcome.Conflict());
            String forged = "x\nFORGED\rFORGED\u2028FORGED\u0085FORGED";
            for (String type : List.of("read", "conversations", "x\nFORGED")) {
                ObjectNode frame =
                        TestClient.JSON.createObjectNode().put("type", type).put("id", forged);
                alice.raw(frame.put("seq", 1).set("conversation", conversation).toString());
                assertThat(code(alice.reply())).isIn("internal", "unsupported");
            }
            alice.raw("FORGED\n");
            alice.reply();
            TestClient.connect(chat.port()).hello("bad\n" + forged);
        } finally {
            System.setErr(before);
        }
        assertThat(log.toString(StandardCharsets.UTF_8).split("\\R"))
                .anyMatch(line -> line.contains("a fault"))
                .anyMatch(line -> line.contains("FORGED"))
                .noneMatch(line -> line.startsWith("FORGED"));
    }
}
