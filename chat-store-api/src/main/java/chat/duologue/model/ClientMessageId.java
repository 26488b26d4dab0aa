package chat.duologue.model;

/**
 * The id a client gives its message, so that a repeated send is known as the same message: unique per sender and
 * conversation.
 *
 * @param value 1 to 64 characters, no control characters, no unpaired surrogates; a UUID is stored most compactly
 */
public record ClientMessageId(String value) {
    /** The longest allowed value, in {@code char}s. */
    public static final int MAX_CHARS = 64;

    /** @throws IllegalArgumentException if the value is not allowed */
    public ClientMessageId {
        Names.require("clientMessageId", value, MAX_CHARS);
    }

    @Override
    public String toString() {
        return value;
    }
}
