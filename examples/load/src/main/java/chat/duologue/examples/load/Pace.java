package chat.duologue.examples.load;

import org.jspecify.annotations.Nullable;

/**
 * How fast the senders go: each keeps a window of unanswered sends full until the time is over, or all follow a
 * schedule, where message {@code k} is the turn of sender {@code k} modulo their number.
 */
final class Pace {
    /** Unanswered sends per sender on a schedule; what is due beyond them waits, and its waiting counts as latency. */
    private static final int IN_FLIGHT_ON_SCHEDULE = 256;

    private static final int SMALLEST_CAPACITY = 1024;

    private final Timeline timeline;
    private final int inFlight;
    private final @Nullable Schedule schedule;
    private final int senders;

    private Pace(Timeline timeline, int inFlight, @Nullable Schedule schedule, int senders) {
        this.timeline = timeline;
        this.inFlight = inFlight;
        this.schedule = schedule;
        this.senders = senders;
    }

    static Pace window(Timeline timeline, int window) {
        return new Pace(timeline, window, null, 1);
    }

    static Pace schedule(Timeline timeline, Schedule schedule, int senders) {
        return new Pace(timeline, IN_FLIGHT_ON_SCHEDULE, schedule, senders);
    }

    boolean isScheduled() {
        return schedule != null;
    }

    int inFlight() {
        return inFlight;
    }

    /** How many messages per sender are remembered: a power of two, well above what is in flight. */
    int capacity() {
        return Math.max(SMALLEST_CAPACITY, Integer.highestOneBit(inFlight) * 4);
    }

    /** Whether a sender may send one more, given how many messages of the schedule it owes. */
    boolean allows(long owed) {
        return schedule == null ? timeline.now() < timeline.measureTo() : owed > 0;
    }

    /** The time that the latency of a sender's message counts from: when it is due, or now. */
    long due(int sender, long number) {
        return schedule == null ? timeline.now() : schedule.due(sender + (number - 1) * senders);
    }
}
