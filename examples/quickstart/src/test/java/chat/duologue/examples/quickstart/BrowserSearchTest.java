package chat.duologue.examples.quickstart;

import static chat.duologue.examples.quickstart.BrowserWindow.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.jetty.TestClient;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** Search on the page, where the server has it, and where it has none. */
class BrowserSearchTest {
    private static final int HAY = 120;

    @TempDir
    static Path data;

    private static ServerProcess server;
    private static BrowserWindow window;
    private static boolean serverHasIt;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.start(data, ServerProcess.freePort(), "--no-flood-control");
        window = BrowserWindow.launch();
        try (TestClient client = TestClient.connect(server.port())) {
            client.request("hello", Map.of("token", server.token("Alice")));
            client.post("send", Map.of("to", "Bob", "clientMessageId", "needle", "text", "the needle"));
            for (int i = 1; i <= HAY; i++) {
                client.post("send", Map.of("to", "Bob", "clientMessageId", "hay " + i, "text", "hay " + i));
            }
            client.post("send", Map.of("to", "Carol", "clientMessageId", "other", "text", "another needle"));
            for (int i = 0; i < HAY + 2; i++) {
                assertThat(client.reply().get("type").stringValue()).isEqualTo("ok");
            }
            serverHasIt = client.request("search", Map.of("query", "needle"))
                    .get("type")
                    .stringValue()
                    .equals("ok");
        }
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable each : new AutoCloseable[] {window, server}) {
            if (each != null) {
                each.close();
            }
        }
    }

    @BeforeEach
    void aliceIsThere() {
        window.signIn(server.address(), "Alice");
        window.choose("Bob");
        eventually(() -> assertThat(window.texts()).endsWith("hay " + HAY));
    }

    @Test
    void itIsNotOfferedByAServerThatHasNone() {
        Assumptions.assumeFalse(serverHasIt);
        window.click("settings");
        assertThat(window.menuItems()).contains("Pin").doesNotContain("Search here");
        assertThat(window.shows("#search-form")).isFalse();
    }

    @Test
    void whatIsFoundLeadsToTheMessageHoweverOldItIs() {
        Assumptions.assumeTrue(serverHasIt, "the server has no search");
        eventually(() -> assertThat(window.shows("#search-form")).isTrue());
        window.click("search");
        window.press("needle", Keys.ENTER);
        eventually(
                () -> assertThat(window.texts("match-text")).containsExactly("You: another needle", "You: the needle"));
        assertThat(window.shows("#rows")).isFalse();
        assertThat(window.barriers()).isEmpty();
        window.script("all('match')[1].click()");
        eventually(() -> assertThat(window.texts()).startsWith("the needle", "hay 1"));
        eventually(() -> assertThat(window.focused()).startsWith("Actions for the message"));
        window.set("Search here");
        eventually(() -> assertThat(window.texts("match-text")).containsExactly("You: the needle"));
        assertThat(window.textOf("#search-scope")).contains("Bob");
        window.press(Keys.ESCAPE);
        assertThat(window.shows("#rows")).isTrue();
    }
}
