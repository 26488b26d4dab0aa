package chat.duologue.model;

/**
 * How far a member of a conversation has come. Markers only rise, and never pass the last message.
 *
 * @param deliveredSeq everything up to this message has reached a device of theirs; 0 for nothing
 * @param readSeq      everything up to this message was read; at most {@code deliveredSeq}
 */
public record Markers(long deliveredSeq, long readSeq) {
    /** Nothing delivered, nothing read. */
    public static final Markers NONE = new Markers(0, 0);

    /** @throws IllegalArgumentException if {@code readSeq} is negative or beyond {@code deliveredSeq} */
    public Markers {
        if (readSeq < 0 || readSeq > deliveredSeq) {
            throw new IllegalArgumentException("readSeq must be between 0 and deliveredSeq");
        }
    }
}
