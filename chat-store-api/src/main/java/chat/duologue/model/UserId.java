package chat.duologue.model;

/**
 * A user as the host names them. Compared exactly, case and spaces included; no Unicode normalization.
 *
 * @param value 1 to 128 characters, no control characters, no unpaired surrogates
 */
public record UserId(String value) implements Comparable<UserId> {
    /** The longest allowed value, in {@code char}s. */
    public static final int MAX_CHARS = 128;

    /** @throws IllegalArgumentException if the value is not allowed */
    public UserId {
        Names.require("user", value, MAX_CHARS);
    }

    @Override
    public int compareTo(UserId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
