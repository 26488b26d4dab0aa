package chat.duologue.model;

/** Which conversations a list holds. Grows with the protocol. */
public enum ConversationFilter {
    /** Every one. */
    ALL,
    /** Those with unread messages. */
    UNREAD
}
