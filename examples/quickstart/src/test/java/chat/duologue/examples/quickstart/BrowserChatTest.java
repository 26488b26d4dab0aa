package chat.duologue.examples.quickstart;

import static chat.duologue.examples.quickstart.BrowserWindow.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import chat.duologue.jetty.TestClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** Two people chat on the page, each in a browser of their own. */
class BrowserChatTest {
    private static final int OLD_MESSAGES = 250;

    @TempDir
    static Path data;

    private static BrowserWindow left;
    private static BrowserWindow right;
    private static ServerProcess server;
    private static int people;

    @BeforeAll
    static void start() throws Exception {
        left = BrowserWindow.launch();
        right = BrowserWindow.launch();
        server = ServerProcess.start(data, ServerProcess.freePort(), "--no-flood-control");
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable each : new AutoCloseable[] {left, right, server}) {
            if (each != null) {
                each.close();
            }
        }
    }

    /** Nobody has met them before. */
    private static String someone(String name) {
        return name + " " + ++people;
    }

    @Test
    void twoPeopleChatAndSeeWhatWasSentDeliveredAndRead() {
        String alice = someone("Alice");
        String bob = someone("Bob");
        left.signIn(server.address(), alice);
        left.write(bob);
        left.say("Hello Bob");
        eventually(() -> assertThat(left.states()).containsExactly("sent"));
        right.signIn(server.address(), bob);
        eventually(() -> assertThat(left.states()).containsExactly("delivered"));
        right.choose(alice);
        eventually(() -> assertThat(left.states()).containsExactly("read"));
        right.say("Hello Alice");
        right.say("How are you?");
        left.say("Fine, thanks");
        for (BrowserWindow each : List.of(left, right)) {
            eventually(() -> assertThat(each.texts())
                    .containsExactlyInAnyOrder("Hello Bob", "Hello Alice", "How are you?", "Fine, thanks"));
            assertThat(each.seqs()).containsExactly("1", "2", "3", "4");
            eventually(() -> assertThat(each.states()).containsExactly("read", "read"));
            assertThat(each.strings(
                            "return [...document.querySelectorAll('.day:not([hidden])')].map(e => e.innerText)"))
                    .containsExactly("Today");
        }
        assertThat(left.texts()).isEqualTo(right.texts());
    }

    @Test
    void whatIsUnreadIsCountedInTheListAndTheTitleUntilItIsOnScreen() {
        String alice = someone("Alice");
        String bob = someone("Bob");
        right.signIn(server.address(), bob);
        left.signIn(server.address(), alice);
        left.write(bob);
        left.say("one");
        left.say("two");
        eventually(() -> assertThat(right.unread()).containsExactly("2"));
        assertThat(right.title()).isEqualTo("(2) Duologue");
        right.choose(alice);
        eventually(() -> assertThat(right.title()).isEqualTo("Duologue"));
        assertThat(right.unread()).containsExactly("");
        right.write(someone("Carol"));
        left.say("three");
        eventually(() -> assertThat(right.unread()).containsExactlyInAnyOrder("", "1"));
        eventually(() -> assertThat(left.states()).containsExactly("read", "read", "delivered"));
    }

    @Test
    void aReloadShowsTheSameConversationsToTheSameUser() {
        String alice = someone("Alice");
        String bob = someone("Bob");
        left.signIn(server.address(), alice);
        left.write(bob);
        left.compose("two" + Keys.chord(Keys.SHIFT, Keys.ENTER) + "lines" + Keys.ENTER);
        eventually(() -> assertThat(left.states()).containsExactly("sent"));
        left.reload();
        left.choose(bob);
        eventually(() -> assertThat(left.texts()).containsExactly("two\nlines"));
        assertThat(left.textOf("#own-name")).isEqualTo(alice);
    }

    @Test
    void namesAndMessagesThatLookLikeHtmlAreShownAsTheyAre() {
        String markup = "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script><b>bold</b> &amp;";
        String mallory = someone("<i onclick='window.hacked=1'>Mallory</i><script>window.hacked=1</script>");
        String bob = someone("Bob");
        right.signIn(server.address(), bob);
        left.signIn(server.address(), mallory);
        left.write(bob);
        left.say(markup);
        right.choose(mallory);
        eventually(() -> assertThat(right.texts()).containsExactly(markup));
        assertThat(right.textOf("#peer-name")).isEqualTo(mallory);
        assertThat(right.textOf(".row-name")).isEqualTo(mallory);
        assertThat(right.textOf(".preview")).isEqualTo(markup);
        for (BrowserWindow each : List.of(left, right)) {
            assertThat(each.script("return window.hacked")).isNull();
            assertThat(each.script("return document.querySelectorAll('#app script, #app b, #app i, #app img').length"))
                    .isEqualTo(0L);
        }
    }

    @Test
    void aPhoneShowsOnePaneAndTheWayBack() {
        String alice = someone("Alice");
        String bob = someone("Bob");
        left.resize(390, 844);
        try {
            left.signIn(server.address(), alice);
            assertThat(left.shows("#chat")).isFalse();
            left.write(bob);
            left.say("A word that is far too long for a phone: " + "abcdefghij".repeat(12));
            eventually(() -> assertThat(left.states()).containsExactly("sent"));
            assertThat(left.shows(".sidebar")).isFalse();
            assertThat(left.script("return document.documentElement.scrollWidth"))
                    .isEqualTo(390L);
            left.click(By.id("back"));
            eventually(() -> assertThat(left.shows(".sidebar")).isTrue());
            assertThat(left.shows("#chat")).isFalse();
            left.choose(bob);
            eventually(() -> assertThat(left.shows("#chat")).isTrue());
            left.goBack();
            eventually(() -> assertThat(left.shows(".sidebar")).isTrue());
        } finally {
            left.resize(0, 0);
        }
    }

    @Test
    void whoPrefersDarkGetsLightTextOnDark() {
        String brightness = "const {color, backgroundColor} = getComputedStyle(document.body);"
                + "return [color, backgroundColor].map(c => String(Math.max(...c.match(/\\d+/g).slice(0, 3))))";
        left.signIn(server.address(), someone("Alice"));
        left.prefer("dark");
        List<String> dark = left.strings(brightness);
        left.prefer("light");
        List<String> light = left.strings(brightness);
        assertThat(Integer.parseInt(dark.get(0)) - Integer.parseInt(dark.get(1)))
                .isGreaterThan(150);
        assertThat(Integer.parseInt(light.get(1)) - Integer.parseInt(light.get(0)))
                .isGreaterThan(150);
    }

    @Test
    void scrollingUpLoadsWhatIsOlderAndKeepsThePlace() throws Exception {
        String alice = someone("Alice");
        String bob = someone("Bob");
        try (TestClient client = TestClient.connect(server.port())) {
            client.request("hello", Map.of("token", server.token(alice)));
            for (int i = 1; i <= OLD_MESSAGES; i++) {
                client.post("send", Map.of("to", bob, "clientMessageId", "old " + i, "text", "message " + i));
            }
            for (int i = 1; i <= OLD_MESSAGES; i++) {
                assertThat(client.reply().get("seq").longValue()).isEqualTo(i);
            }
        }
        right.signIn(server.address(), bob);
        right.choose(alice);
        eventually(() -> assertThat(right.texts()).endsWith("message " + OLD_MESSAGES));
        while (right.seqs().size() < OLD_MESSAGES) {
            scrollUpToTheNextPage();
        }
        assertThat(right.seqs())
                .isEqualTo(LongStream.rangeClosed(1, OLD_MESSAGES)
                        .mapToObj(Long::toString)
                        .toList());
        assertThat(right.texts())
                .isEqualTo(IntStream.rangeClosed(1, OLD_MESSAGES)
                        .mapToObj(i -> "message " + i)
                        .toList());
        assertThat(right.textOf(".top")).contains("beginning");
    }

    private static void scrollUpToTheNextPage() {
        int before = right.seqs().size();
        String place = "return all('message').at(-arguments[0]).getBoundingClientRect().top";
        Number top = (Number) right.script("all('messages')[0].scrollTop = 300;" + place, before);
        eventually(() -> assertThat(right.seqs()).hasSizeGreaterThan(before));
        assertThat(((Number) right.script(place, before)).doubleValue()).isCloseTo(top.doubleValue(), within(1.0));
    }
}
