package chat.duologue.internal.session;

import chat.duologue.internal.engine.Reads;
import chat.duologue.model.Event;
import chat.duologue.model.EventPage;
import chat.duologue.model.UserId;
import org.jspecify.annotations.Nullable;

/**
 * A session's place in its user's stream: it feeds its sink every event after it, in order, none twice.
 *
 * <pre>
 *              event is not the next one, or the sink is full
 *   TAILING ────────────────────────────────────────────────────► CATCHING_UP: reads pages from the store,
 *      ▲                                                               │       waits while the sink is full
 *      └───────────────────────────────────────────────────────────────┘
 *                           cursor reached the newest known event
 * </pre>
 *
 * Thread-safe. Its lock is held while an event is put into the sink's queue, never across I/O.
 */
final class StreamCursor {
    /** Small enough to fit an outbox mostly, large enough to make reads rare. */
    private static final int PAGE_EVENTS = 100;

    /** Where the events go. */
    interface Sink {
        /** Takes the event into its queue, or says that it has no room now. Must not block or send. */
        boolean offer(StreamEvent event);

        /** Whether frames are not enough for it. */
        default boolean needsEvents() {
            return false;
        }

        /** Sends what was taken. Called without any lock. */
        void flush();
    }

    private final UserId user;
    private final Reads reads;
    private final Sink sink;

    private long cursor = Long.MAX_VALUE;
    private long known;
    private boolean catchingUp;
    private boolean reading;
    private boolean sinkFull;
    private boolean closed;

    StreamCursor(UserId user, Reads reads, Sink sink) {
        this.user = user;
        this.reads = reads;
        this.sink = sink;
    }

    /** Begins after this offset. What was published before the call is caught up with. */
    void start(long after, long head) {
        synchronized (this) {
            cursor = after;
            known = Math.max(known, head);
            catchingUp = cursor < known;
        }
        readOn();
    }

    /** A new event of the stream; in any order, any number of times. */
    void publish(StreamEvent event) {
        long offset = event.offset();
        boolean suits = event.event() != null || !sink.needsEvents();
        boolean taken = false;
        synchronized (this) {
            known = Math.max(known, offset);
            if (offset > cursor) {
                boolean isNext = suits && !catchingUp && offset == cursor + 1;
                taken = isNext && sink.offer(event);
                if (taken) {
                    cursor = offset;
                } else {
                    sinkFull |= isNext;
                    catchingUp = true;
                }
            }
        }
        if (taken) {
            sink.flush();
        } else {
            readOn();
        }
    }

    /** The stream's head as someone saw it: whoever is behind has missed something, and reads it. */
    void announce(long head) {
        synchronized (this) {
            known = Math.max(known, head);
            catchingUp |= cursor < known;
        }
        readOn();
    }

    /** Goes on where a read had failed. */
    void retry() {
        readOn();
    }

    /** The sink has room again. */
    void roomAgain() {
        synchronized (this) {
            sinkFull = false;
        }
        readOn();
    }

    /** The newest offset known, where every event up to it is in the sink; otherwise -1. */
    synchronized long headIfTailing() {
        return catchingUp ? -1 : known;
    }

    /** The newest offset known. */
    synchronized long head() {
        return known;
    }

    synchronized void close() {
        closed = true;
    }

    private void readOn() {
        long after;
        synchronized (this) {
            if (closed || !catchingUp || reading || sinkFull) {
                return;
            }
            reading = true;
            after = cursor;
        }
        reads.read(store -> store.events(user, after, PAGE_EVENTS)).whenComplete(this::take);
    }

    private void take(@Nullable EventPage page, @Nullable Throwable failure) {
        boolean progress;
        synchronized (this) {
            reading = false;
            if (page == null) {
                return; // the next event or tick tries again
            }
            long before = cursor;
            for (Event event : page.events()) {
                if (!sink.offer(StreamEvent.of(user, event, new StreamEvent.Body()))) {
                    sinkFull = true;
                    break;
                }
                cursor = event.offset();
            }
            if (!sinkFull) {
                cursor = Math.max(cursor, page.upTo());
                catchingUp = cursor < known;
            }
            known = Math.max(known, cursor);
            progress = cursor > before;
        }
        if (progress) {
            sink.flush();
            readOn();
        }
    }
}
