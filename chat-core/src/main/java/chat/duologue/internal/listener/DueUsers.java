package chat.duologue.internal.listener;

import chat.duologue.model.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * At whose streams to look, and when. A user who is being looked at is not given out once more. Bounded: whom it has no room for is
 * found by the next sweep. Times are nanoseconds since it was made. Thread-safe.
 */
final class DueUsers {
    private static final long NEVER = Long.MAX_VALUE;

    /** @param held not to be looked at earlier, whatever comes */
    private record Place(long at, long number, UserId user, boolean held) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byTime = Long.compare(at, other.at);
            return byTime == 0 ? Long.compare(number, other.number) : byTime;
        }
    }

    private final int max;
    private final long start = System.nanoTime();
    private final Map<UserId, Place> places = new HashMap<>();
    private final NavigableSet<Place> order = new TreeSet<>();
    /** Who is being looked at, and when to look again. */
    private final Map<UserId, Long> taken = new HashMap<>();

    private long numbers;

    DueUsers(int max) {
        this.max = max;
    }

    long now() {
        return System.nanoTime() - start;
    }

    /**
     * Looks at the user's stream at that time, or earlier where that was planned.
     *
     * @return whether the user is the first one now
     */
    synchronized boolean offer(UserId user, long at) {
        if (taken.computeIfPresent(user, (key, again) -> Math.min(again, at)) != null) {
            return false;
        }
        Place present = places.get(user);
        if (present == null ? !hasRoomFor(1) : present.held() || present.at() <= at) {
            return false;
        }
        if (present != null) {
            order.remove(present);
        }
        put(user, at, false);
        return order.first().user().equals(user);
    }

    /** The same for a user for whom nothing is planned. */
    synchronized void offerIfAbsent(UserId user, long at) {
        if (!places.containsKey(user)) {
            offer(user, at);
        }
    }

    synchronized boolean hasRoomFor(int users) {
        return places.size() + taken.size() + users <= max;
    }

    /** Takes some of those whose time has come; each is to be given back. */
    synchronized List<UserId> take(int most) {
        List<UserId> found = new ArrayList<>();
        while (found.size() < most && next() <= now()) {
            Place first = order.pollFirst();
            places.remove(first.user());
            taken.put(first.user(), NEVER);
            found.add(first.user());
        }
        return found;
    }

    /** The user was looked at; what was offered meanwhile counts. */
    synchronized void giveBack(UserId user) {
        Long again = taken.remove(user);
        if (again != null && again != NEVER) {
            put(user, again, false);
        }
    }

    /** The same, and is not to be looked at before that time. */
    synchronized void giveBackUntil(UserId user, long at) {
        taken.remove(user);
        put(user, at, true);
    }

    /** When the first one's time comes. */
    synchronized long next() {
        return order.isEmpty() ? NEVER : order.first().at();
    }

    private void put(UserId user, long at, boolean held) {
        Place place = new Place(at, numbers++, user, held);
        places.put(user, place);
        order.add(place);
    }
}
