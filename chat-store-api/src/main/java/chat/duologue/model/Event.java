package chat.duologue.model;

/**
 * One entry of a user's stream. The set of kinds grows with the protocol: an application should ignore kinds it does
 * not know.
 */
public sealed interface Event {

    /** Its place in the user's stream: 1, 2, 3 … without gaps. */
    long offset();

    /** The conversation concerned. */
    ConversationId conversation();

    /**
     * A message was stored; in both members' streams, the author's included.
     *
     * @param offset  place in the stream
     * @param message the message
     */
    record MessageEvent(long offset, Message message) implements Event {
        @Override
        public ConversationId conversation() {
            return message.conversation();
        }
    }

    /**
     * A member's markers rose; in both members' streams. Absolute values: a later receipt makes an earlier one of the
     * same member and conversation moot, and a store may then forget the earlier one.
     *
     * @param offset       place in the stream
     * @param conversation the conversation concerned
     * @param by           whose markers
     * @param markers      their new values
     */
    record ReceiptEvent(long offset, ConversationId conversation, UserId by, Markers markers) implements Event {}
}
