package chat.duologue.store.spi;

import chat.duologue.model.Anchor;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationPage;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.EventPage;
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.StreamId;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where chats are kept. Blocking and batch-first; called from the server's own few threads, several at a time, so every
 * method must be thread-safe. What {@link #write} returned has to be seen by every read that starts afterwards, and
 * survives the death of the process.
 *
 * <p>Reads take at most {@link #MAX_LIMIT} rows; a larger limit means that many, 0 none, a negative one is an
 * {@link IllegalArgumentException}. Every method throws {@link StoreException} where it can't answer.
 */
public interface ChatStore extends AutoCloseable {
    /** The most rows that one read returns. */
    int MAX_LIMIT = 500;

    /** Names this life of the streams; the same as long as the store is open. */
    StreamId streamId();

    /**
     * Commits the writes together, durably, as if one after the other in the list's order. Each gets the outcome of its
     * own, at its place in the returned list: one write's refusal does not touch the others. An exception means that
     * none of them was stored, or (only where the commit's outcome can't be known) that it is unknown.
     *
     * <p>Commit order is offset order: no reader, at whatever moment, sees an event of a stream or a message of a
     * conversation without all before it.
     *
     * @param batch one or more writes
     */
    List<Outcome> write(List<? extends Write> batch);

    /** Where the streams of these users stand. A user who never met the store has {@link StreamPosition#EMPTY}. */
    Map<UserId, StreamPosition> positions(Collection<UserId> users);

    /**
     * The events of a user's stream after an offset, oldest first. {@code upTo} of the page is the stream's head at some
     * moment of the call, or the last event's offset where the limit cut the page; never below {@code after}, and
     * {@code after} itself where the limit is 0.
     *
     * <p>Where {@code after} is below {@link StreamPosition#trimmedTo()} some events up to there are missing, others may
     * still come: a client is not resumed there.
     */
    EventPage events(UserId user, long after, int limit);

    /** A page of history, with reactions; empty where the reader is not a member or there is no such conversation. */
    Optional<MessagePage> messages(UserId reader, ConversationId conversation, Anchor anchor, int limit);

    /**
     * A page of history as if the reader had hidden nothing; {@link MessagePage#hidden()} names what they hid. For exports: a
     * store that leaves them out (the default) makes these incomplete, and so does one that wraps another and does not pass
     * this on.
     */
    default Optional<MessagePage> allMessages(UserId reader, ConversationId conversation, Anchor anchor, int limit) {
        return messages(reader, conversation, anchor, limit);
    }

    /**
     * A page of a user's conversations, newest message first: by the offset which that message has in the user's stream,
     * so receipts move nothing. Only conversations with a message.
     *
     * @param before {@link ConversationPage#next()} of the page before, or {@link Long#MAX_VALUE} for the first
     */
    ConversationPage conversations(UserId user, ConversationFilter filter, long before, int limit);

    /** A conversation as its member sees it; empty where the user is not a member, or it has no message. */
    Optional<Conversation> conversation(UserId user, ConversationRef ref);

    /**
     * What a message said before it was edited, oldest first, each with the {@code revision} it had and when it came to say
     * so; only what {@link Write.Edit#keep()} wanted kept. Empty (the default) where the store keeps none.
     */
    default List<Message> revisions(ConversationId conversation, long seq) {
        return List.of();
    }

    /** Who blocked whom. The same each time. */
    BlockList blocks();

    /**
     * Which of these refs stand in a message of the user's: that user's attachments which are to be kept. All of them (the
     * default) where the store does not know. Takes at most {@link #MAX_LIMIT} refs; more are an
     * {@link IllegalArgumentException}.
     *
     * @param uploader who may have referred to them
     * @param refs     as in {@link chat.duologue.model.Attachment#ref()}
     */
    default Set<String> attachmentsInUse(UserId uploader, Collection<String> refs) {
        return Set.copyOf(refs);
    }

    /**
     * Keeps when users were last here, for those whom the store knows; a time before the one that is kept changes nothing.
     * Does nothing (the default) where the store keeps no such times. Not part of what must survive: a lost one is no fault.
     */
    default void seen(Map<UserId, Instant> times) {}

    /** When these users were last here, in whole milliseconds; those of whom nothing is known are missing. */
    default Map<UserId, Instant> lastSeen(Collection<UserId> users) {
        return Map.of();
    }

    /** How far readers have come that are not devices. The same each time. */
    Cursors cursors();

    /** How to remove what is old, and who is gone; empty (the default) where the store can't. The same each time. */
    default Optional<Housekeeping> housekeeping() {
        return Optional.empty();
    }

    /** How to find messages by their texts; empty (the default) where the store can't. The same each time. */
    default Optional<MessageSearch> search() {
        return Optional.empty();
    }

    /** What nodes without a bus tell each other through the store; empty (the default) where it can't. The same each time. */
    default Optional<Notes> notes() {
        return Optional.empty();
    }

    /** Releases what the store itself opened. Idempotent; no other method may be called afterwards. */
    @Override
    void close();
}
