package chat.duologue.internal.engine;

import chat.duologue.store.spi.StoreException;
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
public final class Chore implements AutoCloseable {
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
    private final Duration patience;
    private final Runnable round;
    private final CompletableFuture<Void> stopping = new CompletableFuture<>();
    private final Thread thread;

    /**
     * @param interval from the end of a round to the next; the first comes after a random part of it
     * @param patience how long {@link #close} waits
     * @param round    lets {@link Stopped} pass; where it throws anything else, the next one tries again
     */
    Chore(String role, Duration interval, Duration patience, Runnable round) {
        this(role, RESTS, interval, patience, round);
    }

    /** @param rests so many times as long as a step took it rests after it */
    Chore(String role, int rests, Duration interval, Duration patience, Runnable round) {
        this.rests = rests;
        this.interval = interval;
        this.patience = patience;
        this.round = round;
        this.thread = Threads.named(role).newThread(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Begins nothing more. */
    public void stop() {
        stopping.complete(null);
    }

    private void run() {
        try {
            // nodes that start together don't work together
            rest(Duration.ofNanos(ThreadLocalRandom.current().nextLong(interval.toNanos())));
            while (true) {
                runOnce();
                rest(interval);
            }
        } catch (Stopped e) {
            // as it was told
        }
    }

    private void runOnce() {
        try {
            round.run();
        } catch (Stopped e) {
            throw e;
        } catch (StoreException e) {
            LOG.warn("A round of {} ended early, the next one goes on: {}", thread.getName(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("A round of {} failed; the next one tries again", thread.getName(), e);
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
    @Override
    public void close() {
        stop();
        try {
            thread.join(patience.toMillis());
            if (thread.isAlive()) {
                LOG.warn("{} still works on a step, though the server has stopped", thread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
