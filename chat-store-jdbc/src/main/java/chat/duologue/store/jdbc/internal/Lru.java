package chat.duologue.store.jdbc.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The most recently used entries. Thread-safe. */
final class Lru<K, V> {
    private final Map<K, V> entries;

    Lru(int most) {
        entries = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    synchronized @Nullable V get(K key) {
        return entries.get(key);
    }

    synchronized void removeIf(Predicate<? super V> which) {
        entries.values().removeIf(which);
    }

    synchronized void clear() {
        entries.clear();
    }

    synchronized void put(K key, V value) {
        entries.put(key, value);
    }
}
