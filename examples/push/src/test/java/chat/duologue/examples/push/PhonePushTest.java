package chat.duologue.examples.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServer;
import chat.duologue.ChatServerOptions;
import chat.duologue.Identity;
import chat.duologue.jetty.JettyChatServer;
import chat.duologue.jetty.TestClient;
import chat.duologue.model.UserId;
import chat.duologue.store.jdbc.EmbeddedDatabase;
import chat.duologue.store.jdbc.JdbcChatStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Users on sockets, or not. */
class PhonePushTest {
    @TempDir
    Path folder;

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private JdbcConnectionPool database;
    private ChatServer chat;
    private JettyChatServer server;

    @BeforeEach
    void start() {
        database = JdbcConnectionPool.create(EmbeddedDatabase.inFolder(folder).url(), "", "");
        chat = ChatServer.builder()
                .store(JdbcChatStore.open(database))
                .authenticator(
                        credentials -> Optional.ofNullable(credentials.token()).map(Identity::of))
                .options(ChatServerOptions.builder()
                        .pushAfter(Duration.ofMillis(500))
                        .build())
                .push(new PhonePush(
                        new PrintedPushes(lines::add),
                        user -> user.equals(new UserId("bob")) ? List.of("bob's phone") : List.of()))
                .build();
        server = JettyChatServer.of(chat).port(0).start();
    }

    @AfterEach
    void stop() {
        server.close();
        database.dispose();
    }

    private TestClient login(String user) {
        TestClient client = TestClient.connect(server.port());
        client.request("hello", Map.of("token", user));
        return client;
    }

    private static JsonNode say(TestClient client, String id, String text) {
        return client.request("send", Map.of("to", "bob", "clientMessageId", id, "text", text));
    }

    private void awaitLines(String... expected) {
        await().untilAsserted(() -> assertThat(lines).containsExactly(expected));
    }

    @Test
    void whoIsAwayIsNotifiedUntilTheyReadElsewhere() {
        TestClient alice = login("alice");
        String conversation =
                say(alice, "m1", "are you there?").get("conversation").stringValue();
        awaitLines("bob's phone shows alice: are you there? [1]");
        say(alice, "m2", "hello?");
        awaitLines("bob's phone shows alice: are you there? [1]", "bob's phone shows alice (2): hello? [2]");

        login("bob").request("read", Map.of("conversation", conversation, "seq", 2));
        awaitLines(
                "bob's phone shows alice: are you there? [1]",
                "bob's phone shows alice (2): hello? [2]",
                "bob's phone withdraws " + conversation + " [0]");
    }

    @Test
    void whoIsThereIsNotNotifiedButWhoseDeviceSleepsIs() {
        TestClient alice = login("alice");
        TestClient bob = login("bob");
        say(alice, "m1", "are you there?");
        acknowledge(bob, bob.event());
        assertThat(alice.event().get("kind").stringValue()).isEqualTo("message");
        assertThat(alice.event().get("deliveredSeq").longValue()).isEqualTo(1);

        say(alice, "m2", "and now?");
        bob.event();
        awaitLines("bob's phone shows alice (2): and now? [2]");
    }

    private static void acknowledge(TestClient client, JsonNode event) {
        client.post("ack", Map.of("offset", event.get("offset").longValue()));
    }
}
