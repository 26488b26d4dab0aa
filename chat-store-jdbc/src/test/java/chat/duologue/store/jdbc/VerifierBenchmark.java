package chat.duologue.store.jdbc;

import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Measures how long a store takes to be verified. Run its main method; arguments: the kind of database, how many messages,
 * how many users, of whom any two may talk.
 */
final class VerifierBenchmark {
    private static final int BATCH = 256;

    private VerifierBenchmark() {}

    public static void main(String[] arguments) {
        DatabaseKind kind = DatabaseKind.valueOf(arguments[0]);
        int messages = Integer.parseInt(arguments[1]);
        int users = Integer.parseInt(arguments[2]);
        try (TestDatabase database = TestDatabase.fresh(kind)) {
            fill(JdbcChatStore.open(database.dataSource()), messages, users);
            for (int round = 1; round <= 3; round++) {
                long start = System.nanoTime();
                StoreVerifier.Report report = StoreVerifier.verify(database.dataSource());
                System.out.printf(
                        "%s %,d ms, heap %,d MB: %s%n",
                        kind,
                        (System.nanoTime() - start) / 1_000_000,
                        (Runtime.getRuntime().totalMemory()
                                        - Runtime.getRuntime().freeMemory())
                                >> 20,
                        report);
            }
        }
    }

    private static void fill(ChatStore store, int messages, int users) {
        Random random = new Random(1);
        for (int stored = 0; stored < messages; stored += BATCH) {
            List<Write> batch = new ArrayList<>(BATCH);
            for (int i = 0; i < BATCH; i++) {
                int from = random.nextInt(users);
                // most talk to a few
                int to = (from + 1 + random.nextInt(Math.min(20, users - 1))) % users;
                batch.add(Chatter.send(new UserId("user " + from), new UserId("user " + to), "x".repeat(200)));
            }
            store.write(batch);
        }
        for (int user = 0; user < users; user++) {
            UserId id = new UserId("user " + user);
            store.write(List.of(new Write.Acknowledge(id, Chatter.head(store, id))));
        }
    }
}
