package chat.duologue.internal.session;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets what one thread puts into outboxes leave together: the frames that a commit brings to a session go in one write, not
 * one each. Thread-safe.
 */
public final class Flushes {
    private final ThreadLocal<@Nullable List<Outbox>> held = new ThreadLocal<>();

    /** Runs the task, and flushes at its end what it would have flushed meanwhile. */
    public void together(Runnable task) {
        List<Outbox> waiting = new ArrayList<>();
        held.set(waiting);
        try {
            task.run();
        } finally {
            held.remove();
            waiting.forEach(Outbox::flush);
        }
    }

    void flush(Outbox outbox) {
        List<Outbox> waiting = held.get();
        if (waiting == null) {
            outbox.flush();
        } else {
            waiting.add(outbox);
        }
    }
}
