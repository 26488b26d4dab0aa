package chat.duologue.internal.engine;

import chat.duologue.model.UserId;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets each user have at most some of an executor's threads, so that one whose tasks are slow does not keep the others from
 * theirs: what is beyond a user's share waits in a line of the user's own. Thread-safe.
 */
final class FairShares {
    private static final Logger LOG = LoggerFactory.getLogger(FairShares.class);

    private final Executor executor;
    private final int share;
    private final int maxWaiting;
    /** Only of users who have a task. */
    private final Map<UserId, Line> lines = new HashMap<>();

    private int waiting;

    private static final class Line {
        private int running;
        private final Queue<Runnable> waiting = new ArrayDeque<>(0);
    }

    /**
     * Shares of an executor.
     *
     * @param share      how many tasks of one user may run or be with the executor, 1 or more
     * @param maxWaiting how many may wait in all lines together
     */
    FairShares(Executor executor, int share, int maxWaiting) {
        this.executor = executor;
        this.share = share;
        this.maxWaiting = maxWaiting;
    }

    /** @throws RejectedExecutionException if too many tasks wait */
    void execute(UserId user, Runnable task) {
        synchronized (this) {
            Line line = lines.computeIfAbsent(user, any -> new Line());
            if (line.running == share) {
                if (waiting == maxWaiting) {
                    throw new RejectedExecutionException();
                }
                waiting++;
                line.waiting.add(task);
                return;
            }
            line.running++;
        }
        try {
            start(user, task);
        } catch (RejectedExecutionException e) {
            goOn(user);
            throw e;
        }
    }

    private void start(UserId user, Runnable task) {
        executor.execute(() -> {
            try {
                task.run();
            } finally {
                goOn(user);
            }
        });
    }

    /**
     * A task of the user's has ended: the next one gets behind those of others that are with the executor already. One that
     * the executor has no room for is dropped; the deadline of its call answers it.
     */
    private void goOn(UserId user) {
        for (Runnable next = next(user); next != null; next = next(user)) {
            try {
                start(user, next);
                return;
            } catch (RejectedExecutionException e) {
                LOG.debug("No room for a call of {} that waited", user);
            }
        }
    }

    private synchronized @Nullable Runnable next(UserId user) {
        Line line = lines.get(user);
        if (line == null) {
            return null;
        }
        Runnable next = line.waiting.poll();
        if (next != null) {
            waiting--;
            return next;
        }
        if (--line.running == 0) {
            lines.remove(user);
        }
        return null;
    }

    /** How many users have a task. */
    synchronized int users() {
        return lines.size();
    }
}
