package chat.duologue.store.jdbc.internal;

/**
 * A stretch of a user's stream, the unit of the search index: slice 0 is offsets 1 to {@value #OFFSETS}. Its words lie in
 * buckets, all that begin alike in one, so that the beginning of a word is enough to know the bucket.
 */
final class Slice {
    static final int OFFSETS = 512;
    static final int BUCKETS = 64;

    /** From this character on scripts come without spaces, whose pairs of characters are also asked for by the first alone. */
    private static final int WITHOUT_SPACES = 0xE00;

    /** Spreads hashes that differ little: the golden ratio's part of 2^32. */
    private static final int SPREAD = 0x9E3779B9;

    private Slice() {}

    static long of(long offset) {
        return (offset - 1) / OFFSETS;
    }

    /** The first offset in a slice; so that of slice n is also how far a stream is past all before it, and one. */
    static long start(long slice) {
        return slice * OFFSETS + 1;
    }

    /** How many slices a stream is past. */
    static long past(long head) {
        return head / OFFSETS;
    }

    static int bucket(String word) {
        int first = word.codePointAt(0);
        int second = Character.charCount(first);
        boolean alone = first >= WITHOUT_SPACES || second == word.length();
        int beginning = alone ? first : first * 31 + word.codePointAt(second);
        return (beginning * SPREAD) >>> Integer.SIZE - Integer.numberOfTrailingZeros(BUCKETS);
    }

    /** Stands among the words of each message of a conversation; no word begins so. */
    static String conversationWord(long conversation) {
        return "\u0001" + Long.toString(conversation, Character.MAX_RADIX);
    }
}
