package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is unread follows what happens to messages, on every device. */
class UnreadTest {
    private final ChatFixture chat = ChatFixture.start();
    private final FourDevices devices = new FourDevices(chat, "1");

    @BeforeEach
    void fiveFromAliceOneFromBobAndOneFromCarol() {
        for (int i = 2; i <= 5; i++) {
            devices.alice.say("bob", "" + i);
        }
        devices.bob.say("alice", "6");
        chat.login("carol").say("bob", "from carol");
    }

    @AfterEach
    void stop() {
        chat.close();
    }

    private void assertUnread(long unread) {
        for (TestClient device : new TestClient[] {devices.bob, devices.bobsOther}) {
            assertThat(devices.shown(device).get("unread").longValue()).isEqualTo(unread);
            JsonNode list = device.request("conversations", Map.of());
            assertThat(list.get("totalUnread").longValue()).isEqualTo(unread + 1);
            assertThat(list.get("conversations").get(1).get("unread").longValue())
                    .isEqualTo(unread);
            JsonNode unreadOnes = device.request("conversations", Map.of("filter", "unread"));
            assertThat(unreadOnes.get("conversations")).hasSize(unread == 0 ? 1 : 2);
            assertThat(unreadOnes.get("totalUnread").longValue()).isEqualTo(unread + 1);
        }
    }

    @Test
    void recalledAndHiddenOnesDoNotCountAndEachCountsOnce() {
        assertUnread(5);
        devices.recall(devices.alice, 2);
        assertUnread(4);
        devices.hide(devices.bob, 2);
        assertUnread(4);
        devices.hide(devices.bobsOther, 3);
        assertUnread(3);
        devices.recall(devices.alice, 3);
        devices.hide(devices.bob, 6);
        devices.edit(devices.alice, 4, "edited");
        devices.react(devices.alice, 5, "+");
        assertUnread(3);
    }

    @Test
    void readOnOneDeviceIsReadOnTheOther() {
        devices.ask(devices.bob, "read", Map.of("seq", 4));
        assertUnread(1);
        devices.recall(devices.alice, 1);
        devices.hide(devices.bob, 2);
        assertUnread(1);
        devices.recall(devices.alice, 5);
        assertUnread(0);
    }

    @Test
    void aMarkerCanStandOnWhatWasRecalledOrHidden() {
        devices.recall(devices.alice, 5);
        devices.hide(devices.bob, 4);
        devices.assertOk(devices.ask(devices.bob, "read", Map.of("seq", 4)), "'deliveredSeq':4,'readSeq':4");
        devices.assertOk(devices.ask(devices.bob, "read", Map.of("seq", 5)), "'deliveredSeq':5,'readSeq':5");
        devices.assertRefused(
                devices.ask(devices.bob, "read", Map.of("seq", 7)), "bad_request", "seq is beyond the last message");
        assertUnread(0);
    }

    @Test
    void whatComesAfterwardsCounts() {
        devices.ask(devices.bob, "read", Map.of("seq", 6));
        devices.recall(devices.alice, 5);
        assertUnread(0);
        devices.alice.say("bob", "7");
        assertThat(devices.shown(devices.bob).get("unread").longValue()).isEqualTo(1);
        devices.recall(devices.alice, 7);
        assertThat(devices.shown(devices.bob).get("unread").longValue()).isZero();
    }
}
