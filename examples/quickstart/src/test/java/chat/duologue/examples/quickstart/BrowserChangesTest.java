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

/** Alice, on two devices, and Bob change messages on the page. */
class BrowserChangesTest {
    @TempDir
    static Path data;

    private static int port;
    private static ServerProcess server;
    private static BrowserWindow alice;
    private static BrowserWindow phone;
    private static BrowserWindow bob;
    private static int conversations;

    @BeforeAll
    static void start() throws Exception {
        port = ServerProcess.freePort();
        server = ServerProcess.start(data, port, "--no-flood-control");
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
        alice.signIn(server.address(), "Alice " + conversations).write("Bob " + conversations);
        bob.signIn(server.address(), "Bob " + conversations).write("Alice " + conversations);
        alice.say("Hello");
        eventually(() -> assertThat(bob.texts()).containsExactly("Hello"));
        phone.signIn(server.address(), "Alice " + conversations).choose("Bob " + conversations);
        eventually(() -> assertThat(phone.texts()).containsExactly("Hello"));
    }

    private static List<BrowserWindow> everywhere() {
        return List.of(alice, phone, bob);
    }

    private static void eventuallyEverywhere(String... texts) {
        for (BrowserWindow each : everywhere()) {
            eventually(() -> assertThat(each.texts()).containsExactly(texts));
        }
    }

    @Test
    void anEditedMessageIsShownAsSuchOnEveryDevice() {
        bob.say("Hi");
        eventuallyEverywhere("Hello", "Hi");
        alice.choose("Edit", "Hello");
        assertThat(alice.textOf("[data-testid=subject]")).contains("Editing");
        alice.press(Keys.END, " Bob", Keys.ENTER);
        eventuallyEverywhere("Hello Bob", "Hi");
        for (BrowserWindow each : everywhere()) {
            assertThat(each.textOf("[data-seq='1'] .edited")).isEqualTo("Edited");
            assertThat(each.shows("[data-seq='2'] .edited")).isFalse();
        }
        assertThat(alice.shows("[data-testid=subject]")).isFalse();
        assertThat(bob.textOf(".preview")).isEqualTo("Hi");
        phone.choose("Edit", "Hello Bob");
        phone.press(Keys.END, "!", Keys.ENTER);
        eventuallyEverywhere("Hello Bob!", "Hi");
    }

    @Test
    void anEditCanBeGivenUpAndTheDraftIsStillThere() {
        alice.compose("a draft");
        alice.choose("Edit", "Hello");
        alice.press(" and more");
        alice.press(Keys.ESCAPE);
        assertThat(alice.shows("[data-testid=subject]")).isFalse();
        assertThat(alice.script("return all('compose')[0].value")).isEqualTo("a draft");
        alice.press(Keys.ENTER);
        eventuallyEverywhere("Hello", "a draft");
        alice.press(Keys.ARROW_UP);
        assertThat(alice.script("return all('compose')[0].value")).isEqualTo("a draft");
        alice.press(Keys.END, ", sent", Keys.ENTER);
        eventuallyEverywhere("Hello", "a draft, sent");
    }

    @Test
    void anEditOfWhatAnotherDeviceHasEditedSinceIsRefusedAndTheTextStaysInTheField() {
        alice.choose("Edit", "Hello");
        phone.choose("Edit", "Hello");
        phone.press(Keys.END, " from the phone", Keys.ENTER);
        eventuallyEverywhere("Hello from the phone");
        alice.press(Keys.END, " from the desk", Keys.ENTER);
        eventually(() -> assertThat(alice.textOf("#compose-error")).contains("Not saved", "changed meanwhile"));
        assertThat(alice.script("return all('compose')[0].value")).isEqualTo("Hello from the desk");
        alice.press(Keys.ESCAPE);
        eventuallyEverywhere("Hello from the phone");
    }

    @Test
    void aRecalledMessageIsGoneEverywhereAlsoFromWhereItWasQuoted() {
        bob.choose("Reply", "Hello");
        bob.say("What did you mean?");
        for (BrowserWindow each : everywhere()) {
            eventually(() -> assertThat(each.quotes()).hasSize(1));
        }
        alice.choose("Recall for everyone", "Hello");
        alice.click("confirm-no");
        alice.choose("Recall for everyone", "Hello");
        assertThat(alice.textOf("#confirm")).contains("Bob " + conversations);
        alice.click("confirm-yes");
        eventuallyEverywhere("Message recalled", "What did you mean?");
        for (BrowserWindow each : everywhere()) {
            eventually(() -> assertThat(each.quotes().get(0)).endsWith(": Message recalled"));
        }
        bob.openMenuOf("Message recalled");
        assertThat(bob.menuItems()).containsExactly("Hide for me");
        bob.press(Keys.ESCAPE);
    }

    @Test
    void aHiddenMessageIsGoneForWhoHidItAloneOnAllTheirDevices() {
        bob.say("Secret");
        eventuallyEverywhere("Hello", "Secret");
        alice.choose("Hide for me", "Secret");
        for (BrowserWindow each : List.of(alice, phone)) {
            eventually(() -> assertThat(each.texts()).containsExactly("Hello"));
            assertThat(each.textOf(".preview")).isEqualTo("Message hidden");
        }
        assertThat(bob.texts()).containsExactly("Hello", "Secret");
        alice.reload();
        alice.choose("Bob " + conversations);
        eventually(() -> assertThat(alice.texts()).containsExactly("Hello"));
    }

