package chat.duologue.internal.protocol;

import chat.duologue.ErrorCode;
import chat.duologue.model.ConversationId;
import org.jspecify.annotations.Nullable;

/** What a text from a client turned out to be. */
public sealed interface Frame {
    /** The id that a reply carries; null for a signal, and where none could be read. */
    default @Nullable String id() {
        return null;
    }

    /** A request that wants its one reply. */
    record Asking(Request request) implements Frame {
        @Override
        public String id() {
            return request.id();
        }
    }

    /** This device has every event up to {@code offset}. */
    record Ack(long offset) implements Frame {}

    /** The user begins to type, goes on, or stops. */
    record Typing(ConversationId conversation, boolean typing) implements Frame {}

    /**
     * Not a request that can be served.
     *
     * @param id        the request's id, or null where none could be read
     * @param malformed whether it is not a frame of this protocol at all, rather than one with a wrong field
     */
    record Invalid(@Nullable String id, ErrorCode code, String message, boolean malformed) implements Frame {}
}
