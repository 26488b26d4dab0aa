package chat.duologue.examples.load;

import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/** Which nodes the two of a pair connect to; all the same where there is one. */
enum Placement {
    /** Both to one node. */
    SAME,
    /** Always to different ones. */
    CROSS,
    /** Every other pair is on one node, the rest across nodes. */
    BOTH,
    /** Each to a random one, as behind a load balancer. */
    SPREAD;

    /** Pairs with the same node, so that each loop of the generator, of two at most, has as many of both kinds on each. */
    private static final int GROUP = 4;

    /** The nodes of a pair's first and second user, from 0. */
    record Seats(int first, int second) {}

    /** @param pair its number, from 0 */
    Seats seats(int pair, int nodes) {
        if (this == SPREAD) {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            return new Seats(random.nextInt(nodes), random.nextInt(nodes));
        }
        int group = pair / GROUP;
        int home = group % nodes;
        return isAcross(pair) && nodes > 1
                ? new Seats(home, (home + 1 + group / nodes % (nodes - 1)) % nodes)
                : new Seats(home, home);
    }

    private boolean isAcross(int pair) {
        return this == CROSS || this == BOTH && (pair + pair / 2) % 2 == 1;
    }

    static Placement of(String option, String name) throws UsageException {
        for (Placement placement : values()) {
            if (placement.toString().equals(name)) {
                return placement;
            }
        }
        throw new UsageException(option + " must be same, cross, both or spread, not '" + name + "'.");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
