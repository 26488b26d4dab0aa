package chat.duologue.model;

/**
 * What a member says to a message without words.
 *
 * @param by    who
 * @param value an emoji mostly: 1 to 64 characters, no control characters, no unpaired surrogates
 */
public record Reaction(UserId by, String value) {
    /** The longest allowed value, in {@code char}s. */
    public static final int MAX_CHARS = 64;

    /** @throws IllegalArgumentException if the value is not allowed */
    public Reaction {
        requireValue(value);
    }

    /**
     * The value, if it is allowed.
     *
     * @throws IllegalArgumentException if it is not
     */
    public static String requireValue(String value) {
        return Names.require("reaction", value, MAX_CHARS);
    }
}
