package chat.duologue.internal.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that comes again and again, on a thread of its own and in small steps: after each it rests so many times as long as
 * the step took. Four times, where nothing else is said: then it uses at most a fifth of what it works on.
 */
final class Chore {
    private static final int RESTS = 4;
    private static final Logger LOG = LoggerFactory.getLogger(Chore.class);

    /** What every wait throws when the work is to end. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Stopped() {
            super(null, null, false, false);
        }
    }

    private final int rests;
    private final Duration interval;
    private final Runnable round;
    private final CompletableFuture<Void> stopping = new CompletableFuture<>();
    private final Thread thread;

    /**
     * @param interval from the end of a round to the next; the first comes after a random part of it
     * @param round    lets {@link Stopped} pass
     */
    Chore(String role, Duration interval, Runnable round) {
        this(role, RESTS, interval, round);
    }

    /** @param rests so many times as long as a step took it rests after it */
    Chore(String role, int rests, Duration interval, Runnable round) {
        this.rests = rests;
        this.interval = interval;
        this.round = round;
        this.thread = Threads.named(role).newThread(this::run);
    }

    void start() {
        thread.start();
    }

    /** Begins nothing more. */
    void stop() {
        stopping.complete(null);
    }

    private void run() {
        try {
            // nodes that start together don't work together
            rest(Duration.ofNanos(ThreadLocalRandom.current().nextLong(interval.toNanos())));
            while (true) {
                round.run();
                rest(interval);
            }
        } catch (Stopped e) {
            // as it was told
        }
    }

    /** Does a piece of the work, and rests. */
    <T> T step(Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        rest(Duration.ofNanos(rests * (System.nanoTime() - start)));
        return result;
    }

    void rest(Duration time) {
        try {
            stopping.get(time.toNanos(), TimeUnit.NANOSECONDS);
            throw new Stopped();
        } catch (TimeoutException e) {
            // rested
        } catch (InterruptedException | ExecutionException e) {
            throw new Stopped();
        }
    }

    /**
     * What someone else works out.
     *
     * @throws CompletionException with the cause, if they failed
     */
    <T> T await(CompletableFuture<T> result) {
        try {
            CompletableFuture.anyOf(result, stopping).get();
            if (stopping.isDone()) {
                throw new Stopped();
            }
            return result.get();
        } catch (InterruptedException e) {
            throw new Stopped();
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        }
    }

    /** Waits for the step that is being done, so that what it works on can be closed. */
    void close(Duration atMost) {
        stop();
        try {
            thread.join(atMost.toMillis());
            if (thread.isAlive()) {
                LOG.warn("{} still works on a step, though the server has stopped", thread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
