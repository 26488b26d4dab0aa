package chat.duologue.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServer;
import chat.duologue.FloodControl;
import chat.duologue.Identity;
import chat.duologue.jetty.JettyChatServer;
import chat.duologue.jetty.TestClient;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToIntFunction;
import tools.jackson.databind.JsonNode;

/**
 * A server over a store, and people who chat through it on real sockets: of each pair one repeats every message until it is
 * stored, the other listens all the time.
 */
final class Pairs implements AutoCloseable {
    private static final int COUNT = 4;
    /** The deadline after which a client is told, and what a busy machine takes to tell it. */
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(7);

    private final ChatStore store;
    private final JettyChatServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(COUNT);
    private final List<Pair> pairs = new ArrayList<>();
    private final List<Future<Void>> running = new ArrayList<>();

    private Pairs(ChatStore store) {
        this.store = store;
        this.server = JettyChatServer.of(ChatServer.builder()
                        .store(store)
                        .floodControl(FloodControl.OFF)
                        .authenticator(credentials ->
                                Optional.ofNullable(credentials.token()).map(Identity::of))
                        .build())
                .port(0)
                .start();
    }

    static Pairs chattingOver(ChatStore store) {
        Pairs pairs = new Pairs(store);
        for (int i = 0; i < COUNT; i++) {
            Pair pair = new Pair("sender " + i, "receiver " + i, pairs.server.port());
            pairs.pairs.add(pair);
            pairs.running.add(pairs.threads.submit(pair));
        }
        return pairs;
    }

    /** Where their server is. */
    int port() {
        return server.port();
    }

    /** How many messages were stored up to now. */
    int stored() {
        return pairs.stream().mapToInt(pair -> pair.stored).sum();
    }

    /** Returns when each pair has got this many more messages stored. */
    void awaitStored(int more) {
        awaitMore(more, pair -> pair.stored);
    }

    /** Returns when each pair was told this many more times that the server is unavailable. */
    void awaitUnavailable(int more) {
        awaitMore(more, pair -> pair.refused);
    }

    private void awaitMore(int more, ToIntFunction<Pair> count) {
        int[] enough =
                pairs.stream().mapToInt(pair -> count.applyAsInt(pair) + more).toArray();
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            for (int i = 0; i < COUNT; i++) {
                if (running.get(i).isDone()) {
                    running.get(i).get(); // tells why
                }
                if (count.applyAsInt(pairs.get(i)) < enough[i]) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Ends the traffic. Fails unless each message was stored and seen, once, in order. */
    void endWithAllStoredOnceInOrderAndSeen() throws Exception {
        pairs.forEach(pair -> pair.stopping = true);
        for (Future<Void> future : running) {
            future.get();
        }
        pairs.forEach(pair -> pair.requireAllStoredOnceInOrderAndSeen(store));
    }

    @Override
    public void close() {
        pairs.forEach(pair -> pair.stopping = true);
        server.close();
        threads.shutdownNow();
    }

    private static final class Pair implements Callable<Void> {
        private final UserId from;
        private final UserId to;
        private final TestClient sender;
        private final TestClient receiver;
        private final List<String> sent = new ArrayList<>();
        private volatile int stored;
        private volatile int refused;
        private volatile boolean stopping;

        private Pair(String from, String to, int port) {
            this.from = new UserId(from);
            this.to = new UserId(to);
            sender = login(from, port);
            receiver = login(to, port);
        }

        private static TestClient login(String user, int port) {
            TestClient client = TestClient.connect(port);
            assertThat(client.request("hello", Map.of("token", user))
                            .get("type")
                            .stringValue())
                    .isEqualTo("ok");
            return client;
        }

        @Override
        public Void call() throws Exception {
            while (!stopping) {
                String id = from + " " + sent.size();
                sent.add(id);
                while (!send(id)) {
                    Thread.sleep(50);
                }
                stored++;
            }
            return null;
        }

        private boolean send(String id) {
            long start = System.nanoTime();
            JsonNode reply =
                    sender.request("send", Map.of("to", to.value(), "clientMessageId", id, "text", "text of " + id));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TOLD_WITHIN);
            if (reply.get("type").stringValue().equals("ok")) {
                return true;
            }
            assertThat(reply.get("code").stringValue()).as(reply.toString()).isEqualTo("unavailable");
            refused++;
            return false;
        }

        private void requireAllStoredOnceInOrderAndSeen(ChatStore store) {
            List<Message> history = Chatter.history(store, from, to);
            assertThat(history)
                    .extracting(message -> message.clientMessageId().value())
                    .isEqualTo(sent);
            assertThat(Chatter.events(store, to)).hasSameSizeAs(sent);
            for (int i = 0; i < sent.size(); i++) {
                JsonNode event = receiver.event();
                assertThat(event.get("offset").longValue()).isEqualTo(i + 1L);
                assertThat(event.get("clientMessageId").stringValue()).isEqualTo(sent.get(i));
            }
        }
    }
}
