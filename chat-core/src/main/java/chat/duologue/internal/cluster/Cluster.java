package chat.duologue.internal.cluster;

import chat.duologue.model.StreamId;
import chat.duologue.model.UserId;
import chat.duologue.spi.Bus;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this node tells the others, and hears from them. A node that is alone says nothing. Thread-safe. */
public final class Cluster implements Bus.Receiver, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    private static final Duration SIGN_OF_LIFE = Nodes.LEASE.dividedBy(4);

    /** Who on this node wants to know. Calls are short. */
    public interface Listener {
        /** Another node has said it. */
        void heard(Node by, Note note);

        /** Something may have been lost: compare what there is with the store. */
        void mayHaveMissed();
    }

    /** One channel, for so many who are interested in it. */
    private record Subscription(int interested, CompletionStage<?> inEffect) {}

    private final @Nullable Bus bus;
    private final boolean tellsOfEvents;
    private final Channels channels;
    private final Duration grace;
    private final Nodes nodes = new Nodes(System::nanoTime);
    private volatile Node self = Node.create();
    private long saidAt;
    private boolean saidBefore;
    private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();
    private volatile @Nullable Listener listener;

    /**
     * @param bus   null for a node that is alone
     * @param grace how long the users of a node that stops may take to be on another one
     */
    public Cluster(@Nullable Bus bus, StreamId stream, Duration grace) {
        this.bus = bus;
        this.tellsOfEvents = bus != null && bus.pollInterval().isEmpty();
        this.grace = grace;
        this.channels = new Channels(stream);
    }

    public void start(Listener to) {
        listener = to;
        if (bus != null) {
            bus.start(this);
            subscribe(bus, channels.ofNodes());
        }
    }

    /**
     * Gives a sign of life where it is time; to be called often, by one thread.
     *
     * @return whether others may have given this node up meanwhile: what it said before does not count any more
     */
    public boolean tick() {
        long now = System.nanoTime();
        if (bus == null || saidBefore && now - saidAt < SIGN_OF_LIFE.toNanos()) {
            return false;
        }
        boolean wasAway = saidBefore && now - saidAt > Nodes.LEASE.toNanos();
        if (wasAway) {
            self = new Node(self.id(), self.life() + 1);
        }
        saidBefore = true;
        saidAt = now;
        tellNodes(new Note.Alive(false));
        nodes.forgetTheDead();
        return wasAway;
    }

    /** Whether what that node said is still believed. */
    public boolean isAlive(Node node) {
        return nodes.isAlive(node);
    }

    /** Whether nobody is to be told of anything. */
    public boolean isAlone() {
        return bus == null;
    }

    /** Whether other nodes are told of every event, and tell of theirs. */
    public boolean tellsOfEvents() {
        return tellsOfEvents;
    }

    /** How often streams are to be compared with the store, where nodes don't tell of events. */
    public Optional<Duration> pollInterval() {
        return bus == null ? Optional.empty() : bus.pollInterval();
    }

    /** From now on this node hears of the user's stream; completed, without an error, when it surely does. */
    public CompletionStage<?> listenTo(UserId user) {
        return bus == null ? CompletableFuture.completedFuture(null) : subscribe(bus, channels.of(user));
    }

    /** To be called as often as {@link #listenTo}. */
    public void ignore(UserId user) {
        if (bus != null) {
            unsubscribe(bus, channels.of(user));
        }
    }

    /** From now on this node hears whether the user is online elsewhere; completed, without an error, when it surely does. */
    public CompletionStage<?> watch(UserId user) {
        return bus == null ? CompletableFuture.completedFuture(null) : subscribe(bus, channels.ofPresence(user));
    }

    /** To be called as often as {@link #watch}. */
    public void unwatch(UserId user) {
        if (bus != null) {
            unsubscribe(bus, channels.ofPresence(user));
        }
    }

    private CompletionStage<?> subscribe(Bus to, String channel) {
        return subscriptions.compute(
                        channel,
                        (name, present) -> present == null
                                ? new Subscription(1, to.subscribe(name))
                                : new Subscription(present.interested + 1, present.inEffect))
                .inEffect;
    }

    private void unsubscribe(Bus from, String channel) {
        subscriptions.computeIfPresent(channel, (name, present) -> {
            if (present.interested > 1) {
                return new Subscription(present.interested - 1, present.inEffect);
            }
            from.unsubscribe(name);
            return null;
        });
    }

    /** Tells the nodes that listen to the user of an event in their stream. */
    public void moved(UserId user, long offset, boolean ofPeer, Supplier<String> frame) {
        if (tellsOfEvents && !tell(user, new Note.Moved(user, offset, ofPeer, frame.get()))) {
            tell(user, new Note.Moved(user, offset, ofPeer, null));
        }
    }

    /**
     * Tells the nodes that listen to the user.
     *
     * @return false if the note is too long for the bus, and was not sent
     */
    public boolean tell(UserId user, Note note) {
        return publish(channels.of(user), note);
    }

    /** Tells the nodes where someone watches the user. */
    public void tellWatchers(UserId user, Note note) {
        publish(channels.ofPresence(user), note);
    }

    /** Tells every node. */
    public void tellNodes(Note note) {
        publish(channels.ofNodes(), note);
    }

    private boolean publish(String channel, Note note) {
        Bus to = bus;
        if (to == null) {
            return true;
        }
        byte[] bytes = NoteCodec.encode(self, note);
        boolean fits = bytes.length <= to.maxNoteBytes();
        if (fits) {
            to.publish(channel, bytes);
        }
        return fits;
    }

    /** Whether another node may have a session of the user. Waits for an answer, about a second at most. */
    public boolean mayHaveSession(UserId user) {
        return !isNowhereElse(user).join();
    }

    /** Whether surely no other node has a session of the user. */
    public CompletableFuture<Boolean> isNowhereElse(UserId user) {
        return bus == null
                ? CompletableFuture.completedFuture(true)
                : bus.reach(channels.of(user)).toCompletableFuture().thenApply(reach -> reach == Bus.Reach.NONE);
    }

    @Override
    public void received(String channel, byte[] bytes) {
        Listener to = listener;
        try {
            NoteCodec.Said said = NoteCodec.decode(bytes);
            if (to == null || said == null || said.by().id().equals(self.id()) || !nodes.believe(said.by())) {
                return;
            }
            if (said.note() instanceof Note.Alive alive) {
                if (alive.stops()) {
                    nodes.stops(said.by(), grace);
                }
            } else {
                to.heard(said.by(), said.note());
            }
        } catch (IllegalArgumentException e) {
            LOG.debug("What came over the bus was not a note", e);
        } catch (RuntimeException e) {
            LOG.error("A note of another node was lost", e);
        }
    }

    @Override
    public void mayHaveMissed() {
        Listener to = listener;
        if (to != null) {
            to.mayHaveMissed();
        }
    }

    @Override
    public void close() {
        listener = null;
        if (bus != null) {
            bus.stop();
        }
    }
}
