package chat.duologue.examples.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChatServer;
import chat.duologue.Identity;
import chat.duologue.jetty.JettyChatServer;
import chat.duologue.jetty.TestClient;
import chat.duologue.model.UserId;
import chat.duologue.store.jdbc.EmbeddedDatabase;
import chat.duologue.store.jdbc.JdbcChatStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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

/** Users on sockets, moderated. */
class ModeratorTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path folder;

    private volatile Instant now = NOON;
    private final List<String> audit = new CopyOnWriteArrayList<>();
    private JdbcConnectionPool database;
    private JettyChatServer server;

    @BeforeEach
    void start() {
        database = JdbcConnectionPool.create(EmbeddedDatabase.inFolder(folder).url(), "", "");
        Instant longAgo = NOON.minus(Duration.ofDays(365));
        ChatServer chat = ChatServer.builder()
                .store(JdbcChatStore.open(database))
                .authenticator(
                        credentials -> Optional.ofNullable(credentials.token()).map(Identity::of))
                .interceptor(new Moderator(
                        List.of("damn", "heck"),
                        user -> user.equals(new UserId("alice")) ? longAgo : NOON,
                        () -> now,
                        audit::add))
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

    private static JsonNode say(TestClient client, String to, String id, String text) {
        return client.request("send", Map.of("to", to, "clientMessageId", id, "text", text));
    }

    @Test
    void wordsAreMaskedInMessagesAndInEdits() {
        TestClient alice = login("alice");
        TestClient bob = login("bob");
        JsonNode sent = say(alice, "bob", "m1", "Damn, what the heck! A damnation? \u00e9heck");
        String masked = "****, what the ****! A damnation? \u00e9heck";
        assertThat(alice.event().get("text").stringValue()).isEqualTo(masked);
        assertThat(bob.event().get("text").stringValue()).isEqualTo(masked);
        assertThat(say(alice, "bob", "m1", "Damn, what the heck! A damnation? \u00e9heck")
                        .get("duplicate")
                        .booleanValue())
                .isTrue();

        String conversation = sent.get("conversation").stringValue();
        alice.request("edit", Map.of("conversation", conversation, "seq", 1, "text", "DAMN"));
        assertThat(bob.event().get("text").stringValue()).isEqualTo("****");
        assertThat(audit)
                .containsExactly(
                        NOON + " masked alice to bob: m1",
                        NOON + " masked alice to bob: m1",
                        NOON + " masked alice to bob: " + conversation + " 1");
    }

    @Test
    void linksAreRefusedFromThoseWhoAreNew() {
        TestClient alice = login("alice");
        TestClient carol = login("carol");
        String link = "see https://example.com";
        JsonNode refused = say(carol, "alice", "m1", link);
        assertThat(refused.get("code").stringValue()).isEqualTo("rejected");
        assertThat(refused.get("message").stringValue())
                .isEqualTo("You can send links when you have been here for a week");
        assertThat(audit).containsExactly(NOON + " refused carol to alice: m1");
        say(alice, "carol", "m1", link);
        assertThat(carol.event().get("text").stringValue()).isEqualTo(link);

        now = NOON.plus(Duration.ofDays(7));
        assertThat(say(carol, "alice", "m1", link).get("seq").longValue()).isEqualTo(2);
        assertThat(audit).hasSize(1);
    }
}
