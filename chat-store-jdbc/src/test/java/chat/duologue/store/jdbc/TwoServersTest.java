package chat.duologue.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.model.Event;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Write;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two server processes on one database: both send the same messages, as clients do that repeat them to another server,
 * and read and acknowledge them, in one hot conversation and in three that cross.
 */
class TwoServersTest {
    private static final UserId HOT = new UserId("hot");
    private static final List<UserId> USERS =
            List.of(new UserId("a"), new UserId("b"), new UserId("c"), HOT, new UserId("hotter"));
    private static final int PAIRS = 4;
    private static final int MESSAGES_PER_PAIR = 150;

    /** A server: arguments are the URL and a seed; prints how many sends it stored, and how many deadlocks it met. */
    static final class Server {
        public static void main(String[] arguments) throws Exception {
            TestDatabase database = TestDatabase.at(arguments[0]);
            AtomicInteger deadlocks = new AtomicInteger();
            ChatStore store = JdbcChatStore.open(new TappedDataSource(database.dataSource(), (method, sql, call) -> {
                try {
                    return call.proceed();
                } catch (SQLException e) {
                    deadlocks.addAndGet(String.valueOf(e.getSQLState()).startsWith("40") ? 1 : 0);
                    throw e;
                }
            }));
            System.out.println("open");
            System.in.read(); // both begin at once
            ExecutorService threads = Executors.newFixedThreadPool(3, task -> {
                Thread thread = new Thread(task);
                thread.setDaemon(true); // a server whose writer fails ends
                return thread;
            });
            List<Callable<Integer>> writers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Random random = new Random(31L * Integer.parseInt(arguments[1]) + i);
                writers.add(() -> write(store, random));
            }
            int stored = 0;
            for (Future<Integer> writer : threads.invokeAll(writers)) {
                stored += writer.get();
            }
            System.out.println("stored " + stored + " deadlocks " + deadlocks);
        }

        /** Sends every message, in some order of pairs, and what went before in its pair now and then once more. */
        private static int write(ChatStore store, Random random) {
            int[] next = new int[PAIRS];
            int stored = 0;
            while (next[0] + next[1] + next[2] + next[3] < PAIRS * MESSAGES_PER_PAIR) {
                List<Write> batch = new ArrayList<>();
                for (int k = 1 + random.nextInt(8); k > 0; k--) {
                    int pair = random.nextInt(PAIRS);
                    if (next[pair] < MESSAGES_PER_PAIR) {
                        batch.add(message(pair, next[pair]++));
                    }
                    if (next[pair] > 0 && random.nextInt(6) == 0) {
                        batch.add(message(pair, random.nextInt(next[pair])));
                    }
                    if (random.nextInt(3) == 0) {
                        batch.add(receipt(store, random));
                    }
                }
                if (!batch.isEmpty()) {
                    for (Outcome outcome : store.write(batch)) {
                        stored += outcome instanceof Outcome.Stored ? 1 : 0;
                        if (outcome instanceof Outcome.Conflict || outcome instanceof Outcome.Refused) {
                            throw new IllegalStateException(outcome.toString());
                        }
                    }
                }
            }
            return stored;
        }

        private static Write receipt(ChatStore store, Random random) {
            int pair = random.nextInt(PAIRS);
            UserId by = random.nextBoolean() ? author(pair) : reader(pair);
            UserId peer = by.equals(author(pair)) ? reader(pair) : author(pair);
            var conversation = store.conversation(by, new WithPeer(peer));
            if (conversation.isEmpty() || random.nextBoolean()) {
                return new Write.Acknowledge(by, Math.max(0, Chatter.head(store, by) - random.nextInt(4)));
            }
            long last = conversation.get().last().seq();
            return new Write.MarkRead(by, conversation.get().id(), Math.max(1, last - random.nextInt(4)));
        }
    }

    /** The last pair is the hot one; the others are A→B, B→C, C→A. */
    private static UserId author(int pair) {
        return pair == PAIRS - 1 ? HOT : USERS.get(pair);
    }

    private static UserId reader(int pair) {
        return pair == PAIRS - 1 ? USERS.get(PAIRS) : USERS.get((pair + 1) % 3);
    }

    private static Write message(int pair, int number) {
        boolean back = number % 3 == 0;
        return Chatter.send(
                back ? reader(pair) : author(pair),
                back ? author(pair) : reader(pair),
                "id " + number,
                "text " + number);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "H2")
    void whatBothWriteAtOnceIsStoredOnceAndAddsUp(DatabaseKind kind) throws Exception {
        try (TestDatabase database = TestDatabase.fresh(kind);
                ChildProcess one = ChildProcess.run(Server.class, database.url(), "1");
                ChildProcess other = ChildProcess.run(Server.class, database.url(), "2")) {
            int stored = 0;
            int deadlocks = 0;
            List<ChildProcess> servers = List.of(one, other);
            for (ChildProcess server : servers) {
                assertThat(server.line()).isEqualTo("open");
            }
            for (ChildProcess server : servers) {
                server.goOn();
            }
            for (ChildProcess server : servers) {
                String line = server.line();
                assertThat(line).as("a server failed").isNotNull();
                stored += Integer.parseInt(line.split(" ")[1]);
                deadlocks += Integer.parseInt(line.split(" ")[3]);
            }
            assertThat(stored).isEqualTo(PAIRS * MESSAGES_PER_PAIR);
            assertThat(deadlocks).as("rows are locked in order").isZero();

            DatabaseRules.check(database);
            assertThat(StoreVerifier.verify(database.dataSource()).findings()).isEmpty();
            ChatStore store = JdbcChatStore.open(database.dataSource());
            for (int pair = 0; pair < PAIRS; pair++) {
                List<Message> history = Chatter.history(store, reader(pair), author(pair));
                assertThat(history).extracting(Message::seq).isEqualTo(upTo(MESSAGES_PER_PAIR));
                assertThat(history)
                        .extracting(message -> message.from() + " " + message.clientMessageId())
                        .doesNotHaveDuplicates();
            }
            for (UserId user : USERS) {
                List<Event> events = Chatter.events(store, user);
                assertThat(events).extracting(Event::offset).isSorted().doesNotHaveDuplicates();
                assertThat(events)
                        .filteredOn(Event.MessageEvent.class::isInstance)
                        .hasSize((USERS.indexOf(user) < 3 ? 2 : 1) * MESSAGES_PER_PAIR);
            }
        }
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }
}
