package chat.duologue.examples.quickstart;

import static chat.duologue.examples.quickstart.BrowserWindow.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alice's line breaks, or the server is killed, while she chats with Bob on the page. */
class BrowserReconnectTest {
    @TempDir
    static Path data;

    private static int port;
    private static ServerProcess server;
    private static TcpProxy line;
    private static BrowserWindow alice;
    private static BrowserWindow bob;
    private static int conversations;

    @BeforeAll
    static void start() throws Exception {
        port = ServerProcess.freePort();
        line = TcpProxy.to(port);
        // The page keeps the server's own address, and so an origin that the server allows.
        alice = BrowserWindow.launch("--host-resolver-rules=MAP 127.0.0.1:" + port + " 127.0.0.1:" + line.port());
        bob = BrowserWindow.launch();
        server = ServerProcess.start(data, port);
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable each : new AutoCloseable[] {alice, bob, line, server}) {
            if (each != null) {
                each.close();
            }
        }
    }

    @BeforeEach
    void aNewConversationHasBegun() {
        line.mend();
        conversations++;
        alice.signIn(server.address(), "Alice " + conversations).write("Bob " + conversations);
        bob.signIn(server.address(), "Bob " + conversations).write("Alice " + conversations);
        alice.say("Hello");
        eventually(() -> assertThat(bob.texts()).containsExactly("Hello"));
        eventually(() -> assertThat(alice.states()).containsExactly("read"));
        alice.script("window.seen = []; new MutationObserver(() => seen.push(all('connection')[0].dataset.state))"
                + ".observe(all('connection')[0], {attributeFilter: ['data-state']})");
    }

    @Test
    void whatBothWroteWhileOneWasOfflineIsThereOnceAndInOrderAfterwards() {
        line.cut();
        eventually(() -> assertThat(alice.connection()).isNotEqualTo("online"));
        alice.say("offline 1");
        alice.say("offline 2");
        assertThat(alice.states()).containsExactly("read", "pending", "pending");
        bob.say("meanwhile 1");
        bob.say("meanwhile 2");
        eventually(() -> assertThat(bob.states()).containsExactly("sent", "sent"));
        eventually(() -> assertThat(alice.textOf("#notice-text")).contains("as soon as you are connected"));
        line.mend();
        awaitEverywhere("Hello", "meanwhile 1", "meanwhile 2", "offline 1", "offline 2");
        eventually(() -> assertThat(alice.states()).containsExactly("read", "read", "read"));
        eventually(() -> assertThat(bob.states()).containsExactly("read", "read"));
        assertThat(alice.connection()).isEqualTo("online");
        assertThat(alice.strings("return seen"))
                .startsWith("offline", "connecting")
                .endsWith("connecting", "online");
        assertThat(alice.shows("#notice")).isFalse();
    }

    @Test
    void aMessageWhoseAnswerWasLostIsSentAgainAndThereOnce() {
        line.loseAnswers();
        alice.say("Did you get this?");
        eventually(() -> assertThat(bob.texts()).containsExactly("Hello", "Did you get this?"));
        assertThat(alice.states()).containsExactly("read", "pending");
        line.cut();
        line.mend(Duration.ofMillis(300)); // so that its event is back before it is sent again
        eventually(() -> assertThat(alice.states()).containsExactly("read", "read"));
        bob.say("Yes, once");
        awaitEverywhere("Hello", "Did you get this?", "Yes, once");
    }

    @Test
    void bothComeBackByThemselvesAfterTheServerWasKilled() throws Exception {
        server.kill();
        for (BrowserWindow each : List.of(alice, bob)) {
            eventually(() -> assertThat(each.connection()).isNotEqualTo("online"));
        }
        alice.say("Is it down?");
        server.close();
        server = ServerProcess.start(data, port);
        awaitEverywhere("Hello", "Is it down?");
        bob.say("It is up again");
        alice.say("So it is");
        awaitEverywhere("Hello", "Is it down?", "It is up again", "So it is");
        eventually(() -> assertThat(alice.states()).containsExactly("read", "read", "read"));
        alice.reload();
        alice.choose("Bob " + conversations);
        awaitEverywhere("Hello", "Is it down?", "It is up again", "So it is");
    }

    private void awaitEverywhere(String... texts) {
        for (BrowserWindow each : List.of(alice, bob)) {
            eventually(() -> assertThat(each.texts()).containsExactly(texts));
        }
    }
}
