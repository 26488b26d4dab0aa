package chat.duologue.examples.cluster.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Something that goes wrong.
 *
 * @param at    after how long
 * @param kind  what
 * @param node  to which node, from 0 on; of no meaning where it is the bus
 * @param lasts for how long
 */
record Fault(Duration at, Kind kind, int node, Duration lasts) {
    /** How long a node takes to be of use again. */
    private static final Duration START = Duration.ofSeconds(5);

    /** What, from how many to how many milliseconds, and how often it is chosen. */
    enum Kind {
        /** {@code kill -9}, and a start. */
        KILLED(200, 3_000, 4),
        /** SIGSTOP, and SIGCONT. */
        PAUSED(1_000, 15_000, 4),
        /** SIGTERM; it is started again when it has ended. */
        DRAINED(3_000, 3_001, 3),
        /** Nothing comes through to the bus, and nobody is told. */
        BUS_HELD(1_000, 10_000, 2),
        /** Connections to the bus are reset, and refused. */
        BUS_CUT(500, 8_000, 2),
        DATABASE_HELD(500, 12_000, 2),
        /** What the node asks for is done, and it does not hear so. */
        DATABASE_ANSWERS_HELD(500, 12_000, 2),
        DATABASE_CUT(500, 8_000, 3),
        /** The bus itself: {@code kill -9}, and a start. */
        BUS_KILLED(200, 5_000, 3);

        private final int shortest;
        private final int longest;
        private final int weight;

        Kind(int shortest, int longest, int weight) {
            this.shortest = shortest;
            this.longest = longest;
            this.weight = weight;
        }

        boolean startsAgain() {
            return this == KILLED || this == DRAINED;
        }

        private static Kind any(Random random) {
            List<Kind> all = new ArrayList<>();
            for (Kind kind : values()) {
                for (int i = 0; i < kind.weight; i++) {
                    all.add(kind);
                }
            }
            return all.get(random.nextInt(all.size()));
        }

        private Duration time(Random random) {
            return Duration.ofMillis(shortest + random.nextInt(longest - shortest + 1));
        }
    }

    Duration end() {
        return at.plus(lasts);
    }

    /** The same ones for the same seed. At each moment one node at least has nothing the matter but the bus. */
    static List<Fault> schedule(long seed, Duration duration, int nodes) {
        Random random = new Random(seed);
        List<Fault> faults = new ArrayList<>();
        Duration[] free = new Duration[nodes];
        Arrays.fill(free, Duration.ZERO);
        Duration busFree = Duration.ZERO;
        for (Duration at = Duration.ofSeconds(3);
                at.compareTo(duration) < 0;
                at = at.plusMillis(300 + random.nextInt(2_000))) {
            Duration now = at;
            Kind kind = Kind.any(random);
            int node = random.nextInt(nodes);
            Duration lasts = kind.time(random);
            if (now.plus(lasts).compareTo(duration) > 0) {
                continue;
            }
            Duration over = now.plus(lasts).plus(kind.startsAgain() ? START : Duration.ofSeconds(1));
            if (kind == Kind.BUS_KILLED) {
                if (busFree.compareTo(now) <= 0) {
                    busFree = over;
                    faults.add(new Fault(now, kind, node, lasts));
                }
            } else {
                long well = Arrays.stream(free)
                        .filter(each -> each.compareTo(now) <= 0)
                        .count();
                if (free[node].compareTo(now) <= 0 && well > 1) {
                    free[node] = over;
                    faults.add(new Fault(now, kind, node, lasts));
                }
            }
        }
        return faults;
    }
}
