package chat.duologue.internal.engine;

import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.UserId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who is in which conversation: asked of the store once and remembered, since only an erasure changes it. Thread-safe.
 */
public final class Members {
    private static final int REMEMBERED = 10_000;

    /** The other one, and what the conversation is about. */
    public record Peer(UserId user, String context) {}

    private record Pair(UserId one, UserId other, String context) {
        boolean has(UserId user) {
            return one.equals(user) || other.equals(user);
        }

        Peer peerOf(UserId member) {
            return new Peer(one.equals(member) ? other : one, context);
        }
    }

    private final Reads reads;
    private final Recent<ConversationId, Pair> known = new Recent<>(REMEMBERED);
    /** What was read before an erasure must not be remembered after it. */
    private final AtomicLong erasures = new AtomicLong();

    public Members(Reads reads) {
        this.reads = reads;
    }

    /** Whom a user talks to there; empty where it is not their conversation, or there is none. */
    public CompletableFuture<Optional<Peer>> peerOf(UserId user, ConversationId conversation) {
        Pair pair = known.get(conversation);
        if (pair != null) {
            return CompletableFuture.completedFuture(
                    pair.has(user) ? Optional.of(pair.peerOf(user)) : Optional.empty());
        }
        long before = erasures.get();
        return reads.read(store -> store.conversation(user, new ConversationRef.Existing(conversation)))
                .thenApply(found -> found.map(there -> remember(user, there, before)));
    }

    private Peer remember(UserId user, Conversation conversation, long before) {
        Pair pair = new Pair(user, conversation.peer(), conversation.context());
        known.put(conversation.id(), pair);
        if (erasures.get() != before) {
            known.remove(conversation.id());
        }
        return pair.peerOf(user);
    }

    /** The user was erased: whoever comes under that name is another. */
    public void forget(UserId user) {
        erasures.incrementAndGet();
        known.removeIf(pair -> pair.has(user));
    }

    int size() {
        return known.size();
    }
}
