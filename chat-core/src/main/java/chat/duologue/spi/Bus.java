package chat.duologue.spi;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Carries short notes between the nodes of a chat: a thin client of an engine that passes messages on. A note is a hint. It may
 * be lost, doubled, delayed, or come after a later one: that costs a node a read of the store, and nobody an event. What a bus
 * must not do is block, throw because its engine is away, or keep silent when it may have lost something for a while.
 *
 * <p>A channel is a name of 1 to 1,000 characters of {@code A-Z}, {@code a-z}, {@code 0-9}, {@code _}, {@code -} and
 * {@code .}; the server's own channels begin with the id of its store's streams, so that chats which share an engine don't hear
 * each other. Who can publish on them can lie to clients: the engine is to be reachable for nodes only.
 *
 * <p>Implementations are thread-safe, and pass the contract tests ({@code BusContract}, in the test-jar of {@code chat-core}).
 */
public interface Bus {
    /** What a node hears. Any thread may call; calls are short, and never throw. */
    interface Receiver {
        /** A note of a channel that was subscribed to; also one of this node's own, which is then ignored. */
        void received(String channel, byte[] note);

        /** Notes may have been lost: say, since the engine was away and is back. Every stream is compared with the store then. */
        void mayHaveMissed();
    }

    /** Whether someone hears what is published on a channel. */
    enum Reach {
        /** Some other node does. */
        REACHED,
        /** No other node does. */
        NONE,
        /** It can't be told, or not in time. */
        UNKNOWN
    }

    /**
     * Begins; called once, before anything else. Returns soon, also where the engine can't be reached: then that is tried until
     * it succeeds.
     *
     * @throws IllegalStateException if it was started before
     */
    void start(Receiver receiver);

    /**
     * From now on notes of this channel are received, until {@link #unsubscribe}. Never fails: while the engine is away, the
     * subscription takes effect when it is back.
     *
     * @return completed when it is in effect, or as soon as that can't be told; not later than in about a second
     */
    CompletionStage<?> subscribe(String channel);

    /** Notes of this channel are received no more; some may still come. No effect where there is no subscription. */
    void unsubscribe(String channel);

    /**
     * Sends a note to all nodes that have subscribed to the channel.
     *
     * @param note at most {@link #maxNoteBytes()}; not changed afterwards
     */
    void publish(String channel, byte[] note);

    /** Whether another node has subscribed to the channel. Completed within about a second, never exceptionally. */
    CompletionStage<Reach> reach(String channel);

    /** The longest note it carries, at least 10,000. */
    int maxNoteBytes();

    /**
     * For a bus to which a note about every event is too much: how often each node is to compare its users' streams with the store
     * instead. Such a bus is not told how far streams have moved. Empty (the default): it is.
     */
    default Optional<Duration> pollInterval() {
        return Optional.empty();
    }

    /** Ends it: nothing is received any more. Idempotent. */
    void stop();
}
