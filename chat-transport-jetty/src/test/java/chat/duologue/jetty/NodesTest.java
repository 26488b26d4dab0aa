package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServerOptions;
import chat.duologue.LiveSession;
import chat.duologue.PushHook;
import chat.duologue.PushNotification;
import chat.duologue.ReadElsewhere;
import chat.duologue.bus.tck.Hub;
import chat.duologue.model.UserId;
import chat.duologue.spi.Bus;
import chat.duologue.store.memory.InMemoryChatStore;
import chat.duologue.store.spi.ChatStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Nodes in one process, over a bus that does its best, or its worst. */
class NodesTest extends NodesContract {
    private final Hub hub = new Hub();
    private final InMemoryChatStore store = new InMemoryChatStore();

    @Override
    protected ChatStore openStore() {
        return store;
    }

    @Override
    protected Bus newBus(ChatStore over) {
        return hub.node();
    }

    @Override
    protected void close() {
        hub.close();
    }

    @Test
    void whoIsOnlineOnAnotherNodeAlreadyIsInTheAnswer() {
        ChatFixture one = node();
        node().login("bob");
        TestClient alice = one.login("alice");
        alice.say("bob", "hello");
        assertThat(alice.watch("bob").get("online").booleanValue()).isTrue();
    }

    @Test
    void whoHasNoSessionElsewhereIsListedWithoutAskingOtherNodes() {
        ChatFixture one = node();
        ChatFixture other = node();
        one.login("alice");
        other.login("bob");
        assertThat(sessions(one, "alice")).hasSize(1);
        assertThat(bus(other).channels).noneMatch(channel -> channel.contains(".node."));
        assertThat(sessions(one, "bob")).hasSize(1);
        assertThat(bus(other).channels).anyMatch(channel -> channel.contains(".node."));
    }

    private static List<LiveSession> sessions(ChatFixture node, String user) {
        return node.chat
                .sessionsEverywhere(new UserId(user))
                .toCompletableFuture()
                .join();
    }

    @Test
    void whoIsToBeSentAwayGoesThoughTheBusHasLostTheNote() {
        ChatFixture one = node();
        TestClient bob = node().login("bob");
        hub.copies(() -> 0);
        one.chat.disconnect(new UserId("bob"));
        await().during(Duration.ofSeconds(1)).until(() -> !bob.isClosed());
        hub.copies(() -> 1);
        assertThat(bob.closeCode()).isEqualTo(4401);
    }

    @Test
    void isPushedAtOnceOnlyWhereNoNodeHasASession() {
        Map<String, Long> pushed = new ConcurrentHashMap<>();
        PushHook hook = new PushHook() {
            @Override
            public void onPush(PushNotification notification) {
                pushed.putIfAbsent(notification.user().value(), System.nanoTime());
            }

            @Override
            public void onReadElsewhere(ReadElsewhere read) {}
        };
        ChatServerOptions options =
                ChatServerOptions.builder().pushAfter(Duration.ofSeconds(3)).build();
        ChatFixture one = node(options, builder -> builder.push(hook));
        node().login("bob"); // who acknowledges nothing
        TestClient alice = one.login("alice");
        alice.say("bob", "hello");
        alice.say("carol", "hello");
        await().untilAsserted(() -> assertThat(pushed).containsKeys("bob", "carol"));
        assertThat(pushed.get("bob") - pushed.get("carol"))
                .isGreaterThan(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void allAreToldToGoOneAfterTheOtherAndServedUntilThen() {
        ChatFixture stopping = node(
                ChatServerOptions.builder().drainTimeout(Duration.ofSeconds(6)).build(), builder -> builder);
        ChatFixture staying = node();
        List<TestClient> clients = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            clients.add(stopping.login("user " + i));
        }
        CompletableFuture<?> stop = Background.run(stopping.chat::stop);
        await().until(() -> clients.stream().filter(TestClient::isClosed).count() >= 20);
        for (TestClient client : clients) {
            try {
                client.post("send", Map.of("to", "bob", "text", "still here", "clientMessageId", "1"));
            } catch (RuntimeException e) {
                assertThat(client.closeCode()).isEqualTo(1001);
            }
        }
        stop.join();
        clients.forEach(client -> assertThat(client.closeCode()).isEqualTo(1001));
        int sent = 0;
        for (TestClient client : clients) {
            sent += client.arrivedReplies() > 0 && code(client.reply()).equals("ok") ? 1 : 0;
        }
        assertThat(sent).isPositive();
        TestClient bob =
                TestClient.resume(staying.port(), "bob", store.streamId().value(), 0);
        assertThat(bob.texts(sent)).containsOnly("still here");
    }

    @Test
    void aBusThatLosesDoublesAndMixesUpCostsNoEvent() {
        Random random = new Random(1);
        hub.copies(() -> {
            synchronized (random) {
                return random.nextInt(4);
            }
        });
        assertThatAllSeeAll(node(Duration.ofSeconds(1)), node(Duration.ofSeconds(1)));
    }

    @Test
    void withoutAnyNoteTheHeartbeatFindsWhatIsNew() {
        hub.copies(() -> 0);
        assertThatAllSeeAll(node(Duration.ofMillis(200)), node(Duration.ofMillis(200)));
    }
}
