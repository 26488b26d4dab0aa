package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServerOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** G2: however often a send is repeated, one message is stored. */
class OnceTest {
    private final FaultyStore store = new FaultyStore();
    private final ChatFixture chat = ChatFixture.start(store, ChatServerOptions.DEFAULTS);

    @AfterEach
    void stop() {
        chat.close();
    }

    @Test
    void aRepeatedSendIsAnsweredWithTheFirstOnesPlaceAndStoredOnce() {
        TestClient alice = chat.login("alice");
        TestClient bob = chat.login("bob");
        JsonNode first = alice.say("bob", "hello", "same");
        alice.say("bob", "something else");
        JsonNode again = alice.say("bob", "hello", "same");
        assertThat(again.get("duplicate").booleanValue()).isTrue();
        assertThat(again.get("seq")).isEqualTo(first.get("seq"));
        assertThat(again.get("at")).isEqualTo(first.get("at"));
        assertThat(again.get("conversation")).isEqualTo(first.get("conversation"));
        assertThat(first.has("duplicate")).isFalse();

        alice.say("bob", "the end");
        assertThat(bob.texts(3)).containsExactly("hello", "something else", "the end");
        assertThat(alice.texts(3)).containsExactly("hello", "something else", "the end");
        assertThat(chat.stored("bob").events()).hasSize(3);
    }

    @Test
    void theSameIdNamesTheSameMessageHoweverTheConversationIsNamed() {
        TestClient alice = chat.login("alice");
        JsonNode first = alice.say("bob", "hello", "same");
        JsonNode again = alice.request(
                "send", Map.of("conversation", first.get("conversation"), "text", "hello", "clientMessageId", "same"));
        assertThat(again.get("duplicate").booleanValue()).isTrue();
        assertThat(again.get("seq")).isEqualTo(first.get("seq"));
    }

    @Test
    void theSameIdIsAnotherMessageFromAnotherSenderAndInAnotherConversation() {
        TestClient alice = chat.login("alice");
        TestClient bob = chat.login("bob");
        alice.say("bob", "hello", "same");
        assertThat(bob.say("alice", "hello", "same").get("seq").longValue()).isEqualTo(2);
        JsonNode elsewhere = alice.say("carol", "hello", "same");
        assertThat(elsewhere.get("seq").longValue()).isEqualTo(1);
        assertThat(elsewhere.has("duplicate")).isFalse();
        JsonNode inContext = alice.request(
                "send", Map.of("to", "bob", "context", "order 7", "text", "hello", "clientMessageId", "same"));
        assertThat(inContext.get("seq").longValue()).isEqualTo(1);
        assertThat(inContext.has("duplicate")).isFalse();
    }

    @Test
    void anotherContentUnderTheSameIdIsAConflictAndChangesNothing() {
        TestClient alice = chat.login("alice");
        alice.say("bob", "an older one");
        Map<String, Object> content = Map.of("text", "hello", "data", Map.of("a", 1), "replyTo", 1);
        Map<String, Object> send = new HashMap<>(content);
        send.putAll(Map.of("to", "bob", "clientMessageId", "same"));
        assertThat(code(alice.request("send", send))).isEqualTo("ok");
        for (Map<String, Object> change : List.<Map<String, Object>>of(
                Map.of("text", "hello!"), Map.of("data", Map.of("a", 2)), Map.of("replyTo", 2))) {
            Map<String, Object> other = new HashMap<>(send);
            other.putAll(change);
            assertThat(code(alice.request("send", other))).as("%s", change).isEqualTo("conflict");
        }
        for (String field : content.keySet()) {
            Map<String, Object> other = new HashMap<>(send);
            other.remove(field);
            assertThat(code(alice.request("send", other)))
                    .as("without %s", field)
                    .isEqualTo("conflict");
        }
        assertThat(alice.request("send", send).get("duplicate").booleanValue()).isTrue();
        assertThat(chat.stored("bob").events()).hasSize(2);
    }

    @Test
    void twoConnectionsThatSendTheSameAtOnceStoreItOnce() {
        TestClient phone = chat.login("alice");
        TestClient desk = chat.login("alice");
        TestClient bob = chat.login("bob");
        int messages = 200;
        for (int i = 0; i < messages; i++) {
            Map<String, String> send = Map.of("to", "bob", "text", "text " + i, "clientMessageId", "id " + i);
            phone.post("send", send);
            desk.post("send", send);
        }
        for (int i = 0; i < messages; i++) {
            JsonNode one = phone.reply();
            JsonNode other = desk.reply();
            assertThat(one.get("seq")).isEqualTo(other.get("seq"));
            assertThat(one.has("duplicate")).isNotEqualTo(other.has("duplicate"));
        }
        List<String> texts = bob.texts(messages);
        assertThat(texts).doesNotHaveDuplicates();
        assertThat(chat.stored("bob").events()).hasSize(messages);
    }

    @Test
    void aSendWhoseAnswerWasLostWithTheConnectionIsFoundByItsRepetition() {
        List<Integer> batches = new ArrayList<>();
        FaultyStore.Gate gate = new FaultyStore.Gate();
        store.afterWrite = batch -> {
            batches.add(batch.size());
            gate.await();
        };
        TestClient alice = chat.login("alice");
        alice.post("send", Map.of("to", "bob", "text", "hello", "clientMessageId", "same"));
        await().until(gate::hasWaiting);
        alice.close();
        gate.open();

        TestClient again = chat.login("alice");
        JsonNode reply = again.say("bob", "hello", "same");
        assertThat(reply.get("duplicate").booleanValue()).isTrue();
        assertThat(reply.get("seq").longValue()).isEqualTo(1);
        assertThat(chat.stored("bob").events()).hasSize(1);
    }
}
