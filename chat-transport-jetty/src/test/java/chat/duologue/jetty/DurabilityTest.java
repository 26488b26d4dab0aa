package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServerOptions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** G1: what was answered ok is stored, and nothing is shown before. */
class DurabilityTest {
    private final FaultyStore store = new FaultyStore();
    private final FaultyStore.Gate gate = new FaultyStore.Gate();
    private final ChatFixture chat = ChatFixture.start(
            store,
            ChatServerOptions.builder().storeDeadline(Duration.ofSeconds(30)).build());

    @AfterEach
    void stop() {
        gate.open();
        chat.close();
    }

    @Test
    void nobodySeesAMessageWhileItsCommitIsUnderWay() {
        TestClient alice = chat.login("alice");
        TestClient bob = chat.login("bob");
        String conversation = alice.say("bob", "first").get("conversation").stringValue();
        assertThat(alice.texts(1)).isEqualTo(bob.texts(1));

        store.beforeWrite = batch -> gate.await();
        alice.post("send", Map.of("to", "bob", "text", "second", "clientMessageId", "2"));
        await().until(gate::hasWaiting);
        JsonNode history = bob.request("history", Map.of("conversation", conversation));
        assertThat(history.get("messages")).hasSize(1);
        assertThat(alice.arrivedReplies()).isZero();
        assertThat(alice.arrivedEvents()).isEmpty();
        assertThat(bob.arrivedEvents()).isEmpty();

        gate.open();
        assertThat(code(alice.reply())).isEqualTo("ok");
        assertThat(alice.texts(1)).containsExactly("second");
        assertThat(bob.texts(1)).containsExactly("second");
    }

    @Test
    void theOkOfASendComesOnlyAfterTheCommitHasReturned() {
        TestClient alice = chat.login("alice");
        TestClient bob = chat.login("bob");
        store.afterWrite = batch -> gate.await();
        alice.post("send", Map.of("to", "bob", "text", "stored, not told", "clientMessageId", "1"));
        await().until(gate::hasWaiting);
        assertThat(bob.request("conversations", Map.of()).get("conversations")).hasSize(1);
        assertThat(alice.arrivedReplies()).isZero();
        gate.open();
        assertThat(code(alice.reply())).isEqualTo("ok");
    }

    @Test
    void atTheMomentOfOkTheMessageIsInTheHistoryAndInBothStreams() {
        TestClient alice = chat.login("alice");
        for (int i = 1; i <= 50; i++) {
            JsonNode sent = alice.say("bob", "text " + i);
            assertThat(chat.stored("alice").events()).hasSize(i);
            assertThat(chat.stored("bob").events()).hasSize(i);
            JsonNode newest = alice.request(
                            "history",
                            Map.of("conversation", sent.get("conversation").stringValue(), "limit", 1))
                    .get("messages")
                    .get(0);
            assertThat(newest.get("seq")).isEqualTo(sent.get("seq"));
            assertThat(newest.get("at")).isEqualTo(sent.get("at"));
            assertThat(newest.get("text").stringValue()).isEqualTo("text " + i);
        }
    }

    @Test
    void aStoreThatFailsMeansNoOkAndNothingStored() {
        TestClient alice = chat.login("alice");
        TestClient bob = chat.login("bob");
        store.beforeWrite = batch -> {
            throw FaultyStore.down();
        };
        JsonNode refused = alice.say("bob", "lost", "same");
        assertThat(code(refused)).isEqualTo("unavailable");
        assertThat(refused.get("retryAfterMs").longValue()).isPositive();
        assertThat(chat.stored("bob").events()).isEmpty();
        assertThat(alice.request("conversations", Map.of()).get("conversations"))
                .isEmpty();

        store.beforeWrite = batch -> {};
        JsonNode again = alice.say("bob", "lost", "same");
        assertThat(code(again)).isEqualTo("ok");
        assertThat(again.has("duplicate")).isFalse();
        assertThat(again.get("seq").longValue()).isEqualTo(1);
        assertThat(bob.event().get("offset").longValue()).isEqualTo(1);
    }
}
