package chat.duologue.store.jdbc.internal;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Does work on one thread for the whole process, a piece after the other, that nobody interrupts, because nobody else knows it.
 * The thread ends when there is nothing to do for a minute.
 *
 * <p>For H2: an interrupt that comes while it waits in the midst of a commit or a rollback leaves that half done; and a rollback
 * now and then puts a row back a second time, over what another transaction has committed there meanwhile.
 */
final class OwnThread {
    private static final ThreadGroup GROUP = new ThreadGroup("duologue-h2");
    private static final ThreadPoolExecutor THREAD = thread();

    private static ThreadPoolExecutor thread() {
        ThreadPoolExecutor thread =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), work -> {
                    Thread made = new Thread(GROUP, work, "duologue-h2");
                    made.setDaemon(true);
                    return made;
                });
        thread.allowCoreThreadTimeOut(true);
        return thread;
    }

    private OwnThread() {}

    /** Returns when it is done, also on a thread that is interrupted, and leaves it so. */
    static <T> T get(Supplier<T> work) {
        if (Thread.currentThread().getThreadGroup() == GROUP) {
            return work.get(); // or it would wait for itself
        }
        Future<T> result = THREAD.submit(work::get);
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
