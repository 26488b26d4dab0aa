package chat.duologue.internal.session;

import chat.duologue.internal.cluster.Cluster;
import chat.duologue.internal.cluster.Note;
import chat.duologue.internal.engine.GroupCommit;
import chat.duologue.internal.engine.Reads;
import chat.duologue.model.Event;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Routes events to the cursors of their users on this node. Thread-safe. */
public final class Streams implements GroupCommit.Publisher {
    private static final int USERS_A_READ = 500;

    private final Map<UserId, UserStream> streams = new ConcurrentHashMap<>();
    /** Whose first session came a moment ago: of them another node may not know yet that someone listens here. */
    private final Set<UserId> newcomers = ConcurrentHashMap.newKeySet();

    private final Flushes flushes;
    private final Cluster cluster;
    /** How many comparisons were asked for since the one that runs began; 0 where none runs. */
    private final AtomicInteger comparisons = new AtomicInteger();

    private volatile BlockListener blocks = (by, whom, blocked) -> {};
    private volatile Consumer<Outcome.Delivery> listeners = delivery -> {};

    /** Hears of blocks, before the client of the one who blocks. */
    public interface BlockListener {
        void changed(UserId by, UserId whom, boolean blocked);
    }

    public Streams(Flushes flushes, Cluster cluster) {
        this.flushes = flushes;
        this.cluster = cluster;
    }

    /** Who hears of blocks from now on. */
    public void onBlock(BlockListener listener) {
        blocks = listener;
    }

    /** Who hears of every event from now on, whosever stream it is in. */
    public void onDelivery(Consumer<Outcome.Delivery> listener) {
        listeners = listener;
    }

    /** From now on the cursor is told of every event of the user that is committed here; when completed, wherever it is. */
    CompletableFuture<?> attach(UserId user, StreamCursor cursor) {
        streams.compute(user, (key, present) -> {
            UserStream stream = present == null ? new UserStream() : present;
            stream.add(cursor);
            return stream;
        });
        if (cluster.tellsOfEvents()) {
            newcomers.add(user);
        }
        return cluster.listenTo(user).toCompletableFuture();
    }

    void detach(UserId user, StreamCursor cursor) {
        cursor.close();
        streams.computeIfPresent(user, (key, stream) -> {
            if (stream.remove(cursor)) {
                cluster.ignore(user);
            }
            return stream.cursors().isEmpty() ? null : stream;
        });
    }

    /** What one commit brings to a session leaves in one write. */
    @Override
    public void together(Runnable publishing) {
        flushes.together(publishing);
    }

    /** Gives what was committed to those whom it concerns. */
    @Override
    public void publish(Outcome outcome) {
        StreamEvent.Body body = new StreamEvent.Body();
        Event before = null;
        for (Outcome.Delivery delivery : outcome.deliveries()) {
            listeners.accept(delivery);
            if (delivery.event() instanceof Event.BlockEvent block) {
                blocks.changed(delivery.user(), block.user(), block.blocked());
                cluster.insist(new Note.Blocked(delivery.user(), block.user(), block.blocked()));
            }
            UserStream stream = streams.get(delivery.user());
            if (stream == null && !cluster.tellsOfEvents()) {
                continue;
            }
            Event event = delivery.event();
            if (before != null && !sameBody(before, event)) {
                body = new StreamEvent.Body();
            }
            before = event;
            StreamEvent streamEvent = StreamEvent.of(delivery.user(), event, body);
            if (stream != null) {
                stream.cursors().forEach(cursor -> cursor.publish(streamEvent));
            }
            cluster.moved(delivery.user(), event.offset(), streamEvent.isOfPeer(), streamEvent::frame);
        }
    }

    /** Gives what another node has committed to the sessions here. */
    public void publish(Note.Moved note) {
        UserStream stream = streams.get(note.user());
        if (stream == null) {
            return;
        }
        String frame = note.frame();
        if (frame == null) {
            stream.cursors().forEach(cursor -> cursor.announce(note.offset()));
        } else {
            StreamEvent event = StreamEvent.written(note.offset(), note.ofPeer(), frame);
            stream.cursors().forEach(cursor -> cursor.publish(event));
        }
    }

    /** Whether two events say the same but for their offsets; where it says no, the same is written twice. */
    private static boolean sameBody(Event one, Event other) {
        if (one instanceof Event.EditedEvent edited && other instanceof Event.EditedEvent same) {
            return edited.message() == same.message();
        }
        if (one instanceof Event.MessageEvent message && other instanceof Event.MessageEvent same) {
            return message.message() == same.message();
        }
        return one instanceof Event.ReceiptEvent receipt
                && other instanceof Event.ReceiptEvent same
                && receipt.by().equals(same.by())
                && receipt.conversation().equals(same.conversation())
                && receipt.markers().equals(same.markers());
    }

    /**
     * Asks the store where the streams stand: whoever is behind without an event on the way has missed one, and reads
     * it. This is what makes a lost wake-up cost no more than a heartbeat. One comparison at a time, one read after the other.
     */
    public void compareAll(Reads reads) {
        if (comparisons.getAndIncrement() == 0) {
            compareAllNow(reads);
        }
    }

    private void compareAllNow(Reads reads) {
        comparisons.set(1);
        compare(reads, List.copyOf(streams.keySet()), () -> {
            if (!comparisons.compareAndSet(1, 0)) {
                compareAllNow(reads); // what was looked at before may have been missed since
            }
        });
    }

    /** Does the same for those who came since the last call. */
    public void compareNewcomers(Reads reads) {
        List<UserId> users = List.copyOf(newcomers);
        newcomers.removeAll(users);
        compare(reads, users, () -> {});
    }

    private void compare(Reads reads, List<UserId> users, Runnable then) {
        if (users.isEmpty()) {
            then.run();
            return;
        }
        List<UserId> some = users.subList(0, Math.min(USERS_A_READ, users.size()));
        reads.read(store -> store.positions(some)).whenComplete((positions, error) -> {
            if (positions != null) {
                announce(positions);
            }
            compare(reads, users.subList(some.size(), users.size()), then);
        });
    }

    private void announce(Map<UserId, StreamPosition> positions) {
        positions.forEach((user, position) -> {
            UserStream stream = streams.get(user);
            if (stream != null) {
                stream.cursors().forEach(cursor -> cursor.announce(position.head()));
            }
        });
    }
}
