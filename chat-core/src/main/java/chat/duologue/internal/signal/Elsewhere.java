package chat.duologue.internal.signal;

import chat.duologue.internal.cluster.Cluster;
import chat.duologue.internal.cluster.Node;
import chat.duologue.internal.cluster.Note;
import chat.duologue.model.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Who is online on other nodes, of those whom someone here watches. A node is believed while it is heard. Thread-safe. */
final class Elsewhere {
    /** How long a snapshot waits for nodes to answer. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /** How long nodes may take to confirm what they said before something was lost. */
    private static final Duration CONFIRMED_WITHIN = Duration.ofSeconds(2);

    /** Of one watched user. Guarded by its own lock. */
    private static final class Watched {
        final CompletableFuture<?> listening;
        final Set<Node> onlineOn = new HashSet<>(1);
        /** Those of them that have not said so since they were asked again. */
        final Set<Node> unconfirmed = new HashSet<>(0);
        /** Completed by the first node that says that the user is there. */
        CompletableFuture<Void> found = new CompletableFuture<>();

        Watched(CompletableFuture<?> listening) {
            this.listening = listening;
        }
    }

    private final Cluster cluster;
    /** Told who came, or went and when. */
    private final BiConsumer<UserId, @Nullable Instant> changed;

    private final Map<UserId, Watched> watched = new ConcurrentHashMap<>();
    private long lookedAt;
    private volatile long askedAgainAt;

    Elsewhere(Cluster cluster, BiConsumer<UserId, @Nullable Instant> changed) {
        this.cluster = cluster;
        this.changed = changed;
    }

    // ---- what this node wants to know

    void watch(UserId user) {
        if (!cluster.isAlone()) {
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
            return !present.onlineOn.isEmpty();
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

    void heard(Node by, Note.Here note) {
        Watched about = watched.get(note.user());
        if (about == null) {
            return;
        }
        boolean changes;
        CompletableFuture<Void> found;
        synchronized (about) {
            boolean wasOnline = !about.onlineOn.isEmpty();
            about.unconfirmed.remove(by);
            if (note.online()) {
                about.onlineOn.add(by);
            } else {
                about.onlineOn.remove(by);
            }
            changes = wasOnline == about.onlineOn.isEmpty();
            found = about.found;
            renewIfGone(about);
        }
        if (note.online()) {
            found.complete(null); // without the lock: whoever waits for it takes others
        }
        if (changes) {
            changed.accept(note.user(), note.online() ? null : note.seen());
        }
    }

    private static void renewIfGone(Watched about) {
        if (about.onlineOn.isEmpty() && about.found.isDone()) {
            about.found = new CompletableFuture<>();
        }
    }

    /** Forgets what nodes said that are believed no more, once a second. */
    void tick(long now) {
        if (now - lookedAt < INTERVAL.toNanos()) {
            return;
        }
        lookedAt = now;
        boolean isConfirmed =
                now - askedAgainAt > cluster.patience(CONFIRMED_WITHIN).toNanos();
        watched.forEach((user, about) -> {
            boolean went;
            synchronized (about) {
                went = about.onlineOn.removeIf(
                                node -> !cluster.isAlive(node) || isConfirmed && about.unconfirmed.contains(node))
                        && about.onlineOn.isEmpty();
                about.unconfirmed.retainAll(about.onlineOn);
                renewIfGone(about);
            }
            if (went) {
                changed.accept(user, null);
            }
        });
    }

    /** Notes may have been lost: asks again for everyone, and whoever is not confirmed has gone. */
    void askAgain(long now) {
        askedAgainAt = now;
        watched.forEach((user, about) -> {
            synchronized (about) {
                about.unconfirmed.addAll(about.onlineOn);
            }
            cluster.tell(user, new Note.WhoIsHere(user));
        });
    }
}
