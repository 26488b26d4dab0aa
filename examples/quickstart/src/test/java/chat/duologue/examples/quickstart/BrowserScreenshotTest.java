package chat.duologue.examples.quickstart;

import static chat.duologue.examples.quickstart.BrowserWindow.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.ConversationId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** Draws the page for people to look at: {@code target/screenshots}, from which {@code docs/page.png} was taken. */
class BrowserScreenshotTest {
    private static final Path FOLDER = Path.of("target", "screenshots");

    @TempDir
    Path data;

    @Test
    void thePageIsDrawnInBothColourSchemesAndOnAPhone() throws Exception {
        try (BrowserWindow window = BrowserWindow.launch("--hide-scrollbars");
                PageServer server = PageServer.start(data)) {
            window.resize(1200, 760);
            window.liveIn(whereItIsAfternoon());
            window.open(server.address());
            window.screenshot(FOLDER.resolve("sign-in.png"));
            peopleHaveWritten(server);
            window.signIn(server.address(), "Alice");
            window.script("document.documentElement.style.fontFamily = 'Roboto, Arial, Liberation Sans, sans-serif'");
            window.screenshot(FOLDER.resolve("list.png"));
            window.choose("Bob");
            eventually(() -> assertThat(window.unread()).containsExactly("", "2", "1", "", ""));
            window.screenshot(FOLDER.resolve("page.png"));
            window.prefer("dark");
            window.screenshot(FOLDER.resolve("page-dark.png"));
            window.resize(390, 844);
            window.screenshot(FOLDER.resolve("phone-dark.png"));
            window.prefer("light");
            window.screenshot(FOLDER.resolve("phone.png"));
            window.click(By.id("back"));
            window.screenshot(FOLDER.resolve("phone-list.png"));
            window.resize(1200, 760);
            features(window, server);
            server.refuses = true;
            window.choose("Bob");
            window.say("A message that the server does not take.");
            eventually(() -> assertThat(window.states()).contains("failed"));
            window.screenshot(FOLDER.resolve("failed.png"));
            server.stop();
            eventually(() -> assertThat(window.connection()).isNotEqualTo("online"));
            window.say("Written without a connection");
            eventually(() -> assertThat(window.shows("#notice")).isTrue());
            window.screenshot(FOLDER.resolve("offline.png"));
        }
    }

    /** Each in light and dark, and what has a layout of its own on a phone. */
    private void features(BrowserWindow window, PageServer server) throws Exception {
        Path picture = TestPictures.png(data.resolve("lake.png"), 1600, 1200);
        Path table = Files.writeString(data.resolve("timetable of all trains of the north.csv"), "8:12;4\n");
        window.choose("Bob");
        window.choose("React: Thumbs up", "So no rain this time :)");
        eventually(() -> assertThat(window.reactions()).contains("👍"));
        window.choose("Reply", "8:12 from platform 4. I'll get the tickets.");
        window.attach(picture, table);
        eventually(() -> assertThat(window.uploads()).containsExactly("done", "done"));
        both(window, "tray");
        window.say("Here is where we swim, and the timetable.");
        eventually(() -> assertThat(
                        window.script("return document.querySelectorAll('.picture img:not(.preview-only)').length"))
                .isEqualTo(1L));
        window.choose("Edit", "Here is where we swim, and the timetable.");
        window.press(Keys.END, " Early.");
        both(window, "editing");
        window.press(Keys.ENTER);
        window.choose("Recall for everyone", "Yes! I'll bring the tent, and Nadia lends us her stove.");
        both(window, "recall");
        window.click("confirm-yes");
        eventually(() -> assertThat(window.texts())
                .contains("Message recalled", "Here is where we swim, and the timetable. Early."));
        server.typing("Bob", "Alice");
        eventually(() -> assertThat(window.textOf("#typing")).contains("Bob is typing"));
        both(window, "features");
        window.openMenuOf("Message recalled");
        window.press(Keys.ESCAPE);
        window.openMenuOf("Perfect. Shall we take the early train? Then we are there well before everyone else.");
        both(window, "menu");
        window.press(Keys.ESCAPE);
        window.set("Pin");
        window.set("Mute for ever");
        window.choose("Dan");
        window.set("Archive");
        window.choose("Nadia");
        window.set("Block");
        window.click("confirm-yes");
        eventually(() -> assertThat(window.shows("#blocked-bar")).isTrue());
        window.click("show-archived");
        both(window, "settings");
        window.click(By.id("show-blocked"));
        both(window, "blocked");
        window.click("close-blocked");
        window.choose("Bob");
        window.click("settings");
        both(window, "settings-menu");
        window.press(Keys.ESCAPE);
        window.resize(360, 740);
        window.attach(picture);
        eventually(() -> assertThat(window.uploads()).containsExactly("done"));
        both(window, "narrow");
        window.click("upload-remove");
        window.openMenuOf("So no rain this time :)");
        both(window, "narrow-menu");
        window.press(Keys.ESCAPE);
        window.resize(1200, 760);
    }

    private static void both(BrowserWindow window, String name) throws Exception {
        for (String scheme : List.of("dark", "light")) {
            window.prefer(scheme);
            window.screenshot(FOLDER.resolve(name + "-" + scheme + ".png"));
        }
    }

    /** A time zone where it is between two and five in the afternoon, whenever this runs. */
    private static String whereItIsAfternoon() {
        int east = Math.min(14, 16 - LocalTime.now(ZoneOffset.UTC).getHour());
        return east <= 0 ? "Etc/GMT+" + -east : "Etc/GMT-" + east; // the sign is as POSIX has it
    }

    private static void peopleHaveWritten(PageServer server) {
        server.past = Duration.ofDays(4);
        server.read("Noah", server.say("Alice", "Noah", "Happy birthday! See you at the party."), 1);
        server.past = Duration.ofHours(27);
        ConversationId dan = server.say("Dan", "Alice", "The slides are in the shared folder.");
        server.read("Alice", dan, 1);
        server.say("Alice", "Dan", "Found them, thanks!");
        server.past = Duration.ofHours(26);
        server.say("Bob", "Alice", "Are you still coming to the lake on Saturday?");
        server.say("Alice", "Bob", "Yes! I'll bring the tent, and Nadia lends us her stove.");
        server.past = Duration.ofMinutes(150);
        server.say("Nadia", "Alice", "The stove is by the door.");
        server.past = Duration.ofMinutes(96);
        server.say("Bob", "Alice", "Good news: the forecast says sun until Sunday evening.");
        server.say("Bob", "Alice", "So no rain this time :)");
        server.past = Duration.ofMinutes(41);
        server.say("Carol", "Alice", "Did you see the new timetable?");
        server.say("Carol", "Alice", "Everything leaves earlier");
        server.past = Duration.ofMinutes(19);
        server.say(
                "Alice", "Bob", "Perfect. Shall we take the early train? Then we are there well before everyone else.");
        server.past = Duration.ofMinutes(17);
        ConversationId bob = server.say("Bob", "Alice", "8:12 from platform 4. I'll get the tickets.");
        server.read("Alice", bob, 6);
        server.past = Duration.ofMinutes(16);
        server.say("Alice", "Bob", "Thanks! See you there.");
        server.read("Bob", bob, 7);
        server.past = Duration.ZERO;
    }
}
