package chat.duologue.internal.engine;

import chat.duologue.ChatServerOptions;
import chat.duologue.RequestException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Calls the host's code: off the I/O threads, with a deadline, on a bounded number of threads. A call that misses its
 * deadline is interrupted; one that does not heed it keeps its thread until it returns. What the host hangs on results
 * and streams runs on threads of its own, since it has no deadline: it must not keep clients from logging in.
 */
public final class Callbacks implements AutoCloseable {
    private final ChatServerOptions options;
    private final Timer timer;
    private final ThreadPoolExecutor executor;
    /** Its queue holds one task for each follower and unanswered request of the host's, no more. */
    private final ThreadPoolExecutor listeners;

    public Callbacks(ChatServerOptions options, Timer timer) {
        this.options = options;
        this.timer = timer;
        this.executor = new ThreadPoolExecutor(
                options.callbackThreads(),
                options.callbackThreads(),
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(options.maxQueuedReads()),
                Threads.named("callback"));
        executor.allowCoreThreadTimeOut(true);
        this.listeners = new ThreadPoolExecutor(
                options.callbackThreads(),
                options.callbackThreads(),
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(),
                Threads.named("listener"));
        listeners.allowCoreThreadTimeOut(true);
    }

    /**
     * What the call returns or throws; {@code unavailable} where it misses its deadline or too many calls wait.
     * Completed by the thread that made the call, or by the timer's.
     */
    public <T> CompletableFuture<T> call(Callable<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Future<?> running;
        try {
            running = executor.submit(() -> {
                if (result.isDone()) {
                    return;
                }
                try {
                    result.complete(call.call());
                } catch (Exception | Error e) {
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(Unavailable.because("too many requests wait for a decision"));
        }
        RequestException late = Unavailable.because("no decision in time");
        result.whenComplete((value, error) -> {
            if (error == late) {
                running.cancel(true);
            }
        });
        return timer.within(options.callbackDeadline(), result, late);
    }

    /** Where the host's own continuations run. */
    public Executor executor() {
        return listeners;
    }

    /** The same result, told to the host's continuations on their own threads. */
    public <T> CompletableFuture<T> handOver(CompletableFuture<T> result) {
        CompletableFuture<T> handed = new CompletableFuture<>();
        result.whenComplete((value, error) -> {
            try {
                listeners.execute(() -> complete(handed, value, error));
            } catch (RejectedExecutionException e) {
                handed.completeExceptionally(Unavailable.because("the server stops"));
            }
        });
        return handed;
    }

    private static <T> void complete(CompletableFuture<T> future, T value, @Nullable Throwable error) {
        if (error == null) {
            future.complete(value);
        } else {
            boolean wrapped = error instanceof CompletionException && error.getCause() != null;
            future.completeExceptionally(wrapped ? error.getCause() : error);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        listeners.shutdownNow();
    }
}
