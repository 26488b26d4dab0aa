package chat.duologue.internal.signal;

import chat.duologue.ChatServerOptions;
import chat.duologue.Presence;
import chat.duologue.internal.cluster.Cluster;
import chat.duologue.internal.cluster.Note;
import chat.duologue.internal.engine.Recent;
import chat.duologue.model.UserId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is here. A user whose last session ends stays online for a grace time, so that a reconnect is not seen. Thread-safe.
 */
final class OnlineUsers {
    private static final int REMEMBERED = 100_000;

    /** @param leftAt when the last sink went, in nanoseconds; without meaning while there is one */
    private record Here(List<SignalSink> sinks, long leftAt, Instant seen) {}

    private final long grace;
    private final InstantSource clock;
    private final LastSeen kept;
    private final Cluster cluster;
    private final Elsewhere elsewhere;
    private final Recent<UserId, Instant> lastSeen = new Recent<>(REMEMBERED);
    private final Map<UserId, Here> here = new ConcurrentHashMap<>();
    /** Those of {@code here} who have no sink; changed together with it, under the lock of the user's entry. */
    private final Set<UserId> leaving = ConcurrentHashMap.newKeySet();
    /** Who came or went since the last tick. */
    private final Set<UserId> changed = ConcurrentHashMap.newKeySet();

    OnlineUsers(ChatServerOptions options, InstantSource clock, LastSeen kept, Cluster cluster) {
        this.grace = options.presenceGrace().toNanos();
        this.clock = clock;
        this.kept = kept;
        this.cluster = cluster;
        this.elsewhere = new Elsewhere(cluster, this::changedElsewhere);
    }

    Elsewhere elsewhere() {
        return elsewhere;
    }

    private void changedElsewhere(UserId user, @Nullable Instant left) {
        if (left != null) {
            lastSeen.put(user, left);
        }
        changed.add(user);
    }

    /** The user is there; the same sink any number of times. */
    void online(UserId user, SignalSink sink) {
        here.compute(user, (key, present) -> {
            List<SignalSink> sinks = new ArrayList<>(present == null ? List.of() : present.sinks);
            if (!sinks.contains(sink)) {
                sinks.add(sink);
            }
            if (present == null) {
                cameOrWent(user, null);
            }
            leaving.remove(user);
            return new Here(List.copyOf(sinks), 0, Instant.MIN);
        });
    }

    /** The user is not there any more; no effect for a sink that is not known. */
    void offline(UserId user, SignalSink sink, long now) {
        here.computeIfPresent(user, (key, present) -> {
            if (!present.sinks.contains(sink)) {
                return present;
            }
            List<SignalSink> sinks = new ArrayList<>(present.sinks);
            sinks.remove(sink);
            if (sinks.isEmpty()) {
                leaving.add(user);
            }
            return new Here(List.copyOf(sinks), now, clock.instant());
        });
    }

    /** Of those on other nodes only who are watched are known. */
    boolean isOnline(UserId user) {
        return here.containsKey(user) || elsewhere.isOnline(user);
    }

    Presence presence(UserId user) {
        boolean online = isOnline(user);
        return new Presence(user, online, online ? null : lastSeen.get(user));
    }

    /** Fetches when these users were last seen, where this node does not remember it. */
    CompletableFuture<?> recall(Collection<UserId> users) {
        List<UserId> unknown = users.stream()
                .filter(user -> !isOnline(user) && lastSeen.get(user) == null)
                .toList();
        return unknown.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : kept.of(unknown).thenAccept(times -> times.forEach(lastSeen::put));
    }

    /** Finds out who of these users is online on another node. */
    CompletableFuture<?> findElsewhere(Collection<UserId> users) {
        return elsewhere.ask(users);
    }

    /** Answers another node. */
    void sayWhetherHere(UserId user) {
        if (here.containsKey(user)) {
            cluster.tellWatchers(user, new Note.Here(user, true, null));
        }
    }

    /** What others know of this node may be out of date. */
    void sayWhoIsHere() {
        if (!cluster.isAlone()) {
            here.keySet().forEach(this::sayWhetherHere);
        }
    }

    /** Offers a frame to every session of the user; {@link #flush} sends it. */
    void offer(UserId user, String frame) {
        sinks(user).forEach(sink -> sink.offerSignal(frame));
    }

    void flush(UserId user) {
        sinks(user).forEach(SignalSink::flush);
    }

    private List<SignalSink> sinks(UserId user) {
        Here present = here.get(user);
        return present == null ? List.of() : present.sinks;
    }

    /** Lets go whose grace is over, and tells who came or went. */
    void tick(long now, Consumer<UserId> whoChanged) {
        Map<UserId, Instant> gone = new HashMap<>();
        for (UserId user : leaving) {
            here.computeIfPresent(user, (key, present) -> {
                if (!present.sinks.isEmpty() || now - present.leftAt < grace) {
                    return present;
                }
                leaving.remove(user);
                cameOrWent(user, present.seen);
                lastSeen.put(user, present.seen);
                gone.put(user, present.seen);
                return null;
            });
        }
        if (!gone.isEmpty()) {
            kept.seen(gone);
        }
        if (cluster.tick()) {
            sayWhoIsHere();
        }
        elsewhere.tick(now);
        for (UserId user : changed) {
            changed.remove(user);
            whoChanged.accept(user);
        }
    }

    private void cameOrWent(UserId user, @Nullable Instant left) {
        changed.add(user);
        cluster.tellWatchers(user, new Note.Here(user, left == null, left));
    }

    /** Nothing is left of the user: whoever comes under that name is another. */
    void forget(UserId user) {
        here.computeIfPresent(user, (key, present) -> {
            leaving.remove(user);
            return null;
        });
        lastSeen.remove(user);
    }

    /** This node ends: everyone leaves it now. */
    void close() {
        Map<UserId, Instant> gone = new HashMap<>();
        here.forEach((user, present) -> gone.put(user, present.sinks.isEmpty() ? present.seen : clock.instant()));
        if (!gone.isEmpty()) {
            kept.seen(gone);
        }
        cluster.tellNodes(new Note.Alive(true));
    }

    /** How many users and changes are kept track of. */
    int size() {
        return here.size() + leaving.size() + changed.size();
    }
}