    @Test
    void aRecalledMessageIsNoLongerCountedAsUnread() {
        bob.write("Somebody else " + conversations);
        alice.say("Nothing");
        alice.say("Something");
        eventually(() -> assertThat(bob.title()).isEqualTo("(2) Duologue"));
        alice.choose("Recall for everyone", "Nothing");
        alice.click("confirm-yes");
        eventually(() -> assertThat(bob.title()).isEqualTo("(1) Duologue"));
    }

    @Test
    void reactionsAreSeenByBothAndCanBeTakenBack() {
        bob.choose("React: Thumbs up", "Hello");
        alice.choose("React: Heart", "Hello");
        alice.choose("React: Thumbs up", "Hello");
        for (BrowserWindow each : everywhere()) {
            eventually(() -> assertThat(each.reactions()).containsExactly("👍 2 ❤️"));
        }
        assertThat(bob.strings("return all('reaction').map(each => each.getAttribute('aria-pressed'))"))
                .containsExactly("true", "false");
        assertThat(bob.strings("return all('reaction').map(each => each.getAttribute('aria-label'))"))
                .containsExactly("👍, you and Alice " + conversations, "❤️, Alice " + conversations);
        phone.click("reaction"); // the first one
        for (BrowserWindow each : everywhere()) {
            eventually(() -> assertThat(each.reactions()).containsExactly("👍 ❤️"));
        }
        bob.choose("React: Thumbs up", "Hello");
        for (BrowserWindow each : everywhere()) {
            eventually(() -> assertThat(each.reactions()).containsExactly("❤️"));
        }
    }

    @Test
    void aReplyShowsWhatItAnswersAndLeadsThereHoweverOldItIs() {
        for (int i = 1; i <= 120; i++) {
            alice.script(
                    "const field = all('compose')[0]; field.value = arguments[0];" + "field.form.requestSubmit()",
                    "line " + i);
        }
        eventually(() -> assertThat(bob.texts()).hasSize(121));
        bob.choose("Reply", "Hello");
        assertThat(bob.textOf("[data-testid=subject]")).contains("Replying to Alice", "Hello");
        bob.press(Keys.ESCAPE);
        assertThat(bob.shows("[data-testid=subject]")).isFalse();
        bob.choose("Reply", "Hello");
        bob.say("An answer");
        for (BrowserWindow each : everywhere()) {
            eventually(() -> assertThat(each.texts()).endsWith("An answer"));
        }
        assertThat(bob.quotes()).containsExactly("Alice " + conversations + ": Hello");
        assertThat(phone.quotes()).containsExactly("You: Hello");
        phone.reload();
        phone.choose("Bob " + conversations);
        eventually(() -> assertThat(phone.quotes()).containsExactly("You: Hello"));
        phone.click(By.cssSelector(".quote:not([hidden])"));
        eventually(() -> assertThat(phone.texts()).startsWith("Hello", "line 1").hasSize(122));
        eventually(() -> assertThat(phone.script("const at = all('message')[0].getBoundingClientRect();"
                        + "return at.top >= 0 && at.bottom < innerHeight"
                        + " && all('message')[0].contains(document.activeElement)"))
                .isEqualTo(true));
    }

    @Test
    void whatWasChangedIsStillSoAfterTheServerWasKilledAndThePageReloaded() throws Exception {
        bob.say("Hi");
        eventuallyEverywhere("Hello", "Hi");
        alice.choose("Edit", "Hello");
        alice.press(Keys.END, " Bob", Keys.ENTER);
        eventuallyEverywhere("Hello Bob", "Hi");
        bob.choose("React: Heart", "Hello Bob");
        bob.choose("Recall for everyone", "Hi");
        bob.click("confirm-yes");
        eventuallyEverywhere("Hello Bob", "Message recalled");
        eventually(() -> assertThat(alice.reactions()).containsExactly("❤️", ""));
        server.kill();
        eventually(() -> assertThat(alice.connection()).isNotEqualTo("online"));
        alice.choose("React: Surprised", "Hello Bob");
        eventually(() -> assertThat(alice.textOf("#toast")).contains("no connection"));
        assertThat(alice.reactions()).containsExactly("❤️", "");
        server.close();
        server = ServerProcess.start(data, port, "--no-flood-control");
        alice.reload();
        alice.choose("Bob " + conversations);
        eventually(() -> assertThat(phone.connection()).isEqualTo("online"));
        alice.choose("React: Thumbs up", "Hello Bob");
        eventuallyEverywhere("Hello Bob", "Message recalled");
        for (BrowserWindow each : everywhere()) {
            eventually(() -> assertThat(each.reactions()).containsExactly("❤️ 👍", ""));
            assertThat(each.textOf("[data-seq='1'] .edited")).isEqualTo("Edited");
        }
    }
}
