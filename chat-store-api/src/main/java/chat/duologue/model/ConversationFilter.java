package chat.duologue.model;

/** Which conversations a list holds. Grows with the protocol. */
public enum ConversationFilter {
    /** Every one, the archived ones too. */
    ALL,
    /** Those with unread messages. */
    UNREAD,
    /** Those that the user has archived. */
    ARCHIVED
}
