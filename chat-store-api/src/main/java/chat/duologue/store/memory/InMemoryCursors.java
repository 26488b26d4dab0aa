package chat.duologue.store.memory;

import chat.duologue.model.UserId;
import chat.duologue.store.spi.Cursors;
import chat.duologue.store.spi.DuePage;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Each user's stream has the cursors over it. Under the store's lock. */
final class InMemoryCursors implements Cursors {
    private final InMemoryChatStore store;

    InMemoryCursors(InMemoryChatStore store) {
        this.store = store;
    }

    @Override
    public Map<UserId, Cursor> read(String name, Collection<UserId> users) {
        Cursors.requireName(name);
        Map<UserId, Cursor> found = new HashMap<>();
        synchronized (store) {
            for (UserId user : users) {
                UserStream stream = store.streams.get(user);
                found.put(user, stream == null ? Cursor.START : cursor(stream, name));
            }
        }
        return Map.copyOf(found);
    }

    private static Cursor cursor(UserStream stream, String name) {
        return stream.cursors.getOrDefault(name, Cursor.START);
    }

    @Override
    public void advance(String name, Map<UserId, Cursor> cursors) {
        Cursors.requireName(name);
        synchronized (store) {
            cursors.forEach((user, cursor) -> {
                UserStream stream = store.streams.get(user);
                if (stream != null && cursor.position() >= cursor(stream, name).position()) {
                    stream.cursors.put(name, cursor);
                }
            });
        }
    }

    @Override
    public DuePage behind(String name, @Nullable UserId after, int limit) {
        Cursors.requireName(name);
        int rows = InMemoryHousekeeping.atLeastOne(limit);
        synchronized (store) {
            NavigableMap<UserId, UserStream> rest = after == null ? store.streams : store.streams.tailMap(after, false);
            List<UserId> looked = rest.keySet().stream().limit(rows).toList();
            return new DuePage(
                    looked.stream().filter(user -> isBehind(name, user)).toList(),
                    looked.size() < rows ? Optional.empty() : Optional.of(looked.get(rows - 1)));
        }
    }

    private boolean isBehind(String name, UserId user) {
        UserStream stream = store.stream(user);
        return stream.head > cursor(stream, name).position();
    }
}
