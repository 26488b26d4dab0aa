package chat.duologue.internal.flood;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The gates of those who came last, a bounded number. Thread-safe. */
final class RecentGates<K> {
    private static final float LOAD_FACTOR = 0.75f;

    private final Gate.Kind kind;
    private final int max;
    private final Map<K, Gate> gates = new LinkedHashMap<>(16, LOAD_FACTOR, true);

    RecentGates(Gate.Kind kind, int max) {
        this.kind = kind;
        this.max = max;
    }

    synchronized Gate of(K key) {
        Gate gate = gates.computeIfAbsent(key, unknown -> kind.gate());
        if (gates.size() > max) {
            Iterator<Gate> eldest = gates.values().iterator();
            eldest.next();
            eldest.remove();
        }
        return gate;
    }

    synchronized int size() {
        return gates.size();
    }
}
