package chat.duologue.model;

/** How a request names a conversation. Closed: there will be no third way. */
public sealed interface ConversationRef {

    /**
     * The conversation with a peer, which may not exist yet.
     *
     * @param peer    the other user
     * @param context separates several conversations of the same two people, e.g. an order number: at most 128
     *                characters, no control characters; empty for the plain one
     */
    record WithPeer(UserId peer, String context) implements ConversationRef {
        /** The longest allowed context, in {@code char}s. */
        public static final int MAX_CONTEXT_CHARS = 128;

        /** @throws IllegalArgumentException if the context is not allowed */
        public WithPeer {
            if (!context.isEmpty()) {
                Names.require("context", context, MAX_CONTEXT_CHARS);
            }
        }

        /** The plain conversation with a peer: no context. */
        public WithPeer(UserId peer) {
            this(peer, "");
        }
    }

    /**
     * A conversation that exists.
     *
     * @param id its id
     */
    record Existing(ConversationId id) implements ConversationRef {}
}
