package chat.duologue;

import chat.duologue.internal.engine.Timer;
import chat.duologue.spi.Bus;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Several nodes without an engine between them: each looks into the database again and again, whether the streams of the users
 * who are connected to it have moved. For two or three nodes that share nothing but the database.
 *
 * <p>What is sent on another node arrives up to an interval later. The cost is one read by primary key for every 500 connected
 * users and interval. Nothing else crosses: typing, presence, limits of sessions and disconnects are each node's own.
 */
public final class PollingBus implements Bus {
    private static final Duration LEAST = Duration.ofMillis(10);

    private final Duration interval;
    private @Nullable Timer timer;

    private PollingBus(Duration interval) {
        this.interval = interval;
    }

    /**
     * Looks once in every interval.
     *
     * @param interval at least 10 ms; half a second is a good one
     * @throws IllegalArgumentException if it is shorter
     */
    public static PollingBus every(Duration interval) {
        if (interval.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException("interval must be at least " + LEAST + ", is " + interval);
        }
        return new PollingBus(interval);
    }

    @Override
    public synchronized void start(Receiver receiver) {
        if (timer != null) {
            throw new IllegalStateException("This bus was started before; make a new one");
        }
        Timer started = new Timer("polling");
        started.every(interval, receiver::mayHaveMissed);
        timer = started;
    }

    @Override
    public CompletionStage<?> subscribe(String channel) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void unsubscribe(String channel) {}

    @Override
    public void publish(String channel, byte[] note) {}

    @Override
    public CompletionStage<Reach> reach(String channel) {
        return CompletableFuture.completedFuture(Reach.UNKNOWN);
    }

    @Override
    public int maxNoteBytes() {
        return 0;
    }

    @Override
    public synchronized void stop() {
        if (timer != null) {
            timer.close();
        }
    }
}
