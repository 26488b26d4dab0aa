package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** An answer shows the beginning of what it answers, as that stands now. */
class QuoteTest {
    private final ChatFixture chat = ChatFixture.start();
    private final FourDevices devices = new FourDevices(chat, "first");

    @AfterEach
    void stop() {
        chat.close();
    }

    private void answer(String text, Map<String, ?> more, long replyTo) {
        Map<String, Object> fields = new HashMap<>(more);
        fields.putAll(Map.of("text", text, "clientMessageId", "to " + replyTo, "replyTo", replyTo));
        assertThat(code(devices.ask(devices.bob, "send", fields))).isEqualTo("ok");
    }

    private void assertQuoted(long seq, String quote) {
        TestClient replay =
                TestClient.resume(chat.port(), "alice", chat.store.streamId().value(), 0);
        for (TestClient device : devices.all()) {
            JsonNode message = devices.ask(device, "history", Map.of("around", seq, "limit", 1))
                    .get("messages")
                    .get(0);
            assertThat(message.get("quote")).isEqualTo(devices.json(quote));
        }
        JsonNode replayed = replay.event("message", event -> event.get("seq").longValue() == seq);
        assertThat(replayed.get("quote")).isEqualTo(devices.json(quote));
        replay.close();
    }

    @Test
    void liveInTheListInHistoryAndInAReplay() {
        answer("yes", Map.of(), 1);
        String quote = "{'from':'alice','text':'first'}";
        for (TestClient device : devices.all()) {
            JsonNode event = device.event();
            assertThat(event.get("replyTo").longValue()).isEqualTo(1);
            assertThat(event.get("quote")).isEqualTo(devices.json(quote));
            assertThat(devices.shown(device).get("last").get("quote")).isEqualTo(devices.json(quote));
        }
        assertQuoted(2, quote);
    }

    @Test
    void itChangesWithTheMessageAndGoesWithIt() {
        answer("yes", Map.of(), 1);
        devices.edit(devices.alice, 1, "first, edited");
        assertQuoted(2, "{'from':'alice','text':'first, edited'}");
        devices.recall(devices.alice, 1);
        assertQuoted(2, "{'from':'alice','recalled':true}");
    }

    @Test
    void theServerQuotesWhateverTheClientSays() {
        answer("yes", Map.of("quote", Map.of("from", "bob", "text", "forged")), 1);
        assertQuoted(2, "{'from':'alice','text':'first'}");
    }

    @Test
    void aLongTextIsCutButNoCharacterInTwo() {
        answer("x".repeat(199) + "😀 and more", Map.of(), 1);
        answer("short", Map.of(), 2);
        assertQuoted(3, "{'from':'bob','text':'" + "x".repeat(199) + "'}");
    }

    @Test
    void whatHasNoTextIsQuotedByItsAuthor() {
        devices.ask(devices.alice, "send", Map.of("data", Map.of("card", 1), "clientMessageId", "card"));
        answer("nice card", Map.of(), 2);
        assertQuoted(3, "{'from':'alice'}");
    }
}
