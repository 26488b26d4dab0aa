package chat.duologue.store.jdbc;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Write;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Measures messages per second, and this process's CPU time per message: batches of several sizes, random among 500 pairs,
 * texts of 200 characters. Beside it the measuring stick: one row per message in one table, each committed by itself,
 * through eight connections. Run its main method; arguments: a {@link DatabaseKind}, seconds per measurement, then batch
 * sizes (0: the stick). {@code -Dwriters=2}, {@code -Dremembered=0} and {@code -Dacks=true} change what is measured.
 */
final class WriteBenchmark {
    private static final int PAIRS = 500;
    private static final String TEXT = "x".repeat(200);

    /** What one thread does over and over. */
    private interface Step {
        /** Returns how many messages it stored. */
        int run(Random random) throws Exception;
    }

    private WriteBenchmark() {}

    public static void main(String[] args) throws Exception {
        DatabaseKind kind = args.length > 0 ? DatabaseKind.valueOf(args[0]) : DatabaseKind.H2;
        double seconds = args.length > 1 ? Double.parseDouble(args[1]) : 4;
        List<Integer> sizes = new ArrayList<>();
        for (int i = 2; i < args.length; i++) {
            sizes.add(Integer.parseInt(args[i]));
        }
        for (int size : sizes.isEmpty() ? List.of(0, 1, 16, 64, 256) : sizes) {
            try (TestDatabase database = TestDatabase.fresh(kind)) {
                if (size == 0) {
                    stick(database, seconds);
                } else {
                    store(database, size, seconds);
                }
            }
        }
    }

    private static void store(TestDatabase database, int size, double seconds) throws Exception {
        ChatStore store = JdbcChatStore.open(
                database.dataSource(),
                JdbcStoreOptions.builder()
                        .remembered(Integer.getInteger("remembered", JdbcStoreOptions.DEFAULTS.remembered()))
                        .build());
        boolean acknowledging = Boolean.getBoolean("acks");
        Step step = random -> {
            List<Write> batch = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                int pair = random.nextInt(PAIRS);
                int author = random.nextInt(2);
                batch.add(new Write.Send(
                        user(pair, author),
                        new WithPeer(user(pair, 1 - author)),
                        new ClientMessageId(
                                new UUID(random.nextLong(), random.nextLong() >>> 2 | Long.MIN_VALUE).toString()),
                        Content.text(TEXT),
                        Instant.now()));
            }
            var outcomes = store.write(batch);
            if (acknowledging) {
                List<Write> acks = new ArrayList<>();
                outcomes.forEach(outcome -> acks.add(new Write.Acknowledge(
                        outcome.deliveries().get(1).user(),
                        outcome.deliveries().get(1).event().offset())));
                store.write(acks);
            }
            return size;
        };
        int threads = Integer.getInteger("writers", 1);
        run("", threads, seconds, step);
        run("batches of " + size + ", " + threads + " writers", threads, seconds, step);
        run("batches of " + size + ", " + threads + " writers", threads, seconds, step);
    }

    private static void stick(TestDatabase database, double seconds) throws Exception {
        database.execute("CREATE TABLE plain (conversation BIGINT, seq BIGINT, author VARCHAR(64), client VARCHAR(64),"
                + " sent BIGINT, text VARCHAR(1000), PRIMARY KEY (conversation, seq))");
        AtomicLong seq = new AtomicLong();
        Step step = random -> {
            try (Connection connection = database.dataSource().getConnection();
                    PreparedStatement statement =
                            connection.prepareStatement("INSERT INTO plain VALUES (?, ?, ?, ?, ?, ?)")) {
                for (int i = 0; i < 100; i++) {
                    statement.setLong(1, random.nextInt(PAIRS));
                    statement.setLong(2, seq.incrementAndGet());
                    statement.setString(3, "user" + random.nextInt(PAIRS));
                    statement.setString(4, new UUID(random.nextLong(), random.nextLong()).toString());
                    statement.setLong(5, System.currentTimeMillis());
                    statement.setString(6, TEXT);
                    statement.executeUpdate();
                }
                return 100;
            }
        };
        run("", 8, seconds, step);
        run("measuring stick, 8 connections", 8, seconds, step);
        run("measuring stick, 8 connections", 8, seconds, step);
    }

    private static void run(String name, int threads, double seconds, Step step) throws Exception {
        LongAdder messages = new LongAdder();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        long start = System.nanoTime();
        long cpu = cpuNanos();
        long end = start + (long) (seconds * 1e9);
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Random random = new Random();
            workers.add(executor.submit(() -> {
                while (System.nanoTime() < end) {
                    messages.add(step.run(random));
                }
                return null;
            }));
        }
        for (Future<?> worker : workers) {
            worker.get();
        }
        executor.shutdown();
        double elapsed = (System.nanoTime() - start) / 1e9;
        double cpuMillis = (cpuNanos() - cpu) / 1e6;
        if (!name.isEmpty()) {
            System.out.printf(
                    "%-32s %8.0f messages/s  %.3f ms CPU each%n",
                    name, messages.sum() / elapsed, cpuMillis / messages.sum());
        }
    }

    private static long cpuNanos() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    private static UserId user(int pair, int member) {
        return new UserId("user " + pair + (member == 0 ? " a" : " b"));
    }
}
