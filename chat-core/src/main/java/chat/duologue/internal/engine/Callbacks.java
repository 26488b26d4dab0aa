package chat.duologue.internal.engine;

import chat.duologue.ChatServerOptions;
import chat.duologue.RequestException;
import chat.duologue.model.UserId;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Calls the host's code: off the I/O threads, with a deadline, on a bounded number of threads. A call that misses its
 * deadline is interrupted; one that does not heed it keeps its thread until it returns. What the host hangs on results
 * and streams runs on threads of its own, since it has no deadline, and so does its interceptor, which may ask a service
 * that hangs: neither must keep clients from logging in.
 */
public final class Callbacks implements AutoCloseable {
    private final ChatServerOptions options;
    private final Timer timer;
    private final ThreadPoolExecutor executor;
    private final ThreadPoolExecutor interceptors;
    private final FairShares interceptions;
    /** Its queue holds one task for each follower and unanswered request of the host's, no more. */
    private final ThreadPoolExecutor listeners;

    public Callbacks(ChatServerOptions options, Timer timer) {
        this.options = options;
        this.timer = timer;
        this.executor = threads("callback", new ArrayBlockingQueue<>(options.maxQueuedReads()));
        this.interceptors = threads("interceptor", new ArrayBlockingQueue<>(options.maxQueuedReads()));
        this.interceptions =
                new FairShares(interceptors, Math.max(1, options.callbackThreads() / 4), options.maxQueuedReads());
        this.listeners = threads("listener", new LinkedBlockingQueue<>());
    }

    private ThreadPoolExecutor threads(String role, BlockingQueue<Runnable> queue) {
        int number = options.callbackThreads();
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(number, number, 1, TimeUnit.MINUTES, queue, Threads.named(role));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /**
     * What the call returns or throws; {@code unavailable} where it misses its deadline or too many calls wait.
     * Completed by the thread that made the call, or by the timer's.
     */
    public <T> CompletableFuture<T> call(Callable<T> call) {
        return call(call, options.callbackDeadline(), executor);
    }

    /** The same for the interceptor, and what a user says. */
    <T> CompletableFuture<T> intercept(UserId user, Callable<T> call) {
        return call(call, options.interceptorDeadline(), task -> interceptions.execute(user, task));
    }

    private <T> CompletableFuture<T> call(Callable<T> call, Duration deadline, Executor threads) {
        CompletableFuture<T> result = new CompletableFuture<>();
        FutureTask<?> running = new FutureTask<>(() -> run(call, result), null);
        try {
            threads.execute(running);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(Unavailable.because("too many requests wait for a decision"));
        }
        RequestException late = Unavailable.because("no decision in time");
        result.whenComplete((value, error) -> {
            if (error == late) {
                running.cancel(true);
            }
        });
        return timer.within(deadline, result, late);
    }

    private static <T> void run(Callable<T> call, CompletableFuture<T> result) {
        T value = null;
        Throwable fault = null;
        try {
            value = call.call();
        } catch (Exception | Error e) {
            fault = e;
        }
        Thread.interrupted(); // one that the host left behind is not for what hangs on the result
        if (fault == null) {
            result.complete(value);
        } else {
            result.completeExceptionally(fault);
        }
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
        interceptors.shutdownNow();
        listeners.shutdownNow();
    }
}
