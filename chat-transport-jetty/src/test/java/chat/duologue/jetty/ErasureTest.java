package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.UserId;
import chat.duologue.store.spi.Erasure;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Who is erased is gone, and what peers hold is as the host chose. */
class ErasureTest {
    private final ChatFixture chat = ChatFixture.start();
    private final UserId alice = new UserId("alice");

    @AfterEach
    void stop() {
        chat.close();
    }

    private static JsonNode conversations(TestClient client) {
        return client.request("conversations", Map.of("limit", 10)).get("conversations");
    }

    @ParameterizedTest
    @EnumSource
    void theSessionsOfTheErasedEndAndTheNameIsANewUsers(Erasure erasure) {
        TestClient phone = chat.login("alice");
        TestClient tablet = chat.login("alice");
        TestClient bob = chat.login("bob");
        String old = phone.say("bob", "hello").get("conversation").stringValue();
        phone.event();
        tablet.event();
        chat.chat.erase(alice, erasure);
        assertThat(phone.closeCode()).isEqualTo(4401);
        assertThat(tablet.closeCode()).isEqualTo(4401);

        TestClient fresh = TestClient.connect(chat.port());
        assertThat(fresh.hello("alice").get("head").longValue()).isZero();
        assertThat(conversations(fresh)).isEmpty();
        assertThat(code(fresh.request("history", Map.of("conversation", old, "limit", 10))))
                .isEqualTo("forbidden");
        JsonNode sent = bob.say("alice", "are you new here?");
        assertThat(sent.get("conversation").stringValue()).isNotEqualTo(old);
        assertThat(fresh.event().get("offset").longValue()).isEqualTo(1);
    }

    @Test
    void thePeersKeepMessagesOfADeletedUser() {
        String old = chat.login("alice").say("bob", "hello").get("conversation").stringValue();
        TestClient bob = chat.login("bob");
        chat.chat.erase(alice, Erasure.KEEP_MESSAGES);
        JsonNode kept = conversations(bob).get(0);
        assertThat(kept.get("peer").stringValue()).startsWith("deleted-");
        assertThat(kept.get("last").get("text").stringValue()).isEqualTo("hello");
        assertThat(kept.get("last").get("from")).isEqualTo(kept.get("peer"));
        assertThat(code(bob.request("send", Map.of("conversation", old, "text", "hi", "clientMessageId", "1"))))
                .isEqualTo("forbidden");
        assertThat(code(bob.say(kept.get("peer").stringValue(), "hi"))).isEqualTo("forbidden");
        assertThat(code(bob.request("read", Map.of("conversation", old, "seq", 1))))
                .isEqualTo("ok");
        assertThat(bob.event("receipt", any -> true).get("by").stringValue()).isEqualTo("bob");
    }

    @Test
    void thePeersKeepNothingWhereConversationsAreRemoved() {
        String old = chat.login("alice").say("bob", "hello").get("conversation").stringValue();
        TestClient bob = chat.login("bob");
        chat.chat.erase(alice, Erasure.REMOVE_CONVERSATIONS);
        assertThat(conversations(bob)).isEmpty();
        JsonNode history = bob.request("history", Map.of("conversation", old, "limit", 10));
        assertThat(history.get("messages")).isEmpty();
        assertThat(code(bob.request("send", Map.of("conversation", old, "text", "hi", "clientMessageId", "1"))))
                .isEqualTo("forbidden");
    }
}
