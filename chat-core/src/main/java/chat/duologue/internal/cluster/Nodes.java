package chat.duologue.internal.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Which other nodes there are: those that were heard within the lease, each in its newest life. Thread-safe. */
final class Nodes {
    static final Duration LEASE = Duration.ofSeconds(10);

    /** @param until when it is given up, in nanoseconds */
    private record Known(long life, long until) {}

    private final LongSupplier nanoTime;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    Nodes(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Notes a sign of life; false if it is one of an earlier life: what was said in that does not count. */
    boolean believe(Node node) {
        return until(node, LEASE);
    }

    /** The node stops: after that time it is given up. */
    void stops(Node node, Duration grace) {
        until(node, grace);
    }

    private boolean until(Node node, Duration time) {
        long end = nanoTime.getAsLong() + time.toNanos();
        return known.compute(
                                node.id(),
                                (id, present) -> present != null && present.life > node.life()
                                        ? present
                                        : new Known(node.life(), end))
                        .life
                == node.life();
    }

    /** Whether what the node said in that life still counts. */
    boolean isAlive(Node node) {
        Known present = known.get(node.id());
        return present != null && present.life == node.life() && nanoTime.getAsLong() - present.until < 0;
    }

    /** The ids of those that are not given up. */
    Set<String> alive() {
        long now = nanoTime.getAsLong();
        return known.entrySet().stream()
                .filter(each -> now - each.getValue().until < 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    void forgetTheDead() {
        long now = nanoTime.getAsLong();
        known.values().removeIf(each -> now - each.until >= 0);
    }
}
