package chat.duologue.examples.quickstart;

import static chat.duologue.examples.quickstart.BrowserWindow.eventually;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** What someone sees on the page when a message is not taken. */
class BrowserRefusalTest {
    private static final int LIMIT = 16_384;

    @TempDir
    static Path folder;

    private static BrowserWindow window;
    private PageServer server;

    @BeforeAll
    static void open() throws Exception {
        window = BrowserWindow.launch();
    }

    @AfterAll
    static void close() {
        if (window != null) {
            window.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = PageServer.start(folder);
        window.signIn(server.address(), "Alice").write("Bob");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aRefusedMessageTellsWhyAndIsSentWhenItIsTriedAgainLater() {
        server.refuses = true;
        window.say("Hello?");
        eventually(() -> assertThat(window.states()).containsExactly("failed"));
        assertThat(window.textOf(".failure")).contains("Not sent").contains("not allowed");
        window.click("retry");
        eventually(() -> assertThat(window.states()).containsExactly("failed"));
        server.refuses = false;
        window.click("retry");
        eventually(() -> assertThat(window.states()).containsExactly("sent"));
        assertThat(window.texts()).containsExactly("Hello?");
        assertThat(window.shows(".failure")).isFalse();
    }

    @Test
    void aRefusedMessageCanBeDiscardedAndDoesNotHoldUpTheNext() {
        window.say("first");
        eventually(() -> assertThat(window.states()).containsExactly("sent"));
        server.refuses = true;
        window.say("second");
        eventually(() -> assertThat(window.states()).containsExactly("sent", "failed"));
        server.refuses = false;
        window.say("third");
        eventually(() -> assertThat(window.states()).containsExactly("sent", "sent", "failed"));
        window.click("discard");
        eventually(() -> assertThat(window.texts()).containsExactly("first", "third"));
        window.reload();
        window.choose("Bob");
        eventually(() -> assertThat(window.texts()).containsExactly("first", "third"));
    }

    @Test
    void aTextOverTheLimitStaysInTheFieldUntilItIsShortened() {
        String longest = new Random(1)
                .ints(LIMIT, '!', '~')
                .mapToObj(Character::toString)
                .collect(joining());
        window.paste(longest + "b");
        assertThat(window.textOf("#compose-error")).isEqualTo("Too long by 1 byte.");
        window.compose(Keys.ENTER.toString());
        assertThat(window.texts()).isEmpty();
        window.compose(Keys.BACK_SPACE.toString() + Keys.ENTER);
        eventually(() -> assertThat(window.states()).containsExactly("sent"));
        window.reload();
        window.choose("Bob");
        eventually(() -> assertThat(window.texts()).containsExactly(longest));
    }

    @Test
    void whatIsWrittenWhileTheStoreIsDownWaitsAndIsSentInOrder() {
        window.say("before");
        eventually(() -> assertThat(window.states()).containsExactly("sent"));
        server.storeIsDown = true;
        window.say("during 1");
        window.say("during 2");
        assertThat(window.states()).containsExactly("sent", "pending", "pending");
        server.storeIsDown = false;
        eventually(() -> assertThat(window.states()).containsExactly("sent", "sent", "sent"));
        assertThat(window.texts()).containsExactly("before", "during 1", "during 2");
    }
}
