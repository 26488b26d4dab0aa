package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChatServerOptions;
import chat.duologue.ConversationPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who may talk to whom, as the host says. */
class PolicyTest {
    private volatile ConversationPolicy policy = (from, to, context) -> true;
    private final CountDownLatch never = new CountDownLatch(1);
    private final FaultyStore store = new FaultyStore();
    private final ChatFixture chat = ChatFixture.start(
            store,
            ChatServerOptions.builder().callbackDeadline(Duration.ofMillis(400)).build(),
            builder -> builder.policy((from, to, context) -> policy.mayTalk(from, to, context)));

    @AfterEach
    void stop() {
        chat.close();
    }

    @Test
    void whomThePolicyRefusesIsForbiddenAndNothingIsStored() {
        TestClient alice = chat.login("alice");
        String conversation = alice.say("bob", "hello").get("conversation").stringValue();
        alice.event();
        policy = (from, to, context) -> !from.value().equals("alice") || context.equals("order 7");
        assertThat(code(alice.say("bob", "refused"))).isEqualTo("forbidden");
        assertThat(code(alice.request(
                        "send", Map.of("conversation", conversation, "text", "refused", "clientMessageId", "1"))))
                .isEqualTo("forbidden");
        assertThat(code(alice.request("conversation", Map.of("to", "bob")))).isEqualTo("forbidden");
        assertThat(code(alice.request("conversation", Map.of("to", "stranger"))))
                .isEqualTo("forbidden");
        assertThat(chat.stored("bob").events()).hasSize(1);
        assertThat(alice.request("history", Map.of("conversation", conversation))
                        .get("messages"))
                .as("what was written stays readable")
                .hasSize(1);

        JsonNode inContext = alice.request(
                "send", Map.of("to", "bob", "context", "order 7", "text", "allowed", "clientMessageId", "1"));
        assertThat(code(inContext)).isEqualTo("ok");
        assertThat(code(chat.login("bob").say("alice", "allowed, too"))).isEqualTo("ok");
    }

    @Test
    void aPolicyThatThrowsIsInternalAndNothingIsStored() {
        TestClient alice = chat.login("alice");
        for (Throwable fault : List.of(
                new IllegalStateException("secret"),
                new Exception("secret"),
                new StackOverflowError("secret"),
                new AssertionError("secret"))) {
            policy = (from, to, context) -> {
                if (fault instanceof Error error) {
                    throw error;
                }
                throw (Exception) fault;
            };
            JsonNode refused = alice.say("bob", "refused");
            assertThat(code(refused)).as("%s", fault).isEqualTo("internal");
            assertThat(refused.toString()).doesNotContain("secret", "Exception", "Error");
        }
        assertThat(chat.stored("bob").events()).isEmpty();
        policy = (from, to, context) -> true;
        assertThat(alice.say("bob", "allowed").get("seq").longValue()).isEqualTo(1);
    }

    @Test
    void aPolicyThatHangsIsUnavailableAndNothingIsStoredEvenLater() {
        TestClient alice = chat.login("alice");
        TestClient bob = chat.login("bob");
        CountDownLatch late = new CountDownLatch(1);
        policy = (from, to, context) -> {
            boolean interrupted = false;
            while (late.getCount() > 0) {
                try {
                    late.await();
                } catch (InterruptedException e) {
                    interrupted = true; // and goes on hanging
                }
            }
            return interrupted;
        };
        JsonNode refused = alice.say("bob", "refused");
        assertThat(code(refused)).isEqualTo("unavailable");
        assertThat(refused.get("retryAfterMs").longValue()).isPositive();
        policy = (from, to, context) -> true;
        late.countDown();
        assertThat(alice.say("bob", "allowed").get("seq").longValue()).isEqualTo(1);
        assertThat(bob.texts(1)).containsExactly("allowed");
    }

    @Test
    void whateverThePolicyDoesWithSomeSendsTheOthersKeepTheirOrder() {
        policy = (from, to, context) -> {
            int fate = Integer.parseInt(context);
            if (fate == 1) {
                never.await();
            }
            if (fate == 2) {
                throw new IllegalStateException("a fault, says the test");
            }
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(2_000_000));
            return fate != 3;
        };
        TestClient alice = chat.login("alice");
        List<String> expected = new ArrayList<>();
        int count = 100;
        for (int i = 0; i < count; i++) {
            int fate = i == 30 ? 1 : i % 10 == 5 ? 2 : i % 10 == 7 ? 3 : 0;
            alice.post("send", Map.of("to", "bob", "context", "" + fate, "text", "" + i, "clientMessageId", "" + i));
            if (fate == 0) {
                expected.add("" + i);
            }
        }
        for (int i = 0; i < count; i++) {
            assertThat(code(alice.reply()))
                    .isEqualTo(i == 30 ? "unavailable" : i % 10 == 5 ? "internal" : i % 10 == 7 ? "forbidden" : "ok");
        }
        assertThat(alice.texts(expected.size())).isEqualTo(expected);
    }
}
