package chat.duologue.model;

/**
 * A conversation's id, chosen by the store when the first message is stored. Opaque to everyone else.
 *
 * @param value 1 to 64 characters, no control characters, no unpaired surrogates
 */
public record ConversationId(String value) {
    /** The longest allowed value, in {@code char}s. */
    public static final int MAX_CHARS = 64;

    /** @throws IllegalArgumentException if the value is not allowed */
    public ConversationId {
        Names.require("conversation", value, MAX_CHARS);
    }

    @Override
    public String toString() {
        return value;
    }
}
