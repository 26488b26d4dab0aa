package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ConversationTest {
    private ChatFixture chat;

    @BeforeEach
    void start() {
        chat = ChatFixture.start();
    }

    @AfterEach
    void stop() {
        chat.close();
    }

    @Test
    void twoPeopleChatAndSeeTicksChange() {
        TestClient alice = chat.login("alice");
        TestClient bob = chat.login("bob");

        JsonNode sent = alice.say("bob", "hello");
        assertThat(sent.get("type").stringValue()).isEqualTo("ok");
        assertThat(sent.get("seq").longValue()).isEqualTo(1);
        String conversation = sent.get("conversation").stringValue();

        JsonNode own = alice.event();
        JsonNode received = bob.event();
        assertThat(received.get("text").stringValue()).isEqualTo("hello");
        assertThat(received.get("from").stringValue()).isEqualTo("alice");
        assertThat(received.get("conversation").stringValue()).isEqualTo(conversation);
        assertThat(received.get("at")).isEqualTo(sent.get("at"));
        assertThat(own.get("seq").longValue()).isEqualTo(1);

        bob.ack(received.get("offset").longValue());
        JsonNode delivered = alice.event();
        assertThat(delivered.get("kind").stringValue()).isEqualTo("receipt");
        assertThat(delivered.get("by").stringValue()).isEqualTo("bob");
        assertThat(delivered.get("deliveredSeq").longValue()).isEqualTo(1);
        assertThat(delivered.get("readSeq").longValue()).isZero();

        JsonNode read = bob.request("read", Map.of("conversation", conversation, "seq", 1));
        assertThat(read.get("type").stringValue()).isEqualTo("ok");
        assertThat(alice.event().get("readSeq").longValue()).isEqualTo(1);
    }

    @Test
    void pipelinedSendsAreStoredAndAnsweredInTheOrderSent() {
        TestClient alice = chat.login("alice");
        TestClient bob = chat.login("bob");
        List<String> texts = new java.util.ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            texts.add("text " + i);
            alice.post("send", Map.of("to", "bob", "clientMessageId", "id-" + i, "text", "text " + i));
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(alice.reply().get("seq").longValue()).isEqualTo(i + 1);
        }
        assertThat(bob.texts(1_000)).isEqualTo(texts);
        assertThat(alice.texts(1_000)).isEqualTo(texts);
    }
}
