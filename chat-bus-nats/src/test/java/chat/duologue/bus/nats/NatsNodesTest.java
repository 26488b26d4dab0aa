package chat.duologue.bus.nats;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChatServer;
import chat.duologue.FloodControl;
import chat.duologue.Identity;
import chat.duologue.jetty.JettyChatServer;
import chat.duologue.jetty.TestClient;
import chat.duologue.store.memory.InMemoryChatStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two chat servers on one store, which tell each other over NATS. */
class NatsNodesTest {
    private static final int MESSAGES = 2_000;

    private final InMemoryChatStore store = new InMemoryChatStore();
    private final List<AutoCloseable> open = new ArrayList<>();
    private NatsServer nats;

    @BeforeEach
    void startNats() throws Exception {
        nats = new NatsServer();
        open.add(nats);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size(); i-- > 0; ) {
            open.get(i).close();
        }
    }

    private int startNode() {
        ChatServer chat = ChatServer.builder()
                .store(store)
                .bus(NatsBus.to(nats.url()))
                .floodControl(FloodControl.OFF)
                .authenticator(
                        credentials -> Optional.ofNullable(credentials.token()).map(Identity::of))
                .build();
        JettyChatServer server = JettyChatServer.of(chat).port(0).start();
        open.add(server);
        return server.port();
    }

    private TestClient login(int port, String user) {
        TestClient client = TestClient.connect(port);
        open.add(client);
        assertThat(client.request("hello", Map.of("token", user)).get("type").stringValue())
                .isEqualTo("ok");
        return client;
    }

    private static void say(TestClient client, String to, String text) {
        Map<String, String> fields = Map.of(
                "to", to, "text", text, "clientMessageId", UUID.randomUUID().toString());
        assertThat(client.request("send", fields).get("type").stringValue()).isEqualTo("ok");
    }

    @Test
    void whatIsSentWhileNatsDiesAndComesBackIsSeenOnceAndInOrder() throws Exception {
        int one = startNode();
        int other = startNode();
        TestClient alice = login(one, "alice");
        TestClient bob = login(other, "bob");
        TestClient aliceElsewhere = login(other, "alice");
        say(alice, "bob", "text 0");
        assertThat(bob.event().get("offset").longValue()).isEqualTo(1);
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            for (int i = 1; i < MESSAGES; i++) {
                say(alice, "bob", "text " + i);
            }
        });
        for (int i = 0; i < 3; i++) {
            Thread.sleep(100);
            nats.kill();
            Thread.sleep(100);
            nats.start();
        }
        sending.join();
        for (int i = 0; i < MESSAGES; i++) {
            JsonNode seen = aliceElsewhere.event();
            assertThat(seen.get("offset").longValue()).isEqualTo(i + 1);
            assertThat(seen.get("text").stringValue()).isEqualTo("text " + i);
            if (i > 0) {
                assertThat(bob.event()).isEqualTo(seen);
            }
        }
    }
}
