package chat.duologue.internal.session;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The unanswered requests of one session, in the order they came: the order they are answered in. Not thread-safe. */
final class Replies {
    private final Deque<Slot> slots = new ArrayDeque<>(2);
    private long bytes;

    /** A place for the reply to a request of that size, or null where one of that id is unanswered. */
    @Nullable Slot open(@Nullable String id, int requestBytes) {
        if (id != null) {
            for (Slot slot : slots) {
                if (id.equals(slot.id)) {
                    return null;
                }
            }
        }
        Slot slot = new Slot(id, requestBytes);
        slots.add(slot);
        bytes += requestBytes;
        return slot;
    }

    /** The next reply that may leave, or null. */
    @Nullable String poll() {
        Slot first = slots.peek();
        if (first == null || first.reply == null) {
            return null;
        }
        slots.remove();
        bytes -= first.requestBytes;
        return first.reply;
    }

    int size() {
        return slots.size();
    }

    /** What the unanswered requests hold in memory, about. */
    long bytes() {
        return bytes;
    }

    static final class Slot {
        private final @Nullable String id;
        private final int requestBytes;
        private @Nullable String reply;

        private Slot(@Nullable String id, int requestBytes) {
            this.id = id;
            this.requestBytes = requestBytes;
        }

        /** Fills the place: the caller holds the lock that guards the queue. */
        void fill(String frame) {
            reply = frame;
        }
    }
}
