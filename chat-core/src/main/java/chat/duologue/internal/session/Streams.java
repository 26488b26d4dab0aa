package chat.duologue.internal.session;

import chat.duologue.internal.engine.GroupCommit;
import chat.duologue.internal.engine.Reads;
import chat.duologue.model.Event;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Routes events to the cursors of their users on this node. Thread-safe. */
public final class Streams implements GroupCommit.Publisher {
    private static final int USERS_A_READ = 500;

    private final Map<UserId, UserStream> streams = new ConcurrentHashMap<>();
    private final Flushes flushes;
    private volatile BlockListener blocks = (by, whom, blocked) -> {};
    private volatile Consumer<Outcome.Delivery> listeners = delivery -> {};

    /** Hears of blocks, before the client of the one who blocks. */
    public interface BlockListener {
        void changed(UserId by, UserId whom, boolean blocked);
    }

    public Streams(Flushes flushes) {
        this.flushes = flushes;
    }

    /** Who hears of blocks from now on. */
    public void onBlock(BlockListener listener) {
        blocks = listener;
    }

    /** Who hears of every event from now on, whosever stream it is in. */
    public void onDelivery(Consumer<Outcome.Delivery> listener) {
        listeners = listener;
    }

    /** From now on the cursor is told of every event of the user. */
    void attach(UserId user, StreamCursor cursor) {
        streams.compute(user, (key, present) -> {
            UserStream stream = present == null ? new UserStream() : present;
            stream.add(cursor);
            return stream;
        });
    }

    void detach(UserId user, StreamCursor cursor) {
        cursor.close();
        streams.computeIfPresent(user, (key, stream) -> stream.remove(cursor) ? null : stream);
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
            }
            UserStream stream = streams.get(delivery.user());
            if (stream == null) {
                continue;
            }
            Event event = delivery.event();
            if (before != null && !sameBody(before, event)) {
                body = new StreamEvent.Body();
            }
            before = event;
            StreamEvent streamEvent = new StreamEvent(event, body);
            stream.cursors().forEach(cursor -> cursor.publish(streamEvent));
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
     * it. This is what makes a lost wake-up cost no more than a heartbeat.
     */
    public void compareWithStore(Reads reads) {
        List<UserId> users = new ArrayList<>(streams.keySet());
        for (int from = 0; from < users.size(); from += USERS_A_READ) {
            List<UserId> some = users.subList(from, Math.min(from + USERS_A_READ, users.size()));
            reads.read(store -> store.positions(some)).thenAccept(this::announce);
        }
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
