package chat.duologue.examples.quickstart;

import static chat.duologue.examples.quickstart.BrowserWindow.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** What Alice, on two devices, sees of Bob on the page, and what she sets for their conversation. */
class BrowserPeopleTest {
    @TempDir
    static Path data;

    private static ServerProcess server;
    private static BrowserWindow alice;
    private static BrowserWindow phone;
    private static BrowserWindow bob;
    private static int conversations;
    private static String peer;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.start(data, ServerProcess.freePort(), "--no-flood-control");
        alice = BrowserWindow.launch();
        phone = BrowserWindow.launch();
        bob = BrowserWindow.launch();
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable each : new AutoCloseable[] {alice, phone, bob, server}) {
            if (each != null) {
                each.close();
            }
        }
    }

    @BeforeEach
    void aNewConversationHasBegun() {
        conversations++;
        peer = "Bob " + conversations;
        alice.signIn(server.address(), "Alice " + conversations).write(peer);
        bob.signIn(server.address(), peer).write("Alice " + conversations);
        alice.say("Hello");
        eventually(() -> assertThat(bob.texts()).containsExactly("Hello"));
        phone.signIn(server.address(), "Alice " + conversations).choose(peer);
        eventually(() -> assertThat(phone.texts()).containsExactly("Hello"));
    }

    private static List<BrowserWindow> devices() {
        return List.of(alice, phone);
    }

    /** What comes is unread then. */
    private static void lookElsewhere() {
        for (BrowserWindow each : devices()) {
            each.write("Carol " + conversations);
        }
    }

    @Test
    void whoTypesIsSeenUntilTheySendOrStop() {
        bob.compose("I am");
        for (BrowserWindow each : devices()) {
            eventually(() -> assertThat(each.textOf("#typing")).isEqualTo(peer + " is typing…"));
            assertThat(each.textOf(".preview")).isEqualTo("typing…");
        }
        assertThat(bob.textOf("#typing")).isEmpty();
        bob.press(" here", Keys.ENTER);
        for (BrowserWindow each : devices()) {
            eventually(() -> assertThat(each.texts()).containsExactly("Hello", "I am here"));
            assertThat(each.textOf("#typing")).isEmpty();
        }
        bob.compose("x");
        eventually(() -> assertThat(alice.textOf("#typing")).isNotEmpty());
        bob.compose(Keys.BACK_SPACE.toString());
        eventually(() -> assertThat(alice.textOf("#typing")).isEmpty());
        bob.compose("y");
        eventually(() -> assertThat(alice.textOf("#typing")).isNotEmpty());
        eventually(() -> assertThat(alice.textOf("#typing")).isEmpty());
        assertThat(alice.script("return document.querySelector('#typing').role"))
                .isEqualTo("status");
    }

    @Test
    void whoIsOnlineIsMarkedWithWordsTooAndAfterwardsWhenTheyWereSeenLast() throws Exception {
        for (BrowserWindow each : devices()) {
            eventually(() -> assertThat(each.textOf("#peer-presence")).isEqualTo("Online"));
            assertThat(each.shows(".row .dot[aria-label=Online]")).isTrue();
        }
        alice.screenshot(Path.of("target", "screenshots", "online.png"));
        bob.open(server.address());
        for (BrowserWindow each : devices()) {
            eventually(() -> assertThat(each.textOf("#peer-presence")).startsWith("Last seen at"));
            assertThat(each.shows(".row .dot")).isFalse();
        }
        alice.reload();
        alice.choose(peer);
        eventually(() -> assertThat(alice.textOf("#peer-presence")).startsWith("Last seen at"));
        bob.signIn(server.address(), peer);
        for (BrowserWindow each : devices()) {
            eventually(() -> assertThat(each.textOf("#peer-presence")).isEqualTo("Online"));
        }
    }

    @Test
    void whatIsMutedIsMarkedAndAnnouncedNoMore() {
        alice.set("Mute for 8 hours");
        for (BrowserWindow each : devices()) {
            eventually(() -> assertThat(each.shows(".row .muted")).isTrue());
            assertThat(each.shows("#peer-muted")).isTrue();
        }
        lookElsewhere();
        bob.say("psst");
        eventually(() -> assertThat(alice.title()).isEqualTo("(1) Duologue"));
        assertThat(alice.script("return document.querySelector('#announcer').textContent"))
                .isNotEqualTo("New message from " + peer);
        assertThat(alice.shows(".badge.quiet")).isTrue();
        phone.choose(peer);
        phone.set("Unmute");
        for (BrowserWindow each : devices()) {
            eventually(() -> assertThat(each.shows(".row .muted")).isFalse());
        }
        phone.write("Carol " + conversations);
        bob.say("hey");
        eventually(() -> assertThat(alice.script("return document.querySelector('#announcer').textContent"))
                .isEqualTo("New message from " + peer));
    }

    @Test
    void whatIsPinnedStaysOnTopOfNewerOnes() {
        String carol = "Carol " + conversations;
        alice.write(carol);
        alice.say("Hi Carol");
        eventually(() -> assertThat(phone.peers()).containsExactly(carol, peer));
        phone.set("Pin");
        for (BrowserWindow each : devices()) {
            eventually(() -> assertThat(each.peers()).containsExactly(peer, carol));
            assertThat(each.shows(".row .pinned")).isTrue();
        }
        alice.say("Hi again");
        eventually(() -> assertThat(phone.texts("preview")).containsExactly("Hello", "Hi again"));
        alice.reload();
        eventually(() -> assertThat(alice.peers()).containsExactly(peer, carol));
        phone.set("Unpin");
        for (BrowserWindow each : devices()) {
            eventually(() -> assertThat(each.peers()).containsExactly(carol, peer));
        }
    }

    @Test
    void whatIsArchivedHasASectionOfItsOwn() {
        alice.set("Archive");
        for (BrowserWindow each : devices()) {
            eventually(() -> assertThat(each.shows("#archive")).isTrue());
            assertThat(each.shows("#archived-rows")).isFalse();
            assertThat(each.shows("#rows .row")).isFalse();
        }
        alice.click("show-archived");
        assertThat(alice.shows("#archived-rows .row")).isTrue();
        phone.reload();
        phone.choose(peer);
        phone.set("Move out of the archive");
        for (BrowserWindow each : devices()) {
            eventually(() -> assertThat(each.shows("#archive")).isFalse());
            assertThat(each.shows("#rows .row")).isTrue();
        }
        alice.set("Archive");
        lookElsewhere();
        bob.say("Are you there?");
        for (BrowserWindow each : devices()) {
            eventually(() -> assertThat(each.unread()).containsExactlyInAnyOrder("1", ""));
            eventually(() -> assertThat(each.shows("#archive")).isFalse());
        }
    }

    @Test
    void whoIsBlockedCanNotWriteUntilTheyAreUnblocked() {
        eventually(() -> assertThat(alice.textOf("#peer-presence")).isEqualTo("Online"));
        alice.set("Block");
        alice.click("confirm-yes");
        for (BrowserWindow each : devices()) {
            eventually(() -> assertThat(each.textOf("#blocked-bar")).contains("You have blocked " + peer));
            assertThat(each.shows("#composer")).isFalse();
        }
        bob.say("Why?");
        eventually(() -> assertThat(bob.textOf(".failure")).contains("not allowed"));
        alice.reload();
        alice.choose(peer);
        eventually(() -> assertThat(alice.shows("#blocked-bar")).isTrue());
        phone.click(By.id("show-blocked"));
        eventually(() -> assertThat(phone.textOf("#blocked-dialog")).contains(peer));
        phone.click(By.cssSelector("#blocked-users button"));
        eventually(() -> assertThat(phone.textOf("#blocked-dialog")).contains("no one"));
        phone.press(Keys.ESCAPE);
        for (BrowserWindow each : devices()) {
            eventually(() -> assertThat(each.shows("#composer")).isTrue());
        }
        bob.click("retry");
        for (BrowserWindow each : devices()) {
            eventually(() -> assertThat(each.texts()).containsExactly("Hello", "Why?"));
        }
    }
}
