package chat.duologue.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/**
 * Measures how long people who chat wait when the database server is killed (-9) and started again: from the start until it
 * answers, and from then until the first message is stored. Run its main method; arguments: a {@link DatabaseKind} that has a
 * server, how many rounds, for how many seconds it is down before it is started again.
 */
final class KillBenchmark {
    private static final int BETWEEN_KILLS = 500;

    private KillBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        DatabaseKind kind = DatabaseKind.valueOf(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        long downMillis = 1_000L * Integer.parseInt(arguments[2]);
        double[] restarts = new double[rounds];
        double[] delays = new double[rounds];
        try (ServerProcess process = ServerProcess.inNewFolder(kind);
                TestDatabase database = process.address().newDatabase();
                HikariDataSource pool = pool(database.url());
                Pairs pairs = Pairs.chattingOver(JdbcChatStore.open(pool))) {
            for (int round = 0; round < rounds; round++) {
                pairs.awaitStored(BETWEEN_KILLS);
                process.kill();
                Thread.sleep(downMillis);
                long started = System.nanoTime();
                CompletableFuture<Long> answers = CompletableFuture.supplyAsync(() -> {
                    process.start();
                    return System.nanoTime();
                });
                Thread.sleep(50); // no server is up by then, but every answer from before has come
                int before = pairs.stored();
                while (pairs.stored() == before) {
                    Thread.sleep(1);
                }
                long stored = System.nanoTime();
                restarts[round] = (answers.join() - started) / 1e9;
                delays[round] = (stored - answers.join()) / 1e9;
            }
            pairs.endWithAllStoredOnceInOrderAndSeen();
        }
        print(kind + " answers after", restarts);
        print("then the first message is stored after", delays);
    }

    private static void print(String what, double[] seconds) {
        double[] sorted = seconds.clone();
        Arrays.sort(sorted);
        System.out.printf(
                "%s %.2f s (%.2f to %.2f)%n", what, sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }

    private static HikariDataSource pool(String url) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setMaximumPoolSize(8);
        pool.setConnectionTimeout(3_000);
        pool.setValidationTimeout(1_000);
        return pool;
    }
}
