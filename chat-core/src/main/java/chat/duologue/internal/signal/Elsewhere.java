package chat.duologue.internal.signal;

import chat.duologue.internal.cluster.Cluster;
import chat.duologue.internal.cluster.Node;
import chat.duologue.internal.cluster.Note;
import chat.duologue.model.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is online on other nodes, of those whom someone here watches. A node is believed while it is heard: for {@link #LEASE} after
 * its last sign of life. Thread-safe.
 */
final class Elsewhere {
    static final Duration LEASE = Duration.ofSeconds(10);

    private static final Duration SIGN_OF_LIFE = LEASE.dividedBy(4);
    /** How long a snapshot waits for nodes to answer. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    /** Of one watched user. Guarded by its own lock. */
    private static final class Watched {
        final CompletableFuture<?> listening;
        /** By the node's id. */
        final Map<String, Long> onlineInLife = new HashMap<>(1);
        /** Completed by the first node that says that the user is there. */
        CompletableFuture<Void> found = new CompletableFuture<>();

        Watched(CompletableFuture<?> listening) {
            this.listening = listening;
        }
    }

    /** @param until when it is given up, in nanoseconds */
    private record Known(long life, long until) {}

    private final Cluster cluster;
    private final long grace;
    /** Told who came, or went and when. */
    private final BiConsumer<UserId, @Nullable Instant> changed;

    private final Map<UserId, Watched> watched = new ConcurrentHashMap<>();
    private final Map<String, Known> nodes = new ConcurrentHashMap<>();
    private long saidAt;
    private boolean saidBefore;

    /** @param grace how long the users of a node that stops may take to be on another one, in nanoseconds */
    Elsewhere(Cluster cluster, long grace, BiConsumer<UserId, @Nullable Instant> changed) {
        this.cluster = cluster;
        this.grace = grace;
        this.changed = changed;
    }

    // ---- what this node wants to know

    void watch(UserId user) {
        if (cluster.isHeard()) {
            watched.computeIfAbsent(user, key -> new Watched(cluster.watch(key).toCompletableFuture()));
        }
    }

    void unwatch(UserId user) {
        if (watched.remove(user) != null) {
            cluster.unwatch(user);
        }
    }

    boolean isOnline(UserId user) {
        Watched present = watched.get(user);
        if (present == null) {
            return false;
        }
        synchronized (present) {
            return !present.onlineInLife.isEmpty();
        }
    }

    /** Completed when it is known where these users are, or after a moment. Those who are not watched are left out. */
    CompletableFuture<?> ask(Collection<UserId> users) {
        List<CompletableFuture<?>> answers = users.stream()
                .filter(user -> watched.containsKey(user) && !isOnline(user))
                .<CompletableFuture<?>>map(this::ask)
                .toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<?> ask(UserId user) {
        Watched asked = watched.get(user);
        if (asked == null) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> found;
        synchronized (asked) {
            found = asked.found;
        }
        return asked.listening.thenCompose(heard -> {
            cluster.tell(user, new Note.WhoIsHere(user));
            return CompletableFuture.anyOf(
                    found,
                    cluster.isNowhereElse(user)
                            .thenCompose(nowhere -> nowhere ? CompletableFuture.completedFuture(null) : found));
        });
    }

    // ---- what other nodes say

    void heard(Node by, Note.Here note, long now) {
        Watched about = watched.get(note.user());
        if (about == null || !isBelieved(by, now)) {
            return;
        }
        boolean wasOnline;
        boolean isOnline;
        synchronized (about) {
            wasOnline = !about.onlineInLife.isEmpty();
            if (note.online()) {
                about.onlineInLife.put(by.id(), by.life());
                about.found.complete(null);
            } else {
                about.onlineInLife.remove(by.id());
            }
            isOnline = !about.onlineInLife.isEmpty();
            if (!isOnline && about.found.isDone()) {
                about.found = new CompletableFuture<>();
            }
        }
        if (wasOnline != isOnline) {
            changed.accept(note.user(), isOnline ? null : note.seen());
        }
    }

    /** A node is there; or it stops, and its users have a moment to go to another one. */
    void heard(Node by, Note.Alive note, long now) {
        if (isBelieved(by, now) && note.stops()) {
            nodes.put(by.id(), new Known(by.life(), now + grace));
        }
    }

    /** Not what an earlier life of the node said. */
    private boolean isBelieved(Node by, long now) {
        Known known = nodes.compute(
                by.id(),
                (id, present) -> present != null && present.life > by.life()
                        ? present
                        : new Known(by.life(), now + LEASE.toNanos()));
        return known.life == by.life();
    }

    // ---- time

    /** Gives a sign of life, and forgets who gave none. Returns whether others may have forgotten this node. */
    boolean tick(long now) {
        if (!cluster.isHeard()) {
            return false;
        }
        boolean wasAway = saidBefore && now - saidAt > LEASE.toNanos();
        if (wasAway) {
            cluster.beginNewLife();
        }
        if (!saidBefore || now - saidAt >= SIGN_OF_LIFE.toNanos()) {
            saidBefore = true;
            saidAt = now;
            cluster.tellNodes(new Note.Alive(false));
            forget(now);
        }
        return wasAway;
    }

    private void forget(long now) {
        nodes.values().removeIf(known -> now - known.until >= 0);
        watched.forEach((user, about) -> {
            boolean went;
            synchronized (about) {
                boolean wasOnline = !about.onlineInLife.isEmpty();
                about.onlineInLife.entrySet().removeIf(entry -> !isInLife(entry.getKey(), entry.getValue()));
                went = wasOnline && about.onlineInLife.isEmpty();
                if (went) {
                    about.found = new CompletableFuture<>();
                }
            }
            if (went) {
                changed.accept(user, null);
            }
        });
    }

    private boolean isInLife(String node, long life) {
        Known known = nodes.get(node);
        return known != null && known.life == life;
    }

    /** Notes may have been lost: asks again for everyone. */
    void askAgain() {
        watched.keySet().forEach(user -> cluster.tell(user, new Note.WhoIsHere(user)));
    }
}
