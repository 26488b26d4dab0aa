package chat.duologue.internal.engine;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The entries that were used last, up to a number. Thread-safe. */
public final class Recent<K, V> {
    private final int max;
    private final Map<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);

    public Recent(int max) {
        this.max = max;
    }

    public synchronized @Nullable V get(K key) {
        return entries.get(key);
    }

    /** What was there before. */
    public synchronized @Nullable V put(K key, V value) {
        V before = entries.put(key, value);
        if (entries.size() > max) {
            Iterator<K> oldest = entries.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        return before;
    }

    public synchronized void remove(K key) {
        entries.remove(key);
    }

    public synchronized void removeIf(Predicate<V> which) {
        entries.values().removeIf(which);
    }

    public synchronized int size() {
        return entries.size();
    }
}
