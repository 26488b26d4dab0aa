package chat.duologue.model;

/**
 * Names one life of all event streams of a store. It changes when the store is restored from a backup, so that no
 * client resumes at an offset which now means another event.
 *
 * @param value 1 to 32 characters, no control characters, no unpaired surrogates
 */
public record StreamId(String value) {
    /** The longest allowed value, in {@code char}s. */
    public static final int MAX_CHARS = 32;

    /** @throws IllegalArgumentException if the value is not allowed */
    public StreamId {
        Names.require("stream", value, MAX_CHARS);
    }

    @Override
    public String toString() {
        return value;
    }
}
