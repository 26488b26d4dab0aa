package chat.duologue.examples.cluster.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.examples.cluster.check.Checker;
import chat.duologue.examples.cluster.check.StoreReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A new version comes to three nodes, one after the other, while people write. */
class RollingRestartTest {
    private static final int USERS = 40;
    private static final int WARM_UP = 300;
    private static final Duration LONGEST = Duration.ofSeconds(2);
    /** Longer than a heartbeat, by which the last lost wake-up is found. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Manner MANNER =
            new Manner(Duration.ofMillis(3_000), Duration.ofMillis(700), Duration.ofDays(1), Duration.ofSeconds(6));

    @Test
    void nothingIsLostAndNobodyWaitsForAnAnswerForLongerThanTwoSeconds() throws Exception {
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "chaos")), "rolling-");
        Path notebooks = folder.resolve("devices");
        try (TestCluster cluster = new TestCluster(3, folder.resolve("nodes"));
                Crowd crowd = new Crowd(USERS, MANNER, cluster.network(), notebooks, 1)) {
            StoreReader store = new StoreReader(cluster.database());
            crowd.start();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> crowd.latencies().length >= WARM_UP);
            crowd.forgetLatencies();
            for (NodeProcess node : cluster.nodes()) {
                int starts = node.starts();
                long asked = System.nanoTime();
                node.terminate();
                Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> node.starts() > starts);
                System.out.printf("%s ended after %.1f s%n", node, (System.nanoTime() - asked) / 1e9);
                TestCluster.awaitReady(node);
            }
            int sent = crowd.latencies().length;
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> crowd.latencies().length >= sent + WARM_UP);
            crowd.settle(store::heads, PATIENCE);
            var unsettled = crowd.unsettled(store::heads);
            crowd.leaveAndReadAll();
            long[] latencies = crowd.latencies();
            System.out.printf(
                    "%d messages, answered after %d ms (median), %d ms (99 %%), %d ms (the last)%n",
                    latencies.length, millis(latencies, 0.5), millis(latencies, 0.99), millis(latencies, 1));
            assertThat(Checker.check(notebooks, store.read()))
                    .as("logs in %s", folder)
                    .isEmpty();
            assertThat(unsettled).as("all are done").isEmpty();
            assertThat(Duration.ofNanos(latencies[latencies.length - 1])).isLessThanOrEqualTo(LONGEST);
        }
    }

    private static long millis(long[] sorted, double part) {
        return TimeUnit.NANOSECONDS.toMillis(sorted[(int) (part * (sorted.length - 1))]);
    }
}
