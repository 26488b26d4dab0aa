package chat.duologue.internal.signal;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The entries that were used last, up to a number. Thread-safe. */
final class Recent<K, V> {
    private final int max;
    private final Map<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);

    Recent(int max) {
        this.max = max;
    }

    synchronized @Nullable V get(K key) {
        return entries.get(key);
    }

    synchronized void put(K key, V value) {
        entries.put(key, value);
        if (entries.size() > max) {
            Iterator<K> oldest = entries.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    synchronized void remove(K key) {
        entries.remove(key);
    }

    synchronized void removeIf(Predicate<V> which) {
        entries.values().removeIf(which);
    }

    synchronized int size() {
        return entries.size();
    }
}
