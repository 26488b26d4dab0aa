package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChatServerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A reply may be longer than a frame that a client may send. */
class LongPageTest {
    @Test
    void aPageOfManyLongMessagesArrivesAsItWasWritten() {
        ChatServerOptions options =
                ChatServerOptions.builder().maxPageBytes(1 << 20).build();
        try (ChatFixture chat = ChatFixture.start(options)) {
            TestClient alice = chat.login("alice");
            List<String> texts = new ArrayList<>();
            JsonNode reply = null;
            for (int i = 0; i < 20; i++) {
                // four bytes and two chars each, so that parts may end within one
                texts.add("x".repeat(i) + "👩".repeat(options.maxTextBytes() / 4 - i));
                reply = alice.say("bob", texts.get(i));
            }
            Map<String, ?> all = Map.of("conversation", reply.get("conversation"), "limit", 50);
            List<String> found = new ArrayList<>();
            alice.request("history", all)
                    .get("messages")
                    .forEach(message -> found.add(message.get("text").stringValue()));
            assertThat(found).isEqualTo(texts);
        }
    }
}
