package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Recalling over sockets. */
class RecallTest {
    private static final String AT = "'2030-01-01T00:00:00.000Z'";
    private final ManualClock clock = new ManualClock();
    private final ChatFixture chat = ChatFixture.start(builder -> builder.clock(clock));
    private final FourDevices devices = new FourDevices(chat, "a secret");

    @AfterEach
    void stop() {
        chat.close();
    }

    @Test
    void theContentIsGoneForBothOnEveryDevice() {
        devices.edit(devices.alice, 1, "another secret");
        devices.skip(1);
        clock.advance(Duration.ofHours(1));
        devices.assertOk(devices.recall(devices.alicesOther, 1), "");
        devices.allGet("'offset':3,'kind':'recalled','conversation':'CONV','seq':1,'by':'alice',"
                + "'at':'2030-01-01T01:00:00.000Z'");
        String tombstone = "{'seq':1,'from':'alice','at':" + AT + ",'clientMessageId':'m-1','recalled':true}";
        for (TestClient device : devices.all()) {
            assertThat(devices.history(device)).isEqualTo(devices.json("[" + tombstone + "]"));
            assertThat(devices.shown(device).get("last")).isEqualTo(devices.json(tombstone));
        }
    }

    @Test
    void aReplayShowsItNoMore() {
        devices.edit(devices.alice, 1, "another secret");
        devices.recall(devices.alice, 1);
        for (String user : new String[] {"alice", "bob"}) {
            TestClient replay =
                    TestClient.resume(chat.port(), user, chat.store.streamId().value(), 0);
            JsonNode first = replay.event();
            assertThat(first.get("recalled").booleanValue()).isTrue();
            assertThat(first.toString()).doesNotContain("secret");
            JsonNode last = replay.event();
            assertThat(last.get("kind").stringValue()).isEqualTo("recalled");
            assertThat(last.get("offset").longValue()).isEqualTo(3);
        }
    }

    @Test
    void oneThatIsRepeatedIsOkAlsoWhenItsTimeIsOver() {
        devices.recall(devices.alice, 1);
        devices.skip(1);
        clock.advance(Duration.ofDays(100));
        devices.assertOk(devices.recall(devices.alicesOther, 1), "");
        devices.assertSilence();
    }

    @Test
    void itsTimeEndsAfterTwoDays() {
        devices.ask(devices.alice, "send", Map.of("text", "second", "clientMessageId", "m-2"));
        devices.skip(1);
        clock.advance(Duration.ofHours(48));
        devices.assertOk(devices.recall(devices.alice, 1), "");
        devices.skip(1);
        clock.advance(Duration.ofMillis(1));
        devices.assertRefused(devices.recall(devices.alice, 2), "forbidden", "the time for that is over");
        devices.assertSilence();
    }

    @Test
    void onlyTheAuthorsOwnMessagesCanBeRecalled() {
        devices.assertRefused(devices.recall(devices.bob, 1), "forbidden", "not allowed");
        devices.assertRefused(devices.recall(devices.alice, 2), "not_found", "no such message");
        assertThat(devices.history(devices.bob).get(0).get("text").stringValue())
                .isEqualTo("a secret");
        devices.assertSilence();
    }

    @Test
    void theSameClientMessageIdDoesNotBringItBack() {
        devices.recall(devices.alice, 1);
        devices.skip(1);
        for (String text : new String[] {"a secret", "something else"}) {
            JsonNode again = devices.alice.say("bob", text, "m-1");
            assertThat(again.get("seq").longValue()).isEqualTo(1);
            assertThat(again.get("duplicate").booleanValue()).isTrue();
        }
        assertThat(devices.history(devices.bob).get(0).has("text")).isFalse();
        devices.assertSilence();
    }

    @Test
    void nobodyReactsToItButItCanBeAnswered() {
        devices.react(devices.bob, 1, "+");
        devices.recall(devices.alice, 1);
        devices.skip(2);
        devices.assertRefused(devices.react(devices.bob, 1, "-"), "not_found", "no such message");
        assertThat(devices.history(devices.alice).get(0).get("reactions"))
                .isEqualTo(devices.json("[{'reaction':'+','by':['bob']}]"));
        assertThat(code(devices.ask(
                        devices.bob, "send", Map.of("text", "what was it?", "clientMessageId", "b", "replyTo", 1))))
                .isEqualTo("ok");
        assertThat(devices.alice.event().get("quote")).isEqualTo(devices.json("{'from':'alice','recalled':true}"));
    }
}
