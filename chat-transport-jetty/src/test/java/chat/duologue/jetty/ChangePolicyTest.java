package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChangePolicy;
import chat.duologue.ChangeRules;
import chat.duologue.ChatServerOptions;
import chat.duologue.model.UserId;
import chat.duologue.store.memory.InMemoryChatStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What can be done to a message is the host's to say, for each conversation. */
class ChangePolicyTest {
    private static final ChangeRules NONE = ChangeRules.DEFAULTS
            .withEdit(Duration.ZERO)
            .withRecall(Duration.ZERO)
            .withHide(Duration.ZERO);
    private volatile ChangePolicy policy = (by, peer, context) -> ChangeRules.DEFAULTS;
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final ChatFixture chat = ChatFixture.start(
            new InMemoryChatStore(),
            ChatServerOptions.builder().callbackDeadline(Duration.ofMillis(400)).build(),
            builder -> builder.clock(new ManualClock())
                    .changes((by, peer, context) -> policy.rulesFor(by, peer, context)));
    private final FourDevices devices = new FourDevices(chat, "hello");

    @AfterEach
    void stop() {
        hanging.countDown();
        chat.close();
    }

    /** Every request that the policy is asked about, and that would change something. */
    private List<JsonNode> attempts() {
        return List.of(
                devices.edit(devices.alice, 1, "changed"),
                devices.react(devices.alice, 1, "+"),
                devices.hide(devices.alice, 1),
                devices.recall(devices.alice, 1));
    }

    private void assertUnchanged() {
        assertThat(devices.history(devices.bob))
                .isEqualTo(devices.history(devices.alice))
                .hasSize(1);
        JsonNode message = devices.history(devices.bob).get(0);
        assertThat(message.get("text").stringValue()).isEqualTo("hello");
        assertThat(message.propertyNames()).containsExactlyInAnyOrder("seq", "from", "at", "clientMessageId", "text");
        devices.assertSilence();
    }

    @Test
    void theHostIsToldWhoWithWhomAndWhatAbout() {
        List<String> asked = new ArrayList<>();
        policy = (by, peer, context) -> {
            asked.add(by + " with " + peer + " about " + context);
            return context.equals("order 7") ? NONE : ChangeRules.DEFAULTS;
        };
        JsonNode order = devices.alice.request(
                "send", Map.of("to", "bob", "context", "order 7", "text", "2 of these", "clientMessageId", "o"));
        Map<String, ?> edit = Map.of("conversation", order.get("conversation"), "seq", 1, "text", "3 of these");
        JsonNode refused = devices.alice.request("edit", edit);
        assertThat(code(refused)).isEqualTo("forbidden");
        assertThat(refused.get("message").stringValue()).isEqualTo("the time for that is over");
        assertThat(code(devices.edit(devices.alice, 1, "changed"))).isEqualTo("ok");
        assertThat(asked)
                .containsExactly(
                        new UserId("alice") + " with " + new UserId("bob") + " about order 7",
                        new UserId("alice") + " with " + new UserId("bob") + " about ");
    }

    @Test
    void aTimeOfZeroForbidsIt() {
        policy = (by, peer, context) -> NONE;
        devices.assertRefused(devices.edit(devices.alice, 1, "no"), "forbidden", "the time for that is over");
        devices.assertRefused(devices.hide(devices.alice, 1), "forbidden", "the time for that is over");
        devices.assertRefused(devices.recall(devices.alice, 1), "forbidden", "the time for that is over");
        assertUnchanged();
    }

    @Test
    void oneThatThrowsIsInternalAndNothingChanges() {
        for (Throwable fault : List.of(
                new IllegalStateException("secret"),
                new Exception("secret"),
                new StackOverflowError("secret"),
                new AssertionError("secret"))) {
            policy = (by, peer, context) -> {
                if (fault instanceof Error error) {
                    throw error;
                }
                throw (Exception) fault;
            };
            for (JsonNode refused : attempts()) {
                assertThat(code(refused)).as("%s", fault).isEqualTo("internal");
                assertThat(refused.toString()).doesNotContain("secret", "Exception", "Error");
            }
        }
        assertUnchanged();
    }

    @Test
    @SuppressWarnings("NullAway") // what a host may do all the same
    void oneThatReturnsNothingIsInternalAndNothingChanges() {
        policy = (by, peer, context) -> null;
        for (JsonNode refused : attempts()) {
            assertThat(code(refused)).isEqualTo("internal");
        }
        assertUnchanged();
    }

    @Test
    void oneThatHangsIsUnavailableAndOtherRequestsGoOn() {
        policy = (by, peer, context) -> {
            while (hanging.getCount() > 0) {
                try {
                    hanging.await();
                } catch (InterruptedException e) {
                    continue; // as some code does
                }
            }
            return ChangeRules.DEFAULTS;
        };
        devices.alicesOther.post("recall", Map.of("conversation", devices.conversation, "seq", 1));
        assertThat(code(devices.bob.say("alice", "others go on"))).isEqualTo("ok");
        assertThat(code(devices.ask(devices.alice, "settings", Map.of("pinned", true))))
                .as("needs no policy")
                .isEqualTo("ok");
        devices.skip(1);
        assertThat(devices.alice.event().get("kind").stringValue()).isEqualTo("settings");
        assertThat(devices.alicesOther.event().get("kind").stringValue()).isEqualTo("settings");
        JsonNode late = devices.alicesOther.reply();
        assertThat(code(late)).isEqualTo("unavailable");
        assertThat(late.get("retryAfterMs").longValue()).isPositive();
        hanging.countDown();
        policy = (by, peer, context) -> ChangeRules.DEFAULTS;
        assertThat(devices.history(devices.bob).get(0).get("text").stringValue())
                .as("nor does it later")
                .isEqualTo("hello");
        devices.assertSilence();
        assertThat(code(devices.recall(devices.alicesOther, 1))).isEqualTo("ok");
    }
}
