package chat.duologue.internal.engine;

import chat.duologue.ChatServerOptions;
import chat.duologue.ErrorCode;
import chat.duologue.RequestException;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.StoreException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads from the store on a few threads, within a deadline, past a bounded queue. */
public final class Reads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reads.class);

    private static final Duration A_MOMENT = Duration.ofMillis(500);

    private final ChatStore store;
    private final ChatServerOptions options;
    private final Timer timer;
    private final ThreadPoolExecutor executor;

    public Reads(ChatStore store, ChatServerOptions options, Timer timer) {
        this(store, options, timer, "reader", options.readerThreads());
    }

    /** On threads of another name, and as many as that. */
    Reads(ChatStore store, ChatServerOptions options, Timer timer, String role, int threads) {
        this.store = store;
        this.options = options;
        this.timer = timer;
        this.executor = new ThreadPoolExecutor(
                threads,
                threads,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(options.maxQueuedReads()),
                Threads.named(role));
    }

    /** The result of the read, or a {@link RequestException}; completed by a reader thread. */
    public <T> CompletableFuture<T> read(Function<ChatStore, T> read) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            executor.execute(() -> run(read, result));
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    Unavailable.because(executor.isShutdown() ? "the server stops" : "too many reads wait"));
        }
        return timer.within(options.storeDeadline(), result, Unavailable.because("the store does not answer"));
    }

    private <T> void run(Function<ChatStore, T> read, CompletableFuture<T> result) {
        if (result.isDone()) {
            return;
        }
        try {
            result.complete(read.apply(store));
        } catch (StoreException e) {
            LOG.warn("A read failed: {}", e.getMessage());
            result.completeExceptionally(
                    e.isPassing()
                            ? Unavailable.because("the store can't answer now")
                            : new RequestException(ErrorCode.INTERNAL, "the store failed"));
        } catch (Exception | Error e) {
            LOG.error("A read failed", e);
            result.completeExceptionally(new RequestException(ErrorCode.INTERNAL, "the store failed"));
        }
    }

    /** Takes nothing new, and waits a moment for what was asked: the host may close the store then. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(A_MOMENT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("The store does not answer what was asked before the stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
