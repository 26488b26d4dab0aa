package chat.duologue.store.memory;

import chat.duologue.store.spi.Notes;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The entries by their positions. Under a lock of its own: nothing else of the store's depends on them. */
final class InMemoryNotes implements Notes {
    private final NavigableMap<Long, byte[]> entries = new TreeMap<>();
    private long head;

    @Override
    public synchronized long head() {
        return head;
    }

    @Override
    public synchronized Page read(long after, int limit) {
        int rows = InMemoryChatStore.rows(limit);
        if (rows == 0) {
            return new Page(List.of(), after, true);
        }
        NavigableMap<Long, byte[]> rest = entries.tailMap(after, false);
        List<byte[]> found = rest.values().stream().limit(rows).toList();
        if (found.isEmpty()) {
            return new Page(found, head, after == head);
        }
        long first = rest.firstKey();
        return new Page(found, first + found.size() - 1, first == after + 1);
    }

    @Override
    public synchronized long append(List<byte[]> added) {
        Notes.requireFitting(added);
        for (byte[] entry : added) {
            head++;
            entries.put(head, entry);
        }
        return head;
    }

    @Override
    public synchronized void remove(long upTo) {
        entries.headMap(upTo, true).clear();
    }
}
