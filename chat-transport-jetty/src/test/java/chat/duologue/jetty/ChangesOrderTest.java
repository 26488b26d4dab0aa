package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChangeRules;
import chat.duologue.ChatServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** G4 for everything that one session does to its messages: stored in the order sent, answered in that order. */
class ChangesOrderTest {
    private static final int ROUNDS = 60;

    static Stream<UnaryOperator<ChatServer.Builder>> policies() {
        return Stream.of(
                builder -> builder,
                builder -> builder.changes((by, peer, context) -> {
                            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1_000_000));
                            return ChangeRules.DEFAULTS;
                        })
                        .policy((from, to, context) -> {
                            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1_000_000));
                            return true;
                        }));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void whatIsPipelinedIsStoredInTheOrderSent(UnaryOperator<ChatServer.Builder> policy) {
        try (ChatFixture chat = ChatFixture.start(policy)) {
            FourDevices devices = new FourDevices(chat, "hello");
            TestClient alice = devices.alice;
            for (int seq = 2; seq <= ROUNDS + 1; seq++) {
                Map<String, Object> message = Map.of("conversation", devices.conversation, "seq", seq);
                alice.post(
                        "send",
                        Map.of("conversation", devices.conversation, "text", "one", "clientMessageId", "" + seq));
                alice.post("edit", with(message, Map.of("text", "two", "revision", 0)));
                alice.post("react", with(message, Map.of("reaction", "+")));
                alice.post("edit", with(message, Map.of("text", "three", "revision", 1)));
                alice.post("settings", Map.of("conversation", devices.conversation, "pinned", seq % 2 == 0));
                alice.post("read", message);
                alice.post("recall", message);
                alice.post("edit", with(message, Map.of("text", "four")));
            }
            for (int seq = 2; seq <= ROUNDS + 1; seq++) {
                for (String expected : List.of("ok", "ok", "ok", "ok", "ok", "ok", "ok", "not_found")) {
                    assertThat(code(alice.reply())).isEqualTo(expected);
                }
            }
            for (int seq = 2; seq <= ROUNDS + 1; seq++) {
                for (String kind :
                        List.of("message", "edited", "reaction", "edited", "settings", "receipt", "recalled")) {
                    JsonNode event = alice.event();
                    assertThat(event.get("kind").stringValue()).isEqualTo(kind);
                    assertThat(event.path("seq").longValue(seq)).isEqualTo(seq);
                    if (!kind.equals("settings")) {
                        JsonNode bobs = devices.bob.event();
                        assertThat(bobs.get("kind").stringValue()).isEqualTo(kind);
                        assertThat(bobs.path("text")).isEqualTo(event.path("text"));
                    }
                }
            }
        }
    }

    private static Map<String, Object> with(Map<String, Object> some, Map<String, Object> more) {
        Map<String, Object> all = new java.util.HashMap<>(some);
        all.putAll(more);
        return all;
    }
}
