package chat.duologue.store.spi;

import chat.duologue.model.ConversationId;
import chat.duologue.model.Message;
import chat.duologue.model.Reaction;
import chat.duologue.model.SearchQuery;
import chat.duologue.model.UserId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Finds messages by what their texts say. Limits and faults are as in {@link ChatStore}; thread-safe like it. What it finds is as
 * history has it at some moment of the call, whether or not an index knows of it: what was stored, edited, recalled, hidden or
 * purged before is found, or not found, accordingly.
 */
public interface MessageSearch {

    /**
     * A message that was found.
     *
     * @param offset    its place in the reader's stream: also where a page that follows this hit begins
     * @param message   as in history
     * @param reactions those to it, in the order in which they came
     */
    record Hit(long offset, Message message, List<Reaction> reactions) {
        /** Copies the list. */
        public Hit {
            reactions = List.copyOf(reactions);
        }
    }

    /**
     * A page of what was found. It may have fewer hits than the limit, even none, and yet a next page: a store looks only so far
     * in one call.
     *
     * @param hits newest first: by the offsets of the messages in the reader's stream
     * @param next pass it as {@code before} to get the page that follows; empty where there is nothing more
     */
    record HitPage(List<Hit> hits, OptionalLong next) {
        /** Copies the list. */
        public HitPage {
            hits = List.copyOf(hits);
        }
    }

    /**
     * Messages of the reader's conversations that match, but for those that are recalled, or hidden by the reader.
     *
     * @param in     in this conversation only; null for all
     * @param before {@link HitPage#next()} of the page before, or {@link Long#MAX_VALUE} for the first
     * @return empty where {@code in} is not a conversation of the reader's
     */
    Optional<HitPage> find(UserId reader, @Nullable ConversationId in, SearchQuery query, long before, int limit);

    /**
     * Takes a look at some users, in an order of the store's that does not change, and tells whose messages are not all in the index
     * as they are. None (the default) where the store searches without an index of its own.
     *
     * @param after {@link DuePage#next()} of the page before, or null for the first
     * @param limit how many users to look at; at least 1
     */
    default DuePage due(@Nullable UserId after, int limit) {
        return new DuePage(List.of(), Optional.empty());
    }

    /**
     * Does a small piece of the work that brings the index up to date with a user's messages, so that they are found faster. Several
     * nodes may do the same at once. What is no longer in a message is no longer in the index either when this was called until it
     * returned false.
     *
     * @return whether there is more to do
     */
    default boolean index(UserId user) {
        return false;
    }
}
