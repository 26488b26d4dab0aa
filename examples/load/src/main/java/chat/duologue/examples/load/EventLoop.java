package chat.duologue.examples.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One thread that serves many connections. Everything about a connection happens on its loop's thread, so nothing
 * here needs a lock; other threads hand work in with {@link #execute}. What the connections write during one turn is
 * flushed at the turn's end, so that answers to a batch of replies leave in one system call.
 */
final class EventLoop implements AutoCloseable {
    private static final long CALL_SECONDS = 60;

    private record Timer(long at, Runnable task) {}

    private final Selector selector;
    private final Thread thread;
    private final ByteBuffer readBuffer = ByteBuffer.allocate(64 << 10);
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::at));
    private final ArrayDeque<WireClient> unflushed = new ArrayDeque<>();
    private @Nullable LongConsumer everyTurn;
    private volatile boolean stopped;
    private volatile @Nullable Throwable fault;

    EventLoop(String name) throws IOException {
        selector = Selector.open();
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs a task on the loop's thread, soon; from any thread. */
    void execute(Runnable task) {
        tasks.add(task);
        wakeUp();
    }

    /** Runs a task on the loop's thread and waits for what it returns; from any other thread. */
    <T> T call(Callable<T> task) throws InterruptedException {
        CompletableFuture<T> result = new CompletableFuture<>();
        execute(() -> {
            try {
                result.complete(task.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.get(CALL_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a task of " + thread.getName() + " failed", e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException(thread.getName() + " does not answer", fault == null ? e : fault);
        }
    }

    /** Ends the present wait, so that what is due gets done; from any thread. */
    void wakeUp() {
        selector.wakeup();
    }

    /** Runs a task at a time of {@link System#nanoTime}, up to a millisecond late; on the loop's thread. */
    void schedule(long at, Runnable task) {
        timers.add(new Timer(at, task));
    }

    /** What to do once in every turn, with the time; on the loop's thread. Null for nothing. */
    void onEveryTurn(@Nullable LongConsumer action) {
        everyTurn = action;
    }

    /** Registers a connecting channel; on the loop's thread. */
    SelectionKey register(SocketChannel channel, WireClient client) throws IOException {
        return channel.register(selector, SelectionKey.OP_CONNECT, client);
    }

    void flushLater(WireClient client) {
        unflushed.add(client);
    }

    /** Stops the thread and closes the connections that are left. */
    @Override
    public void close() {
        stopped = true;
        wakeUp();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (selector) {
            while (!stopped) {
                turn();
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        } catch (IOException | RuntimeException | Error e) {
            fault = e;
            System.err.println(thread.getName() + " ended: " + e);
            e.printStackTrace();
        }
    }

    private void turn() throws IOException {
        selector.select(this::ready, millisToNextTimer());
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        long now = System.nanoTime();
        for (Timer next = timers.peek(); next != null && next.at() - now <= 0; next = timers.peek()) {
            timers.remove();
            next.task().run();
        }
        if (everyTurn != null) {
            everyTurn.accept(now);
        }
        for (WireClient client = unflushed.poll(); client != null; client = unflushed.poll()) {
            client.flush();
        }
    }

    private long millisToNextTimer() {
        Timer next = timers.peek();
        // 0 means: until something happens.
        return next == null ? 0 : Math.max(1, (next.at() - System.nanoTime() + 999_999) / 1_000_000);
    }

    private void ready(SelectionKey key) {
        ((WireClient) key.attachment()).ready(key, readBuffer);
    }
}
