package chat.duologue.examples.cluster.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Does to a cluster what a schedule says, and tells what it does. */
final class Storm {
    private final TestCluster cluster;
    private final List<Fault> faults;
    private final Duration duration;

    Storm(TestCluster cluster, List<Fault> faults, Duration duration) {
        this.cluster = cluster;
        this.faults = faults;
        this.duration = duration;
    }

    private record Act(Duration at, Fault fault, boolean begins) {}

    /** Returns after the duration, when the last fault is over and all nodes serve. */
    void run() throws Exception {
        List<Act> acts = new ArrayList<>();
        for (Fault fault : faults) {
            acts.add(new Act(fault.at(), fault, true));
            acts.add(new Act(fault.end(), fault, false));
        }
        acts.sort(Comparator.comparing(Act::at));
        long start = System.nanoTime();
        for (Act act : acts) {
            sleepUntil(start, act.at());
            if (act.begins()) {
                System.out.printf(
                        "%6.1f s: %s, node %d, for %.1f s%n",
                        seconds(act.at()),
                        act.fault().kind(),
                        act.fault().node(),
                        seconds(act.fault().lasts()));
                cluster.begin(act.fault());
            } else {
                cluster.end(act.fault());
            }
        }
        sleepUntil(start, duration);
        cluster.awaitReady();
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1_000.0;
    }

    private static void sleepUntil(long start, Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(start + time.toNanos() - System.nanoTime());
    }

    /** How often which kind. */
    Map<Fault.Kind, Integer> counts() {
        Map<Fault.Kind, Integer> counts = new EnumMap<>(Fault.Kind.class);
        faults.forEach(fault -> counts.merge(fault.kind(), 1, Integer::sum));
        return counts;
    }
}
