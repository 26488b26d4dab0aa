package chat.duologue.internal.signal;

import chat.duologue.ErrorCode;
import chat.duologue.Presence;
import chat.duologue.RequestException;
import chat.duologue.model.UserId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Whom one session watches, and what it was told of them. It tells how a user is when there is room for it, not what
 * happened: a session that can't keep up gets the newest state of each, once.
 *
 * <p>Thread-safe. Its lock is held while a presence is put into the sink's queue, never across I/O.
 */
final class WatchList {
    /** Where the news go. */
    interface Sink {
        /** Takes it into its queue, or says that it has no room now. Must not block or send. */
        boolean offer(Presence presence);

        /** Sends what was taken. Called without any lock. */
        void flush();
    }

    /** What all lists share. */
    record Parts(OnlineUsers online, Watchers watchers, Visibility visibility, int maxUsers) {}

    private static final class Watch {
        final UserId user;
        boolean visible;
        /** Tells a newer decision about {@code visible} from an older one. */
        int decision;
        /** Null until the first snapshot. */
        @Nullable Presence told;

        Watch(UserId user) {
            this.user = user;
        }

        boolean isNews(Presence now) {
            return told != null
                    && (now.online() != told.online()
                            || (now.lastSeen() != null && !now.lastSeen().equals(told.lastSeen())));
        }
    }

    private final UserId viewer;
    private final Sink sink;
    private final Parts parts;
    private final Map<UserId, Watch> watches = new HashMap<>(0);
    /** Of whom there may be news, oldest first. */
    private final Set<Watch> changed = new LinkedHashSet<>(0);
    /** A snapshot is on its way: what is newer must not overtake it. */
    private boolean held;

    private boolean closed;

    WatchList(UserId viewer, Sink sink, Parts parts) {
        this.viewer = viewer;
        this.sink = sink;
        this.parts = parts;
    }

    UserId viewer() {
        return viewer;
    }

    /**
     * Watches some and lets go of others, which comes first. News are held back from the answer on, until {@link #release}.
     *
     * @return how those are who are watched from now on, or a {@link RequestException}: then no one is watched that was not
     *     watched before
     */
    CompletableFuture<List<Presence>> watch(Set<UserId> users, Set<UserId> unwatched) {
        Map<UserId, Integer> decisions = new LinkedHashMap<>();
        synchronized (this) {
            if (closed) {
                return CompletableFuture.completedFuture(List.of());
            }
            Set<UserId> all = new HashSet<>(watches.keySet());
            all.removeAll(unwatched);
            all.addAll(users);
            if (all.size() > parts.maxUsers) {
                return CompletableFuture.failedFuture(new RequestException(
                        ErrorCode.TOO_LARGE, "watch: at most " + parts.maxUsers + " users can be watched"));
            }
            unwatched.forEach(this::drop);
            for (UserId user : users) {
                Watch watch = watches.computeIfAbsent(user, Watch::new);
                decisions.put(user, ++watch.decision);
                parts.watchers.add(user, this);
            }
        }
        return decide(users).thenApply(visible -> snapshot(decisions, visible)).whenComplete((snapshot, error) -> {
            if (error != null) {
                dropUntold(users);
            }
        });
    }

    private CompletableFuture<Set<UserId>> decide(Set<UserId> users) {
        return CompletableFuture.completedFuture(users)
                .thenCompose(asked -> parts.visibility.visible(viewer, asked))
                .thenCompose(visible -> parts.online.findElsewhere(visible).handle((done, failure) -> visible))
                .thenCompose(visible -> parts.online.recall(visible).handle((done, failure) -> visible));
    }

    private synchronized List<Presence> snapshot(Map<UserId, Integer> decisions, Set<UserId> visible) {
        held = true;
        List<Presence> snapshot = new ArrayList<>(decisions.size());
        decisions.forEach((user, decision) -> {
            Watch watch = watches.get(user);
            if (watch != null) {
                watch.visible = watch.decision == decision ? visible.contains(user) : watch.visible;
                Presence now = presence(watch);
                watch.told = now;
                snapshot.add(now);
            }
        });
        return snapshot;
    }

    private synchronized void dropUntold(Set<UserId> users) {
        for (UserId user : users) {
            Watch watch = watches.get(user);
            if (watch != null && watch.told == null) {
                drop(user);
            }
        }
    }

    private void drop(UserId user) {
        Watch watch = watches.remove(user);
        if (watch != null) {
            changed.remove(watch);
            parts.watchers.remove(user, this);
        }
    }

    /** The snapshot is where it belongs: what is newer may follow. */
    void release() {
        synchronized (this) {
            held = false;
        }
        tell();
    }

    /** The sink has room again. */
    void roomAgain() {
        tell();
    }

    /** The user came or went. */
    void changed(UserId user) {
        synchronized (this) {
            Watch watch = watches.get(user);
            if (watch == null) {
                return;
            }
            changed.add(watch);
        }
        tell();
    }

    /** The user is out of sight from now on. */
    void hide(UserId user) {
        synchronized (this) {
            Watch watch = watches.get(user);
            if (watch == null) {
                return;
            }
            watch.decision++;
            watch.visible = false;
            changed.add(watch);
        }
        tell();
    }

    /** Asks anew whether the user may be seen. */
    void reconsider(UserId user) {
        Watch watch;
        int decision;
        synchronized (this) {
            watch = watches.get(user);
            if (watch == null) {
                return;
            }
            decision = ++watch.decision;
        }
        decide(Set.of(user)).whenComplete((visible, error) -> {
            synchronized (this) {
                if (watches.get(user) != watch || watch.decision != decision) {
                    return;
                }
                watch.visible = error == null && visible.contains(user);
                changed.add(watch);
            }
            tell();
        });
    }

    private void tell() {
        boolean told = false;
        synchronized (this) {
            Iterator<Watch> next = held ? Collections.emptyIterator() : changed.iterator();
            while (next.hasNext()) {
                Watch watch = next.next();
                Presence now = presence(watch);
                if (watch.isNews(now)) {
                    if (!sink.offer(now)) {
                        break;
                    }
                    watch.told = now;
                    told = true;
                }
                next.remove();
            }
        }
        if (told) {
            sink.flush();
        }
    }

    private Presence presence(Watch watch) {
        return watch.visible ? parts.online.presence(watch.user) : new Presence(watch.user, false, null);
    }

    void close() {
        synchronized (this) {
            closed = true;
            Set.copyOf(watches.keySet()).forEach(this::drop);
        }
    }

    synchronized int size() {
        return watches.size();
    }
}
