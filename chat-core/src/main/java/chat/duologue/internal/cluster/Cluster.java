package chat.duologue.internal.cluster;

import chat.duologue.internal.engine.Recent;
import chat.duologue.model.StreamId;
import chat.duologue.model.UserId;
import chat.duologue.spi.Bus;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    /** Between two times at which all reminders are told again: several nodes may ask for it at once. */
    private static final Duration BETWEEN_REMINDERS = Duration.ofSeconds(1);

    private static final int HEARD = 50_000;
    /** What takes a question and its answer over a bus that polls, each said at the end of an interval and heard in the next one. */
    private static final int INTERVALS = 4;

    /** Who on this node wants to know. Calls are short. */
    public interface Listener {
        /**
         * Another node has said it.
         *
         * @param age how long ago it said so first
         */
        void heard(Node by, Note note, Duration age);

        /** Something may have been lost: compare what there is with the store. */
        void mayHaveMissed();
    }

    /** A note of which others are reminded, by whom it is and its number there. */
    private record Heard(String node, long number) {}

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
    private volatile long mayHaveMissedAt = System.nanoTime();
    private final Reminders reminders = new Reminders(System::nanoTime);
    private final Recent<Heard, Boolean> heard = new Recent<>(HEARD);
    /** Whether some node may not have heard the reminders. */
    private volatile boolean remind;

    private long remindedAt;
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
            subscribe(bus, channels.ofNode(self.id()));
        }
    }

    /**
     * Gives a sign of life where it is time; to be called often, by one thread.
     *
     * @return whether others may have given this node up meanwhile: what it said before does not count any more
     */
    public boolean tick() {
        long now = System.nanoTime();
        if (bus == null) {
            return false;
        }
        if (remind && now - remindedAt >= BETWEEN_REMINDERS.toNanos()) {
            remind = false;
            remindedAt = now;
            reminders.all().forEach(this::remind);
        }
        if (saidBefore && now - saidAt < SIGN_OF_LIFE.toNanos()) {
            return false;
        }
        boolean wasAway = saidBefore && now - saidAt > Nodes.LEASE.toNanos();
        if (wasAway) {
            self = new Node(self.id(), self.life() + 1);
        }
        saidBefore = true;
        saidAt = now;
        tellNodes(new Note.Alive(false));
        reminders.young().forEach(this::remind);
        nodes.forgetTheDead();
        return wasAway;
    }

    /** The ids of the other nodes that are heard; empty as long as some may not have been heard yet. */
    public Optional<Set<String>> others() {
        return System.nanoTime() - mayHaveMissedAt < 2 * SIGN_OF_LIFE.toNanos()
                ? Optional.empty()
                : Optional.of(nodes.alive());
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

    /** How long to wait for other nodes to answer; so long where a bus carries notes at once. */
    public Duration patience(Duration atOnce) {
        return pollInterval()
                .map(interval -> atOnce.plus(interval.multipliedBy(INTERVALS)))
                .orElse(atOnce);
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

    /** Tells whom it concerns what they must not miss: again and again, as long as this node lives. Each node hears it once. */
    public void insist(Note note) {
        if (bus != null) {
            remind(reminders.add(channels.of(note), note));
        }
    }

    private void remind(Reminders.Reminder of) {
        NoteCodec.Said said = new NoteCodec.Said(self, of.number(), reminders.age(of), of.note());
        of.channels().forEach(channel -> publish(channel, said));
    }

    /** Tells the nodes where someone watches the user. */
    public void tellWatchers(UserId user, Note note) {
        publish(channels.ofPresence(user), note);
    }

    /** Tells one node. */
    public void tell(Node node, Note note) {
        publish(channels.ofNode(node.id()), note);
    }

    /** Tells every node. */
    public void tellNodes(Note note) {
        publish(channels.ofNodes(), note);
    }

    private boolean publish(String channel, Note note) {
        return publish(channel, new NoteCodec.Said(self, note));
    }

    private boolean publish(String channel, NoteCodec.Said said) {
        Bus to = bus;
        if (to == null) {
            return true;
        }
        byte[] bytes = NoteCodec.encode(said);
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
            if (to == null || said == null || said.by().id().equals(self.id()) || !counts(said)) {
                return;
            }
            if (said.note() instanceof Note.Alive alive) {
                if (alive.stops()) {
                    nodes.stops(said.by(), grace);
                }
            } else {
                remind |= said.note() instanceof Note.TellAgain;
                to.heard(said.by(), said.note(), said.age());
            }
        } catch (IllegalArgumentException e) {
            LOG.debug("What came over the bus was not a note", e);
        } catch (RuntimeException e) {
            LOG.error("A note of another node was lost", e);
        }
    }

    /** What is told again counts once, in whatever life it was said; what is told once only in the newest life. */
    private boolean counts(NoteCodec.Said said) {
        boolean believed = nodes.believe(said.by());
        return said.number() == 0 ? believed : heard.put(new Heard(said.by().id(), said.number()), true) == null;
    }

    @Override
    public void mayHaveMissed() {
        Listener to = listener;
        if (to != null) {
            remind = true;
            mayHaveMissedAt = System.nanoTime();
            tellNodes(new Note.TellAgain());
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
