package chat.duologue.store.spi;

import chat.duologue.model.UserId;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How far readers of streams have come that are not devices: each has a name, and a cursor in every user's stream. Limits and
 * faults are as in {@link ChatStore}; thread-safe like it. What {@link #advance} kept survives the death of the process, and is
 * removed when its user is erased.
 *
 * <p>A reader's name is 1 to {@link #MAX_NAME} of {@code a-z}, {@code 0-9} and {@code -}; another one is an
 * {@link IllegalArgumentException}.
 */
public interface Cursors {
    /** The most characters of a reader's name. */
    int MAX_NAME = 64;

    /** What a reader's name is made of. */
    Pattern NAME = Pattern.compile("[a-z0-9-]{1," + MAX_NAME + "}");

    /**
     * How far a reader has come in one stream.
     *
     * @param position the offset up to which it has read
     * @param mark     a number of the reader's own; the store makes nothing of it
     */
    record Cursor(long position, long mark) {
        /** Where every reader begins. */
        public static final Cursor START = new Cursor(0, 0);

        /** @throws IllegalArgumentException if one of them is negative */
        public Cursor {
            if (position < 0 || mark < 0) {
                throw new IllegalArgumentException("position and mark must not be negative");
            }
        }
    }

    /** Where a reader is in the streams of these users; {@link Cursor#START} where it has not begun. */
    Map<UserId, Cursor> read(String name, Collection<UserId> users);

    /**
     * Keeps how far a reader has come. A cursor that is below the one that is kept changes nothing; at the same position the
     * mark is the newest. Nor does one of a user whom the store does not know. Several nodes may do the same at once.
     *
     * @param cursors not above the heads of the streams
     */
    void advance(String name, Map<UserId, Cursor> cursors);

    /**
     * Takes a look at some users, in an order of the store's that does not change.
     *
     * @param after {@link DuePage#next()} of the page before, or null for the first
     * @param limit how many users to look at; at least 1
     * @return those of them who have events above the reader's cursor
     */
    DuePage behind(String name, @Nullable UserId after, int limit);

    /** @throws IllegalArgumentException if it is not a reader's name */
    static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a reader's name must be 1 to " + MAX_NAME + " of a-z, 0-9 and -, but is " + name);
        }
        return name;
    }
}
