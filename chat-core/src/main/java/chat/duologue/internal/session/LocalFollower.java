package chat.duologue.internal.session;

import static java.util.Objects.requireNonNull;

import chat.duologue.ChatUser;
import chat.duologue.model.Event;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Feeds a stream to a listener of the host's: one event at a time, on a listener thread, from a bounded queue. */
final class LocalFollower implements StreamCursor.Sink, ChatUser.Following {
    private static final Logger LOG = LoggerFactory.getLogger(LocalFollower.class);
    private static final int MAX_QUEUED = 256;

    private final LocalUser user;
    private final Consumer<Event> listener;
    private final StreamCursor cursor;
    private final Deque<Event> events = new ArrayDeque<>();
    private boolean running;
    private boolean closed;

    LocalFollower(LocalUser user, Consumer<Event> listener) {
        this.user = user;
        this.listener = listener;
        this.cursor = new StreamCursor(user.id(), user.reads(), this);
    }

    void start(long after) {
        // Without a position the next event, or the next heartbeat, tells where the stream stands.
        user.streams()
                .attach(user.id(), cursor)
                .thenCompose(attached -> user.operations().position(user.id()))
                .whenComplete((position, error) -> cursor.start(after, position == null ? 0 : position.head()));
    }

    @Override
    public synchronized boolean offer(StreamEvent event) {
        if (events.size() >= MAX_QUEUED) {
            return false;
        }
        events.add(requireNonNull(event.event()));
        return true;
    }

    @Override
    public boolean needsEvents() {
        return true;
    }

    @Override
    public void flush() {
        synchronized (this) {
            if (running || closed || events.isEmpty()) {
                return;
            }
            running = true;
        }
        try {
            user.callbacks().executor().execute(this::run);
        } catch (RejectedExecutionException e) {
            synchronized (this) {
                running = false; // the next event tries again
            }
        }
    }

    private void run() {
        for (Event event = next(); event != null; event = next()) {
            try {
                listener.accept(event);
            } catch (Exception | Error e) {
                LOG.error("A listener to the stream of {} threw; it gets no more events", user.id(), e);
                close();
            }
        }
        cursor.roomAgain();
    }

    private synchronized @Nullable Event next() {
        Event event = closed ? null : events.poll();
        running = event != null;
        return event;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            events.clear();
        }
        user.streams().detach(user.id(), cursor);
    }
}
