package chat.duologue.store.spi;

/** What becomes of the messages that a user's peers hold when the user is erased. */
public enum Erasure {
    /** They stay, all but the user's name: their author, or reader, is from then on a pseudonym, {@code deleted-…}. */
    KEEP_MESSAGES,
    /** Every conversation of the user goes with all messages of both members. */
    REMOVE_CONVERSATIONS
}
