package chat.duologue.internal.listener;

import chat.duologue.internal.engine.Threads;
import chat.duologue.internal.listener.StreamReader.HostCall;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls the host on a few threads. One that takes too long is interrupted, and over only when it returns: so no user's calls
 * overlap. As many wait as their follower begins at once.
 */
final class HostCalls {
    private final long deadline;
    private final ThreadPoolExecutor executor;
    private final Set<Call> running = ConcurrentHashMap.newKeySet();

    HostCalls(String role, int threads, Duration deadline) {
        this.deadline = deadline.toNanos();
        this.executor = new ThreadPoolExecutor(
                threads, threads, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), Threads.named(role));
        executor.allowCoreThreadTimeOut(true);
    }

    /** @param over gets what was thrown, or null; may be called by this thread */
    void start(HostCall call, Consumer<@Nullable Throwable> over) {
        try {
            executor.execute(new Call(call, over));
        } catch (RejectedExecutionException e) {
            over.accept(e);
        }
    }

    /** To be called from time to time. */
    void interruptTheLate() {
        long now = System.nanoTime();
        running.forEach(call -> call.interruptIfLate(now));
    }

    void close() {
        executor.shutdownNow();
    }

    private final class Call implements Runnable {
        private final HostCall call;
        private final Consumer<@Nullable Throwable> over;
        private final Object lock = new Object();
        private @Nullable Thread thread;
        private long since;

        Call(HostCall call, Consumer<@Nullable Throwable> over) {
            this.call = call;
            this.over = over;
        }

        @Override
        public void run() {
            began();
            Throwable fault = null;
            try {
                call.run();
            } catch (Throwable e) { // whatever the host throws: the user's stream waits for it
                fault = e;
            }
            ended();
            over.accept(fault);
        }

        private void began() {
            synchronized (lock) {
                thread = Thread.currentThread();
                since = System.nanoTime();
            }
            running.add(this);
        }

        private void ended() {
            running.remove(this);
            synchronized (lock) {
                thread = null;
            }
            Thread.interrupted();
        }

        private void interruptIfLate(long now) {
            synchronized (lock) {
                if (thread != null && now - since > deadline) {
                    thread.interrupt();
                }
            }
        }
    }
}
