package chat.duologue.internal.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread for what waits for a time. What it runs must be short. */
public final class Timer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Timer.class);

    private final ScheduledThreadPoolExecutor executor;

    public Timer() {
        this("timer");
    }

    /** @param role names the thread */
    public Timer(String role) {
        executor = new ScheduledThreadPoolExecutor(1, Threads.named(role));
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Runs the task again and again; one that throws is logged and goes on. */
    public void every(Duration period, Runnable task) {
        every(period.toNanos(), period, task);
    }

    /** The same, but the first time at any moment of the first period: servers that start together don't do it together. */
    public void everyAbout(Duration period, Runnable task) {
        every(ThreadLocalRandom.current().nextLong(period.toNanos()), period, task);
    }

    private void every(long firstAfter, Duration period, Runnable task) {
        Runnable safe = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("A periodic task failed; it goes on", e);
            }
        };
        executor.scheduleWithFixedDelay(safe, firstAfter, period.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Fails the future with {@code fault} unless it ends in time. */
    <T> CompletableFuture<T> within(Duration deadline, CompletableFuture<T> future, RuntimeException fault) {
        if (!future.isDone() && !executor.isShutdown()) {
            Future<?> timeout = executor.schedule(
                    () -> future.completeExceptionally(fault), deadline.toNanos(), TimeUnit.NANOSECONDS);
            future.whenComplete((result, error) -> timeout.cancel(false));
        }
        return future;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
