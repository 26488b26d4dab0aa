package chat.duologue.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServer;
import chat.duologue.Identity;
import chat.duologue.jetty.JettyChatServer;
import chat.duologue.jetty.TestClient;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The database server is killed (-9) while people chat, and comes back with what it had. */
class KilledDatabaseTest {
    private static final int PAIRS = 4;
    private static final int KILLS = 2;
    private static final int BETWEEN_KILLS = 150;
    /** The deadline after which a client is told, and what a busy machine takes to tell it. */
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(7);

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void nothingAcknowledgedIsLostAndTheServerGoesOnByItself(DatabaseKind kind) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(PAIRS);
        try (ServerProcess process = ServerProcess.inNewFolder(kind);
                TestDatabase database = process.address().newDatabase();
                HikariDataSource pool = pool(database.url())) {
            JdbcChatStore store = JdbcChatStore.open(pool);
            ChatServer chat = ChatServer.builder()
                    .store(store)
                    .authenticator(credentials ->
                            Optional.ofNullable(credentials.token()).map(Identity::of))
                    .build();
            try (JettyChatServer server = JettyChatServer.of(chat).port(0).start()) {
                List<Pair> pairs = new ArrayList<>();
                List<Future<Void>> running = new ArrayList<>();
                for (int i = 0; i < PAIRS; i++) {
                    Pair pair = new Pair("sender " + i, "receiver " + i, server.port());
                    pairs.add(pair);
                    running.add(threads.submit(pair));
                }
                for (int kill = 0; kill < KILLS; kill++) {
                    awaitEach(pairs, running, pair -> pair.stored > BETWEEN_KILLS);
                    process.kill();
                    pairs.forEach(pair -> pair.refused = 0);
                    awaitEach(pairs, running, pair -> pair.refused > 0);
                    process.start();
                    pairs.forEach(pair -> pair.stored = 0);
                }
                awaitEach(pairs, running, pair -> pair.stored > BETWEEN_KILLS);
                pairs.forEach(pair -> pair.stopping = true);
                for (Future<Void> future : running) {
                    future.get();
                }
                for (Pair pair : pairs) {
                    pair.requireAllStoredOnceInOrderAndSeen(store);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static HikariDataSource pool(String url) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setMaximumPoolSize(6);
        pool.setConnectionTimeout(3_000);
        return pool;
    }

    private interface Condition {
        boolean holds(Pair pair);
    }

    private static void awaitEach(List<Pair> pairs, List<Future<Void>> running, Condition condition) {
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            for (Future<Void> future : running) {
                if (future.isDone()) {
                    future.get(); // tells why
                }
            }
            return pairs.stream().allMatch(condition::holds);
        });
    }

    /** Someone who repeats each message until it is stored, and someone who listens all the time. */
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

        private void requireAllStoredOnceInOrderAndSeen(JdbcChatStore store) {
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
