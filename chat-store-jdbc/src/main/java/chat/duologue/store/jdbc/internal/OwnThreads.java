package chat.duologue.store.jdbc.internal;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Does work on threads that nobody interrupts, because nobody else knows them. For H2: an interrupt that comes while it
 * waits in the midst of a commit or a rollback leaves that half done, and what is stored no longer adds up. The threads
 * end when there is nothing to do for a minute.
 */
final class OwnThreads {
    private final AtomicInteger threads = new AtomicInteger();
    private final ExecutorService executor = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "duologue-h2-" + threads.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });

    /** Returns when it is done, also on a thread that is interrupted, and leaves it so. */
    <T> T get(Supplier<T> work) {
        Future<T> result = executor.submit(work::get);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw (Error) e.getCause();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
