package chat.duologue.examples.cluster.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.examples.cluster.check.Checker;
import chat.duologue.examples.cluster.check.StoreReader;
import chat.duologue.examples.cluster.check.Stored;
import chat.duologue.examples.cluster.check.Summary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Three nodes, a hundred users on two devices each, and all that goes wrong. A minute by default; {@code -Dduologue.chaos=5m} says
 * how long, {@code -Dduologue.chaos.seed=…} repeats a schedule.
 */
class ChaosTest {
    private static final int USERS = 100;
    /** Longer than a heartbeat, by which the last lost wake-up is found. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Manner MANNER =
            new Manner(Duration.ofMillis(3_500), Duration.ofMillis(700), Duration.ofSeconds(30), Duration.ofSeconds(6));

    @Test
    void whateverHappensToNodesBusAndLinesEveryMessageIsStoredOnceAndSeenInOrder() throws Exception {
        Duration duration = Duration.parse(
                "PT" + System.getProperty("duologue.chaos", "60s").toUpperCase(Locale.ROOT));
        long seed = Long.getLong("duologue.chaos.seed", new Random().nextInt(1_000_000));
        System.out.printf("Chaos of %s, seed %d: -Dduologue.chaos.seed=%d repeats it%n", duration, seed, seed);
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "chaos")), seed + "-");
        Path notebooks = folder.resolve("devices");
        try (TestCluster cluster = new TestCluster(3, folder.resolve("nodes"));
                Crowd crowd = new Crowd(USERS, MANNER, cluster.network(), notebooks, seed)) {
            StoreReader store = new StoreReader(cluster.database());
            crowd.start();
            Storm storm = new Storm(cluster, Fault.schedule(seed, duration, 3), duration);
            storm.run();
            long healed = System.nanoTime();
            crowd.settle(store::heads, PATIENCE);
            System.out.printf("Settled %.1f s after all was well%n", (System.nanoTime() - healed) / 1e9);
            var unsettled = crowd.unsettled(store::heads);
            crowd.leaveAndReadAll();
            Stored stored = store.read();
            System.out.println(Summary.of(notebooks) + ", faults " + storm.counts());
            assertThat(Checker.check(notebooks, stored))
                    .as("seed %d, logs in %s", seed, folder)
                    .isEmpty();
            assertThat(unsettled).as("all are done").isEmpty();
        }
    }
}
