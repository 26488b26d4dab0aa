package chat.duologue.internal.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What no node must miss: the last notes of each kind, to be told again. A bus may lose one in silence, so each is told three times
 * within some seconds; and when it was away, all of them are told once more. Who has heard one ignores it from then on. Thread-safe.
 */
final class Reminders {
    private static final int REMEMBERED = 10_000;
    private static final int TELLINGS = 3;

    /**
     * One of them.
     *
     * @param number by which it is known again; 1 or more
     * @param told   when it was told first, in nanoseconds
     */
    record Reminder(long number, List<String> channels, Note note, long told) {}

    private static final class Standing {
        final Reminder reminder;
        private int tellings = 1;

        Standing(Reminder reminder) {
            this.reminder = reminder;
        }

        /** Counts, too. */
        boolean isToBeToldAgain() {
            boolean again = tellings < TELLINGS;
            tellings += again ? 1 : 0;
            return again;
        }
    }

    private final LongSupplier nanoTime;
    /** By their kinds: users can block each other as often as they like, and must not push out whom the host has sent away. */
    private final Map<Class<?>, Deque<Standing>> standing = new HashMap<>();

    private long number;

    Reminders(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Remembers a note that is being told. */
    synchronized Reminder add(List<String> channels, Note note) {
        number++;
        Reminder added = new Reminder(number, List.copyOf(channels), note, nanoTime.getAsLong());
        Deque<Standing> ofKind = standing.computeIfAbsent(note.getClass(), kind -> new ArrayDeque<>());
        ofKind.add(new Standing(added));
        if (ofKind.size() > REMEMBERED) {
            ofKind.remove();
        }
        return added;
    }

    /** How long ago it was told first. */
    Duration age(Reminder reminder) {
        return Duration.ofNanos(nanoTime.getAsLong() - reminder.told);
    }

    /** Those that were told only once or twice, to be told again now. */
    synchronized List<Reminder> young() {
        return again(Standing::isToBeToldAgain);
    }

    /**
     * All of them, to be told again now. That does not count: a node that has just started asks for it, too, and a bus that loses
     * notes for a moment would lose all tellings of one.
     */
    synchronized List<Reminder> all() {
        return again(each -> true);
    }

    private List<Reminder> again(Predicate<Standing> which) {
        return standing.values().stream()
                .flatMap(Deque::stream)
                .filter(which)
                .map(each -> each.reminder)
                .sorted(Comparator.comparingLong(Reminder::number))
                .toList();
    }
}
