package chat.duologue.internal.signal;

import chat.duologue.ChatServerOptions;
import chat.duologue.internal.cluster.Cluster;
import chat.duologue.internal.cluster.Note;
import chat.duologue.internal.engine.Members;
import chat.duologue.internal.engine.Operations;
import chat.duologue.internal.protocol.SignalFrames;
import chat.duologue.model.ConversationId;
import chat.duologue.model.UserId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What typists share: whom they may tell, and who is told already. Thread-safe. */
final class Typing {
    private static final int INTERVALS_A_TIMEOUT = 4;
    private static final int HOSTED = 10_000;

    /** What all of it needs. */
    record Parts(
            ChatServerOptions options,
            LongSupplier nanoTime,
            OnlineUsers online,
            Members members,
            Blocks blocks,
            Operations operations,
            Cluster cluster) {}

    private record Place(UserId user, ConversationId conversation) {}

    private final Parts parts;
    private final long timeout;
    /** Those who type. */
    private final Set<Typist> active = ConcurrentHashMap.newKeySet();
    /** How many typists of a user the peer was told of: the last one ends it. */
    private final Map<Place, Integer> told = new ConcurrentHashMap<>();
    /** Those of the host's own code. */
    private final Map<Place, Typist> hosted = new ConcurrentHashMap<>();

    Typing(Parts parts) {
        this.parts = parts;
        this.timeout = parts.options.typingTimeout().toNanos();
    }

    long now() {
        return parts.nanoTime.getAsLong();
    }

    long timeout() {
        return timeout;
    }

    /** The least time between two frames that one typist costs the peer. */
    long interval() {
        return timeout / INTERVALS_A_TIMEOUT;
    }

    // ---- the host's own code

    void say(UserId user, ConversationId conversation, boolean types) {
        Place place = new Place(user, conversation);
        Typist typist = types && hosted.size() < HOSTED
                ? hosted.computeIfAbsent(place, key -> new Typist(user, this))
                : hosted.get(place);
        if (typist != null) {
            typist.say(conversation, types);
        }
    }

    void sent(UserId user, ConversationId conversation) {
        Typist typist = hosted.get(new Place(user, conversation));
        if (typist != null) {
            typist.sent(conversation);
        }
    }

    // ---- for typists

    void isActive(Typist typist) {
        active.add(typist);
    }

    void isIdle(Typist typist) {
        active.remove(typist);
    }

    /** The peer, if the user may let them know. */
    CompletableFuture<Optional<UserId>> whoMayKnow(UserId user, ConversationId conversation) {
        return CompletableFuture.completedFuture(conversation)
                .thenCompose(id -> parts.members.peerOf(user, id))
                .thenCompose(found -> found.map(peer -> isAllowed(user, peer)
                                .thenApply(yes -> Optional.of(peer.user()).filter(known -> yes)))
                        .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())));
    }

    private CompletableFuture<Boolean> isAllowed(UserId user, Members.Peer peer) {
        return parts.blocks
                .isBlocked(peer.user(), user)
                .thenCombine(parts.blocks.isBlocked(user, peer.user()), (one, other) -> one || other)
                .thenCompose(blocked -> blocked
                        ? CompletableFuture.completedFuture(false)
                        : parts.operations.mayTalk(user, peer.user(), peer.context()));
    }

    void begin(UserId user, ConversationId conversation) {
        told.merge(new Place(user, conversation), 1, Integer::sum);
    }

    /** Whether no typist of the user is left there. */
    boolean end(UserId user, ConversationId conversation) {
        return told.computeIfPresent(
                        new Place(user, conversation), (place, typists) -> typists == 1 ? null : typists - 1)
                == null;
    }

    void offer(UserId to, ConversationId conversation, UserId from, boolean types) {
        String frame = SignalFrames.typing(conversation, from, types);
        parts.online.offer(to, frame);
        parts.cluster.tell(to, new Note.Signalled(to, frame));
    }

    void flush(@Nullable UserId user) {
        if (user != null) {
            parts.online.flush(user);
        }
    }

    // ---- time and blocks

    void tick(long now) {
        active.forEach(typist -> typist.tick(now));
        hosted.forEach((place, typist) -> {
            if (typist.closeIfIdle()) {
                hosted.remove(place, typist);
            }
        });
    }

    /** Neither sees the other type any more. */
    void stopBetween(UserId one, UserId other) {
        active.forEach(typist -> {
            typist.stopFor(one, other);
            typist.stopFor(other, one);
        });
    }

    void forget(UserId user) {
        active.forEach(typist -> typist.forget(user));
    }

    int size() {
        return active.size() + told.size() + hosted.size();
    }
}
