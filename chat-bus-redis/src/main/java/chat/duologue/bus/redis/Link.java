package chat.duologue.bus.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import chat.duologue.spi.Bus.Reach;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a connection, with all subscriptions; a lost one is replaced by a new one. A thread of its own does that, one thing after
 * the other as it was asked to: Lettuce would send what its own threads say before what others have said already. Thread-safe.
 */
final class Link implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration PING_INTERVAL = Duration.ofSeconds(2);
    /** A connection without an answer for so long is lost. */
    private static final Duration DEAD_AFTER = Duration.ofSeconds(2);
    /** Redis takes these well before that. */
    private static final int SUBSCRIPTIONS_AT_ONCE = 1_000;

    private final Client client;
    private final BiConsumer<String, byte[]> receiver;
    private final Runnable connected;
    private final Thread thread = new Thread(this::stayConnected, "duologue-redis-1");
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private volatile @Nullable Outgoing outgoing;
    private volatile boolean closed;

    // the thread's alone
    private final Set<String> channels = new HashSet<>();
    private @Nullable StatefulRedisPubSubConnection<byte[], byte[]> connection;
    private boolean away;

    /**
     * @param client    which is closed with this link
     * @param receiver  of what comes, with its channel
     * @param connected is told after each connect, once all subscriptions are in effect
     */
    Link(Client client, BiConsumer<String, byte[]> receiver, Runnable connected) {
        this.client = client;
        this.receiver = receiver;
        this.connected = connected;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void stayConnected() {
        try (client) {
            while (!closed) {
                try {
                    serve(client.connect());
                } catch (RuntimeException e) {
                    saysThatItIsAway(rootOf(e));
                }
                work(PAUSE.plusMillis(ThreadLocalRandom.current().nextLong(PAUSE.toMillis())));
            }
        } catch (InterruptedException e) {
            RedisBus.LOG.warn("The link to Redis was interrupted by code that does not own it, and ends");
        }
    }

    private void serve(StatefulRedisPubSubConnection<byte[], byte[]> made) throws InterruptedException {
        try {
            made.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(byte[] channel, byte[] note) {
                    receiver.accept(new String(channel, US_ASCII), note);
                }
            });
            made.addListener(new RedisConnectionStateListener() {
                @Override
                public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
                    wake();
                }
            });
            serveWhileItAnswers(made);
        } finally {
            connection = null;
            outgoing = null;
            made.close();
        }
    }

    private void serveWhileItAnswers(StatefulRedisPubSubConnection<byte[], byte[]> made) throws InterruptedException {
        boolean answers = subscribeToAll(made);
        if (answers) {
            connection = made;
            outgoing = new Outgoing(made);
            away = false;
            RedisBus.LOG.info("Redis is there");
            tell();
        }
        while (!closed && answers) {
            work(PING_INTERVAL);
            answers = answers(made);
        }
        saysThatItIsAway(made.isOpen() ? "it does not answer" : "the connection was closed");
    }

    private boolean subscribeToAll(StatefulRedisPubSubConnection<byte[], byte[]> made) throws InterruptedException {
        int sent = 0;
        for (String channel : channels) {
            made.async().subscribe(bytes(channel));
            if (++sent % SUBSCRIPTIONS_AT_ONCE == 0 && !answers(made)) {
                return false;
            }
        }
        return answers(made);
    }

    private static boolean answers(StatefulRedisPubSubConnection<byte[], byte[]> asked) throws InterruptedException {
        try {
            asked.async().ping().get(DEAD_AFTER.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            return false;
        }
    }

    private void tell() {
        try {
            connected.run();
        } catch (RuntimeException e) {
            RedisBus.LOG.error("The server failed to look for what it may have missed", e);
        }
    }

    /** Once for each outage. */
    private void saysThatItIsAway(Object why) {
        if (!away && !closed) {
            RedisBus.LOG.warn("Redis is away ({}); until it is back, events of other nodes come late", why);
        }
        away = true;
    }

    private static Throwable rootOf(Throwable error) {
        Throwable root = error;
        for (Throwable cause = root.getCause(); cause != null; cause = cause.getCause()) {
            root = cause;
        }
        return root;
    }

    /** Does what others ask for, so long, or until the connection or this link is closed. */
    private void work(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !closed && !isLost(); left = end - System.nanoTime()) {
            Runnable task = tasks.poll(left, TimeUnit.NANOSECONDS);
            if (task != null) {
                task.run();
            }
        }
    }

    private boolean isLost() {
        return connection != null && !connection.isOpen();
    }

    private void wake() {
        tasks.add(() -> {});
    }

    /** Completed when Redis has it, or while it is away. */
    CompletableFuture<Void> subscribe(String channel) {
        CompletableFuture<Void> inEffect = new CompletableFuture<>();
        tasks.add(() -> {
            channels.add(channel);
            if (connection == null) {
                inEffect.complete(null);
            } else {
                connection.async().subscribe(bytes(channel)).whenComplete((done, error) -> {
                    if (error instanceof RedisCommandExecutionException) {
                        RedisBus.LOG.warn("Redis refuses to subscribe: {}", error.getMessage());
                    }
                    inEffect.complete(null);
                });
            }
        });
        return inEffect;
    }

    void unsubscribe(String channel) {
        tasks.add(() -> {
            if (channels.remove(channel) && connection != null) {
                connection.async().unsubscribe(bytes(channel));
            }
        });
    }

    void publish(String channel, byte[] note) {
        Outgoing through = outgoing;
        if (through != null) {
            through.publish(bytes(channel), note);
        }
    }

    CompletableFuture<Reach> reach(String channel) {
        CompletableFuture<Reach> answer = new CompletableFuture<>();
        tasks.add(() -> {
            if (connection == null) {
                answer.complete(Reach.UNKNOWN);
            } else {
                long own = channels.contains(channel) ? 1 : 0;
                connection
                        .async()
                        .pubsubNumsub(bytes(channel))
                        .whenComplete((counts, error) ->
                                answer.complete(error == null ? reached(counts, own) : Reach.UNKNOWN));
            }
        });
        return answer;
    }

    private static Reach reached(Map<byte[], Long> counts, long own) {
        return counts.values().stream().anyMatch(count -> count > own) ? Reach.REACHED : Reach.NONE;
    }

    private static byte[] bytes(String channel) {
        return channel.getBytes(US_ASCII);
    }

    @Override
    public void close() {
        closed = true;
        wake();
    }
}
