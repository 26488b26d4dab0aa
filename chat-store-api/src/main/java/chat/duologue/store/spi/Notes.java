package chat.duologue.store.spi;

import java.util.List;

/**
 * What nodes that share nothing but the store tell each other: a log that each of them reads from where it has come to. The store
 * makes nothing of what an entry says. Limits and faults are as in {@link ChatStore}; thread-safe like it.
 *
 * <p>Positions are 1, 2, 3 … in the order of the commits: whoever sees an entry has all before it, or they were removed.
 */
public interface Notes {
    /** The most bytes of an entry. */
    int MAX_BYTES = 262_144;

    /**
     * A stretch of the log.
     *
     * @param entries in the order of their positions; nobody changes them
     * @param upTo    pass it as {@code after} to read on
     * @param isWhole whether these are all; not so where some were removed before they were read, or the log was set back
     */
    record Page(List<byte[]> entries, long upTo, boolean isWhole) {
        /** Copies the list. */
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /** The position of the newest entry there ever was; 0 before the first. */
    long head();

    /** The entries after a position, oldest first. Where there are none this is as cheap as {@link #head}. */
    Page read(long after, int limit);

    /**
     * Adds entries together; nobody sees some of them without the others.
     *
     * @param entries one or more; more than {@link #MAX_BYTES} in one are an {@link IllegalArgumentException}
     * @return the position of the last of them
     */
    long append(List<byte[]> entries);

    /** Removes the entries up to a position. Several nodes may do the same at once. */
    void remove(long upTo);

    /** @throws IllegalArgumentException if there is none, or one is too long */
    static void requireFitting(List<byte[]> entries) {
        if (entries.isEmpty() || entries.stream().anyMatch(entry -> entry.length > MAX_BYTES)) {
            throw new IllegalArgumentException("entries must be one or more, each of at most " + MAX_BYTES + " bytes");
        }
    }
}
