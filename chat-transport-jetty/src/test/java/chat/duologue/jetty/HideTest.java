package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChangePolicy;
import chat.duologue.ChangeRules;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hiding over sockets. */
class HideTest {
    private final ManualClock clock = new ManualClock();
    private final ChatFixture chat = ChatFixture.start(builder ->
            builder.clock(clock).changes(ChangePolicy.of(ChangeRules.DEFAULTS.withHide(Duration.ofHours(1)))));
    private final FourDevices devices = new FourDevices(chat, "hello");

    @AfterEach
    void stop() {
        chat.close();
    }

    @Test
    void onlyTheUsersOwnDevicesSeeItGo() {
        devices.assertOk(devices.hide(devices.bob, 1), "");
        devices.bobsGet("'offset':2,'kind':'hidden','conversation':'CONV','seq':1");
        String hidden =
                "{'seq':1,'from':'alice','at':'2030-01-01T00:00:00.000Z','clientMessageId':'m-1','hidden':true}";
        for (TestClient device : new TestClient[] {devices.bob, devices.bobsOther}) {
            assertThat(devices.history(device)).isEmpty();
            assertThat(devices.shown(device).get("last")).isEqualTo(devices.json(hidden));
            assertThat(devices.shown(device).get("unread").longValue()).isZero();
        }
        assertThat(devices.history(devices.alice).get(0).get("text").stringValue())
                .isEqualTo("hello");
        assertThat(devices.shown(devices.alice).get("last").has("hidden")).isFalse();
        devices.assertSilence();
    }

    @Test
    void bothCanHideTheSameMessage() {
        devices.hide(devices.alice, 1);
        devices.hide(devices.bob, 1);
        devices.skip(1);
        assertThat(devices.history(devices.alice)).isEmpty();
        assertThat(devices.history(devices.bob)).isEmpty();
    }

    @Test
    void oneThatIsRepeatedIsOkAlsoWhenItsTimeIsOver() {
        devices.hide(devices.bob, 1);
        devices.bob.event();
        devices.bobsOther.event();
        clock.advance(Duration.ofDays(1));
        devices.assertOk(devices.hide(devices.bobsOther, 1), "");
        devices.assertSilence();
    }

    @Test
    void itsTimeIsTheRules() {
        devices.ask(devices.alice, "send", Map.of("text", "second", "clientMessageId", "m-2"));
        clock.advance(Duration.ofHours(1));
        devices.assertOk(devices.hide(devices.bob, 1), "");
        clock.advance(Duration.ofMillis(1));
        devices.assertRefused(devices.hide(devices.bob, 2), "forbidden", "the time for that is over");
        assertThat(devices.history(devices.bob)).hasSize(1);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        devices.assertRefused(devices.hide(devices.bob, 2), "not_found", "no such message");
        devices.assertSilence();
    }

    @Test
    void anAnswerStillQuotesItAndAReplayShowsThatItIsHidden() {
        devices.hide(devices.bob, 1);
        devices.ask(devices.alice, "send", Map.of("text", "again", "clientMessageId", "m-2", "replyTo", 1));
        assertThat(devices.history(devices.bob).get(0).get("quote"))
                .isEqualTo(devices.json("{'from':'alice','text':'hello'}"));
        TestClient replay =
                TestClient.resume(chat.port(), "bob", chat.store.streamId().value(), 0);
        assertThat(replay.event().get("seq").longValue()).isEqualTo(1);
        assertThat(replay.event().get("kind").stringValue()).isEqualTo("hidden");
        assertThat(replay.event().get("text").stringValue()).isEqualTo("again");
    }
}
