package chat.duologue.bus.nats;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a connection, with all subscriptions. A lost one is replaced by a new one: that jnats (2.25.1) mends a connection was tried,
 * and left one in five that sent nothing any more, or heard nothing. Thread-safe.
 */
final class Link implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(250);
    /** A connection without an answer for so long is lost. */
    private static final Duration DEAD_AFTER = Duration.ofSeconds(2);

    /** NATS takes these well before that. */
    private static final int SUBSCRIPTIONS_AT_ONCE = 1_000;

    private final Reports reports = new Reports(this::replace);
    private final Options options;
    private final Set<String> channels;
    private final BiConsumer<Connection, Message> receiver;
    private final Runnable connected;
    private final Thread thread = new Thread(this::stayConnected, "duologue-nats-1");
    /** Those who want to know when the server has got what they sent. Completed ones only wake the thread. */
    private final BlockingQueue<CompletableFuture<Void>> asking = new LinkedBlockingQueue<>();

    private volatile @Nullable Connection connection;
    private @Nullable Dispatcher dispatcher;
    private volatile boolean closed;
    /** Whether the connection is to be replaced. */
    private volatile boolean spoilt;
    /** The thread's alone. */
    private boolean away;

    /**
     * @param channels  to be subscribed to, at any time
     * @param connected is told after each connect
     */
    Link(Options options, Set<String> channels, BiConsumer<Connection, Message> receiver, Runnable connected) {
        ConnectionListener hosts = options.getConnectionListener();
        this.options = new Options.Builder(options)
                .connectionListener((of, event) -> {
                    if (hosts != null) {
                        hosts.connectionEvent(of, event, System.currentTimeMillis(), null);
                    }
                    wake();
                })
                .errorListener(reports)
                .build();
        this.channels = channels;
        this.receiver = receiver;
        this.connected = connected;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Null while there is none. */
    @Nullable Connection connection() {
        return connection;
    }

    private void wake() {
        asking.add(CompletableFuture.completedFuture(null));
    }

    private void replace() {
        spoilt = true;
        wake();
    }

    private void stayConnected() {
        try {
            while (!closed) {
                try {
                    serve(Nats.connect(options));
                } catch (IOException | IllegalStateException e) {
                    saysThatItIsAway(Objects.requireNonNullElse(reports.last(), e));
                }
                pause();
            }
        } catch (InterruptedException e) {
            NatsBus.LOG.warn("The link to NATS was interrupted by code that does not own it, and ends");
        }
    }

    /** Whatever wakes the thread meanwhile: a connection that fails does. */
    private void pause() throws InterruptedException {
        long end = System.nanoTime()
                + PAUSE.toNanos()
                + ThreadLocalRandom.current().nextLong(PAUSE.toNanos());
        for (long left = end - System.nanoTime(); left > 0 && !closed; left = end - System.nanoTime()) {
            asking.poll(left, TimeUnit.NANOSECONDS);
        }
    }

    /** Once for each outage. */
    private void saysThatItIsAway(Object why) {
        if (!away && !closed) {
            NatsBus.LOG.warn("NATS is away ({}); until it is back, events of other nodes come late", why);
        }
        away = true;
    }

    private void serve(Connection made) throws InterruptedException {
        try {
            serveWhileItAnswers(made);
        } finally {
            leave();
            made.close();
        }
    }

    private void serveWhileItAnswers(Connection made) throws InterruptedException {
        synchronized (this) {
            Dispatcher all = made.createDispatcher(message -> receiver.accept(made, message));
            all.setPendingLimits(-1, -1); // the receiver only looks at them, and never waits
            dispatcher = all;
            connection = made;
        }
        spoilt = false;
        boolean answers = subscribeToAll(made);
        if (answers) {
            away = false;
            NatsBus.LOG.info("NATS is there");
            tell();
        }
        while (!closed && answers && !spoilt && made.getStatus() == Connection.Status.CONNECTED) {
            List<CompletableFuture<Void>> asked = new ArrayList<>();
            asked.add(asking.take());
            asking.drainTo(asked);
            answers = asked.stream().allMatch(CompletableFuture::isDone) || answers(made);
            asked.forEach(each -> each.complete(null));
        }
        saysThatItIsAway(spoilt ? "too slow" : answers ? "the connection was closed" : "it does not answer");
    }

    private boolean subscribeToAll(Connection made) throws InterruptedException {
        int sent = 0;
        for (String channel : channels) {
            synchronized (this) {
                Dispatcher to = dispatcher;
                if (to != null && channels.contains(channel)) { // else it was just left
                    to.subscribe(channel);
                }
            }
            if (++sent % SUBSCRIPTIONS_AT_ONCE == 0 && !answers(made)) {
                return false;
            }
        }
        return answers(made);
    }

    private void tell() {
        try {
            connected.run();
        } catch (RuntimeException e) {
            NatsBus.LOG.error("The server failed to look for what it may have missed", e);
        }
    }

    private static boolean answers(Connection asked) throws InterruptedException {
        try {
            asked.flush(DEAD_AFTER);
            return true;
        } catch (TimeoutException | IllegalStateException e) {
            return false;
        }
    }

    private void leave() {
        synchronized (this) {
            connection = null;
            dispatcher = null;
        }
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        asking.drainTo(asked);
        asked.forEach(each -> each.complete(null));
    }

    /** Completed when the server has it, or when that takes too long. */
    CompletableFuture<?> subscribe(String channel) {
        CompletableFuture<Void> inEffect = new CompletableFuture<>();
        synchronized (this) {
            Dispatcher to = dispatcher;
            if (to == null) {
                inEffect.complete(null);
            } else {
                attempt(() -> to.subscribe(channel));
                inEffect.completeOnTimeout(null, NatsBus.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                asking.add(inEffect);
            }
        }
        return inEffect;
    }

    synchronized void unsubscribe(String channel) {
        Dispatcher from = dispatcher;
        if (from != null) {
            attempt(() -> from.unsubscribe(channel));
        }
    }

    private static void attempt(Runnable call) {
        try {
            call.run();
        } catch (IllegalStateException e) {
            NatsBus.LOG.debug("NATS went away meanwhile", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        wake();
    }
}
