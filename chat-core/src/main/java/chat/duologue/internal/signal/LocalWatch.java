package chat.duologue.internal.signal;

import chat.duologue.ChatUser;
import chat.duologue.Presence;
import chat.duologue.model.UserId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a listener of the host's: one presence at a time, on a listener thread, from a bounded queue. */
final class LocalWatch implements WatchList.Sink, ChatUser.Watching {
    private static final Logger LOG = LoggerFactory.getLogger(LocalWatch.class);
    private static final int MAX_QUEUED = 64;

    private final UserId viewer;
    private final Consumer<Presence> listener;
    private final Executor executor;
    private final WatchList watchList;
    private final Deque<Presence> news = new ArrayDeque<>();
    private boolean running;
    private boolean closed;

    LocalWatch(UserId viewer, Consumer<Presence> listener, Executor executor, Signals signals) {
        this.viewer = viewer;
        this.listener = listener;
        this.executor = executor;
        this.watchList = signals.watchList(viewer, this);
    }

    CompletableFuture<ChatUser.Watching> start(Set<UserId> users) {
        return watchList.watch(users, Set.of()).thenApply(snapshot -> {
            begin(snapshot);
            return this;
        });
    }

    private void begin(List<Presence> snapshot) {
        synchronized (this) {
            news.addAll(snapshot);
        }
        flush();
        watchList.release();
    }

    @Override
    public synchronized boolean offer(Presence presence) {
        if (news.size() >= MAX_QUEUED) {
            return false;
        }
        news.add(presence);
        return true;
    }

    @Override
    public void flush() {
        synchronized (this) {
            if (running || closed || news.isEmpty()) {
                return;
            }
            running = true;
        }
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException e) {
            synchronized (this) {
                running = false; // the server stops
            }
        }
    }

    private void run() {
        for (Presence presence = next(); presence != null; presence = next()) {
            try {
                listener.accept(presence);
            } catch (Exception | Error e) {
                LOG.error("A listener to presence for {} threw; it gets no more", viewer, e);
                close();
            }
        }
        watchList.roomAgain();
    }

    private synchronized @Nullable Presence next() {
        Presence presence = closed ? null : news.poll();
        running = presence != null;
        return presence;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            news.clear();
        }
        watchList.close();
    }
}
