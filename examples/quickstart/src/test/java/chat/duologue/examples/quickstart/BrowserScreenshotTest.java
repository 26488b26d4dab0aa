package chat.duologue.examples.quickstart;

import static chat.duologue.examples.quickstart.BrowserWindow.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.ConversationId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

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
