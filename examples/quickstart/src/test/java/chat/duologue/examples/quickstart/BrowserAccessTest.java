package chat.duologue.examples.quickstart;

import static chat.duologue.examples.quickstart.BrowserWindow.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** Whoever can't see, point or bear motion uses the page too: axe-core finds no barrier, and the keyboard is enough. */
class BrowserAccessTest {
    @TempDir
    static Path data;

    private static BrowserWindow window;
    private static PageServer server;

    @BeforeAll
    static void start() throws Exception {
        window = BrowserWindow.launch("--force-prefers-reduced-motion");
        server = PageServer.start(data);
    }

    @AfterAll
    static void stop() {
        if (window != null) {
            window.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void twoPeopleHaveWritten() {
        window.open(server.address());
    }

    private static void requireNoBarriers(String where) {
        for (String scheme : new String[] {"light", "dark"}) {
            window.prefer(scheme);
            assertThat(window.barriers()).as(where + ", " + scheme).isEmpty();
        }
    }

    private static void signIn(String name) {
        server.say("Bob", name, "Hello " + name);
        server.say(name, "Bob", "Hello Bob");
        server.say("Carol", name, "Have you heard?");
        window.signIn(server.address(), name);
        eventually(() -> assertThat(window.peers()).containsExactly("Carol", "Bob"));
        eventually(() -> assertThat(window.shows("#search")).isTrue());
    }

    @Test
    void axeFindsNoBarrierWhereOneSignsIn() {
        requireNoBarriers("sign-in");
    }

    @Test
    void axeFindsNoBarrierInWhatOneSeesOfConversations() throws Exception {
        signIn("Alice");
        requireNoBarriers("list");
        window.choose("Bob");
        window.choose("React: Heart", "Hello Alice");
        window.choose("Reply", "Hello Alice");
        window.attach(TestPictures.png(data.resolve("lake.png"), 64, 48));
        eventually(() -> assertThat(window.uploads()).containsExactly("done"));
        requireNoBarriers("composer with quote and attachment");
        window.say("A lake");
        eventually(() -> assertThat(window.states()).containsExactly("sent", "sent"));
        window.choose("Edit", "A lake");
        window.press("!", Keys.ENTER);
        window.choose("Recall for everyone", "Hello Bob");
        requireNoBarriers("dialog");
        window.click("confirm-yes");
        eventually(() -> assertThat(window.texts()).containsExactly("Hello Alice", "Message recalled", "A lake!"));
        server.typing("Bob", "Alice");
        eventually(() -> assertThat(window.textOf("#typing")).isNotEmpty());
        requireNoBarriers("conversation");
        window.openMenuOf("A lake!");
        requireNoBarriers("message menu");
        window.press(Keys.ESCAPE);
        window.click("settings");
        requireNoBarriers("conversation menu");
        window.press(Keys.ESCAPE);
        window.set("Mute for 1 hour");
        window.set("Pin");
        window.choose("Carol");
        window.set("Archive");
        window.set("Block");
        window.click("confirm-yes");
        eventually(() -> assertThat(window.shows("#blocked-bar")).isTrue());
        window.click("show-archived");
        requireNoBarriers("blocked and archived");
        window.click(By.id("show-blocked"));
        requireNoBarriers("blocked users");
        window.press(Keys.ESCAPE);
        window.resize(360, 640);
        try {
            requireNoBarriers("phone");
            assertThat(window.script("return document.documentElement.scrollWidth"))
                    .isEqualTo(360L);
            window.click(By.id("back"));
            requireNoBarriers("phone, list");
        } finally {
            window.resize(0, 0);
        }
    }

    @Test
    void theKeyboardReachesAllThatCanBeDone() {
        signIn("Alina");
        window.press(Keys.TAB);
        assertThat(window.focused()).isEqualTo("Start conversation");
        window.press(Keys.TAB);
        assertThat(window.focused()).isEqualTo("Search messages");
        window.press(Keys.TAB);
        assertThat(window.focused()).contains("Carol");
        window.press(Keys.ARROW_DOWN);
        assertThat(window.focused()).contains("Bob");
        window.press(Keys.ENTER);
        assertThat(window.focused()).isEqualTo("Message");
        eventually(() -> assertThat(window.texts()).containsExactly("Hello Alina", "Hello Bob"));
        window.press(Keys.chord(Keys.SHIFT, Keys.TAB)); // the paper clip
        assertThat(window.focused()).isEqualTo("Attach files");
        window.press(Keys.chord(Keys.SHIFT, Keys.TAB));
        assertThat(window.focused()).startsWith("Actions for the message");
        window.press(Keys.ARROW_UP);
        window.press(Keys.ENTER);
        assertThat(window.focused()).isEqualTo("React: Thumbs up");
        assertThat(window.script("return document.activeElement.role")).isEqualTo("menuitemcheckbox");
        window.press(Keys.ARROW_RIGHT);
        assertThat(window.focused()).isEqualTo("React: Heart");
        window.press(Keys.ENTER);
        eventually(() -> assertThat(window.reactions()).containsExactly("❤️", ""));
        assertThat(window.focused()).startsWith("Actions for the message");
        window.press(Keys.ENTER);
        window.press(Keys.END);
        assertThat(window.focused()).isEqualTo("Hide for me");
        window.press(Keys.HOME);
        window.press("r");
        assertThat(window.focused()).isEqualTo("Reply");
        window.press(Keys.ESCAPE);
        assertThat(window.focused()).startsWith("Actions for the message");
        assertThat(window.menuItems()).isEmpty();
        assertThat(window.script("return getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");
        window.press(Keys.ENTER);
        window.press("r");
        window.press(Keys.ENTER);
        assertThat(window.focused()).isEqualTo("Message");
        window.press("An answer", Keys.ENTER);
        eventually(() -> assertThat(window.quotes()).containsExactly("Bob: Hello Alina"));
        window.press(Keys.ESCAPE);
        assertThat(window.focused()).contains("Bob"); // its row in the list
    }

    @Test
    void whoBearsNoMotionSeesNone() {
        signIn("Alma");
        window.choose("Bob");
        window.say("quiet");
        assertThat(window.script("return document.getAnimations().length")).isEqualTo(0L);
    }
}
