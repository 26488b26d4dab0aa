package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Alice and Bob with two devices each, in one conversation. Frames are written in single quotes, with CONV for the
 * conversation, and compared as a whole.
 */
final class FourDevices {
    final TestClient alice;
    final TestClient alicesOther;
    final TestClient bob;
    final TestClient bobsOther;
    final String conversation;

    /** Alice's first message, of that text, is stored, and everyone has its event. */
    FourDevices(ChatFixture chat, String text) {
        alice = chat.login("alice");
        alicesOther = chat.login("alice");
        bob = chat.login("bob");
        bobsOther = chat.login("bob");
        conversation = alice.say("bob", text, "m-1").get("conversation").stringValue();
        skip(1);
    }

    List<TestClient> all() {
        return List.of(alice, alicesOther, bob, bobsOther);
    }

    /** Everyone's next events are of no interest. */
    void skip(int count) {
        all().forEach(device -> device.events(count));
    }

    /** Asks for something in the conversation; the reply without its id. */
    JsonNode ask(TestClient device, String type, Map<String, ?> fields) {
        Map<String, Object> all = new HashMap<>(fields);
        all.put("conversation", conversation);
        return ((ObjectNode) device.request(type, all)).remove(List.of("id"));
    }

    JsonNode edit(TestClient device, long seq, String text) {
        return ask(device, "edit", Map.of("seq", seq, "text", text));
    }

    JsonNode recall(TestClient device, long seq) {
        return ask(device, "recall", Map.of("seq", seq));
    }

    JsonNode hide(TestClient device, long seq) {
        return ask(device, "hide", Map.of("seq", seq));
    }

    JsonNode react(TestClient device, long seq, String reaction) {
        return ask(device, "react", Map.of("seq", seq, "reaction", reaction));
    }

    /** The conversation as the device's user sees it. */
    JsonNode shown(TestClient device) {
        return ask(device, "conversation", Map.of());
    }

    /** The messages that the device's user sees. */
    JsonNode history(TestClient device) {
        return ask(device, "history", Map.of("after", 0, "limit", 100)).get("messages");
    }

    JsonNode json(String singleQuoted) {
        return TestClient.JSON.readTree(singleQuoted.replace('\'', '"').replace("CONV", conversation));
    }

    void assertOk(JsonNode reply, String fields) {
        assertThat(reply).isEqualTo(json("{'type':'ok'" + (fields.isEmpty() ? "" : ",") + fields + "}"));
    }

    void assertRefused(JsonNode reply, String code, String message) {
        assertThat(reply).isEqualTo(json("{'type':'error','code':'" + code + "','message':'" + message + "'}"));
    }

    void allGet(String event) {
        alicesGet(event);
        bobsGet(event);
    }

    void alicesGet(String event) {
        assertNext(event, alice, alicesOther);
    }

    void bobsGet(String event) {
        assertNext(event, bob, bobsOther);
    }

    private void assertNext(String event, TestClient... devices) {
        for (TestClient device : devices) {
            assertThat(device.event()).isEqualTo(json("{'type':'event'," + event + "}"));
        }
    }

    /** Nobody has an event on the way: those of a message that is sent now come next. */
    void assertSilence() {
        long seq = alice.say("bob", "silence").get("seq").longValue();
        for (TestClient device : all()) {
            JsonNode next = device.event();
            assertThat(next.get("kind").stringValue()).isEqualTo("message");
            assertThat(next.get("seq").longValue()).isEqualTo(seq);
        }
    }
}
