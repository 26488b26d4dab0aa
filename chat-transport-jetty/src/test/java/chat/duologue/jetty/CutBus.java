package chat.duologue.jetty;

import chat.duologue.spi.Bus;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** A node's way to the others, which a test can cut: then neither side hears the other. */
final class CutBus implements Bus {
    private final Bus real;
    private volatile Receiver receiver;
    private volatile boolean cut;
    /** Where something was said. */
    final Set<String> channels = ConcurrentHashMap.newKeySet();

    CutBus(Bus real) {
        this.real = real;
    }

    void cut() {
        cut = true;
    }

    /** As a bus does that was away. */
    void mend() {
        cut = false;
        receiver.mayHaveMissed();
    }

    @Override
    public void start(Receiver to) {
        receiver = to;
        real.start(new Receiver() {
            @Override
            public void received(String channel, byte[] note) {
                if (!cut) {
                    to.received(channel, note);
                }
            }

            @Override
            public void mayHaveMissed() {
                to.mayHaveMissed();
            }
        });
    }

    @Override
    public CompletionStage<?> subscribe(String channel) {
        return real.subscribe(channel);
    }

    @Override
    public void unsubscribe(String channel) {
        real.unsubscribe(channel);
    }

    @Override
    public void publish(String channel, byte[] note) {
        channels.add(channel);
        if (!cut) {
            real.publish(channel, note);
        }
    }

    @Override
    public CompletionStage<Reach> reach(String channel) {
        return cut ? CompletableFuture.completedFuture(Reach.UNKNOWN) : real.reach(channel);
    }

    @Override
    public int maxNoteBytes() {
        return real.maxNoteBytes();
    }

    @Override
    public Optional<Duration> pollInterval() {
        return real.pollInterval();
    }

    @Override
    public void stop() {
        real.stop();
    }
}
