package chat.duologue.store.spi;

import chat.duologue.model.ConversationExtent;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Message;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a store forgets, and when: it decides nothing itself. Every call does a small piece of work that others can go on
 * beside; all are idempotent, so several nodes may do the same at once, and what was cut short is called again. Limits and
 * faults are as in {@link ChatStore}; thread-safe like it.
 */
public interface Housekeeping {

    /**
     * A stretch of all conversations, in an order of the store's that does not change.
     *
     * @param extents those with a message; there may be none, and yet a next page
     * @param next    pass it as {@code after} to get the page that follows; empty on the last page
     */
    record ExtentPage(List<ConversationExtent> extents, Optional<ConversationId> next) {
        /** Copies the list. */
        public ExtentPage {
            extents = List.copyOf(extents);
        }
    }

    /**
     * A page of all conversations.
     *
     * @param after {@link ExtentPage#next()} of the page before, or null for the first
     * @param limit how many conversations to look at; at least 1
     */
    ExtentPage extents(@Nullable ConversationId after, int limit);

    /** The oldest messages of a conversation, in rising {@code seq}; none where there is no such conversation. */
    List<Message> oldest(ConversationId conversation, int limit);

    /**
     * Removes the messages of a conversation up to {@code seq}, the oldest first, at most {@link ChatStore#MAX_LIMIT} of
     * them, in one transaction. They are gone from history, from both streams, from the number of unread messages, and as
     * what a repeated send would be recognised by, with their revisions, reactions and all events about them. Numbers go on
     * as if they were there: no {@code seq} and no offset is given twice; markers and settings stay. Each member's {@link StreamPosition#trimmedTo()} rises to the last removed message. A
     * conversation without a message is in no list until the next one comes.
     *
     * @return how many were removed; 0 where nothing is left to do
     */
    long purge(ConversationId conversation, long upToSeq);

    /**
     * Takes a look at some users in an order of the store's that does not change, and where a stream holds more than
     * {@code maxEvents} and a tenth, raises its {@link StreamPosition#trimmedTo()} so that {@code maxEvents} are left.
     *
     * @param after     what the call before returned, or null for the first
     * @param maxEvents how many events a stream keeps; 1 or more
     * @param limit     how many users to look at; at least 1
     * @return where to go on; empty when all users were looked at
     */
    Optional<UserId> trim(@Nullable UserId after, long maxEvents, int limit);

    /**
     * Erases a user: their events, markers and receipts go, those too that their peers have, their settings and reactions,
     * and whom they blocked and who blocked them, even where the store has met them in no other way. Each peer's
     * {@link StreamPosition#trimmedTo()} rises to the last removed event. Their name is free when this returns: whoever bears it next is a new user. Their conversations show a pseudonym for them and take no message any
     * more. One whose other member was erased before goes altogether: nobody could read it. From the first moment on the
     * user can do and read nothing more.
     *
     * <p>Goes in many small transactions. Where it throws, some of it is done, and the name is still the erased user's: it
     * has to be called again. Does nothing for a user who is not there.
     *
     * @param beforeNameIsFree runs when nothing more is written by or to the user, and the name is still theirs; what it
     *                         throws is thrown
     */
    void erase(UserId user, Erasure erasure, Runnable beforeNameIsFree);

    /** The same with nothing to do before the name is free. */
    default void erase(UserId user, Erasure erasure) {
        erase(user, erasure, () -> {});
    }
}
