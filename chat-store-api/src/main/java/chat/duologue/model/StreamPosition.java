package chat.duologue.model;

/**
 * What a user's stream holds now.
 *
 * @param trimmedTo some of the events up to this offset are gone for good; 0 if none is
 * @param head      the newest offset; 0 for an empty stream, at least {@code trimmedTo}
 */
public record StreamPosition(long trimmedTo, long head) {
    /** The stream of a user to whom nothing has happened yet. */
    public static final StreamPosition EMPTY = new StreamPosition(0, 0);
}
