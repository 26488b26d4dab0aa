package chat.duologue.internal.signal;

import chat.duologue.model.UserId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who watches whom. Thread-safe. */
final class Watchers {
    private final Elsewhere elsewhere;
    private final Map<UserId, Set<WatchList>> ofUser = new ConcurrentHashMap<>();

    Watchers(Elsewhere elsewhere) {
        this.elsewhere = elsewhere;
    }

    void add(UserId user, WatchList list) {
        ofUser.compute(user, (key, present) -> {
            Set<WatchList> lists = present;
            if (lists == null) {
                lists = ConcurrentHashMap.newKeySet(1);
                elsewhere.watch(user);
            }
            lists.add(list);
            return lists;
        });
    }

    void remove(UserId user, WatchList list) {
        ofUser.computeIfPresent(user, (key, lists) -> {
            lists.remove(list);
            if (!lists.isEmpty()) {
                return lists;
            }
            elsewhere.unwatch(user);
            return null;
        });
    }

    /** The lists with that user on them. */
    Set<WatchList> of(UserId user) {
        return ofUser.getOrDefault(user, Set.of());
    }

    /** How many users are watched. */
    int size() {
        return ofUser.size();
    }
}
