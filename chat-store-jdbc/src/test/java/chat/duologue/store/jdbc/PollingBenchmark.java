package chat.duologue.store.jdbc;

import chat.duologue.ChatServer;
import chat.duologue.FloodControl;
import chat.duologue.PollingBus;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Write;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Measures what it costs a database that nodes share nothing but it: statements, and on PostgreSQL processor time and bytes of its
 * log, while nobody says anything. Run its main method; arguments: the kind of database, how many nodes, how many users on each, the
 * interval in milliseconds, and for how many seconds.
 */
final class PollingBenchmark {
    private static final int BATCH = 250;
    private static final int USERS_A_READ = 500;
    private static final double TICKS_A_SECOND = 100;

    private PollingBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        DatabaseKind kind = DatabaseKind.valueOf(arguments[0]);
        int nodes = Integer.parseInt(arguments[1]);
        int users = Integer.parseInt(arguments[2]);
        Duration interval = Duration.ofMillis(Integer.parseInt(arguments[3]));
        int seconds = Integer.parseInt(arguments[4]);
        Map<String, AtomicLong> statements = new TreeMap<>();
        List<ChatServer> servers = new ArrayList<>();
        try (TestDatabase database = TestDatabase.fresh(kind)) {
            fill(JdbcChatStore.open(database.dataSource()), nodes * users);
            compare(database, users);
            for (int node = 0; node < nodes; node++) {
                servers.add(start(counting(database, statements), interval, node * users, users));
            }
            Thread.sleep(10_000); // until all is as it will be
            synchronized (statements) {
                statements.clear();
            }
            double before = kind == DatabaseKind.POSTGRESQL ? processorSeconds(database) : 0;
            long logBefore = kind == DatabaseKind.POSTGRESQL ? logBytes(database) : 0;
            Thread.sleep(seconds * 1_000L);
            if (kind == DatabaseKind.POSTGRESQL) {
                System.out.printf(
                        "%.1f %% of a processor, %,d bytes of log a second%n",
                        (processorSeconds(database) - before) * 100 / seconds,
                        (logBytes(database) - logBefore) / seconds);
            }
            synchronized (statements) {
                statements.forEach((sql, count) -> System.out.printf(
                        "%8.2f a second and node: %s%n", count.get() / (double) seconds / nodes, sql));
            }
            servers.forEach(ChatServer::stop);
        }
    }

    private static UserId user(int number) {
        return new UserId("user-" + number);
    }

    /** Each has been in touch with someone. */
    private static void fill(ChatStore store, int users) {
        for (int from = 0; from < users; from += 2 * BATCH) {
            store.write(IntStream.range(from / 2, Math.min(from / 2 + BATCH, users / 2))
                    .<Write>mapToObj(pair -> Chatter.send(user(2 * pair), user(2 * pair + 1), "hello"))
                    .toList());
        }
    }

    /** How long a node takes to look at all of its users' streams once. */
    private static void compare(TestDatabase database, int users) {
        ChatStore store = JdbcChatStore.open(database.dataSource());
        long[] times = new long[60];
        for (int round = 0; round < times.length; round++) {
            long start = System.nanoTime();
            for (int from = 0; from < users; from += USERS_A_READ) {
                store.positions(IntStream.range(from, Math.min(from + USERS_A_READ, users))
                        .mapToObj(PollingBenchmark::user)
                        .toList());
            }
            times[round] = System.nanoTime() - start;
        }
        Arrays.sort(times, 20, times.length);
        System.out.printf("a look at %,d streams takes %.1f ms%n", users, times[40] / 1e6);
    }

    private static ChatServer start(ChatStore store, Duration interval, int first, int users) {
        ChatServer server = ChatServer.builder()
                .store(store)
                .bus(PollingBus.over(store, interval))
                .floodControl(FloodControl.OFF)
                .authenticator(credentials -> Optional.empty())
                .build()
                .start();
        for (int i = first; i < first + users; i++) {
            server.as(user(i)).follow(1, event -> {});
        }
        return server;
    }

    private static ChatStore counting(TestDatabase database, Map<String, AtomicLong> statements) {
        return JdbcChatStore.open(new TappedDataSource(database.dataSource(), (method, sql, call) -> {
            if (method.startsWith("execute")) {
                synchronized (statements) {
                    statements
                            .computeIfAbsent(sql.replaceAll("(, \\?)+", ", …"), text -> new AtomicLong())
                            .incrementAndGet();
                }
            }
            return call.proceed();
        }));
    }

    /** Of all of PostgreSQL's processes. */
    private static double processorSeconds(TestDatabase database) throws SQLException, IOException {
        double ticks = 0;
        for (String pid : database.query("SELECT pid FROM pg_stat_activity")) {
            try {
                String stat = Files.readString(Path.of("/proc", pid, "stat"));
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            } catch (NoSuchFileException e) {
                // it has ended
            }
        }
        return ticks / TICKS_A_SECOND;
    }

    private static long logBytes(TestDatabase database) throws SQLException {
        return Long.parseLong(database.query("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")
                .get(0));
    }
}
