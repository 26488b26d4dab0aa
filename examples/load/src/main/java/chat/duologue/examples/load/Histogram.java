package chat.duologue.examples.load;

/**
 * Counts nanoseconds in a fixed memory: exactly below 2048, above that in classes whose width is at most a thousandth
 * of their value (the layout of HdrHistogram with three digits). One thread at a time.
 */
final class Histogram {
    /** Above this, some 73 minutes, values count as this. */
    static final long MOST = (1L << 42) - 1;

    private static final int BITS = 10;
    private static final int CLASSES = 1 << BITS;

    private final long[] counts = new long[indexOf(MOST) + 1];
    private long total;
    private long max;

    void add(long nanos) {
        long value = Math.min(Math.max(0, nanos), MOST);
        counts[indexOf(value)]++;
        total++;
        max = Math.max(max, value);
    }

    void addAll(Histogram other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
        max = Math.max(max, other.max);
    }

    long total() {
        return total;
    }

    long max() {
        return max;
    }

    /** The smallest value that so much of the whole does not exceed, up to the width of its class; 0 when empty. */
    long quantile(double share) {
        long wanted = Math.max(1, (long) Math.ceil(share * total));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return Math.min(max, highestIn(i));
            }
        }
        return max;
    }

    /** Each doubling of the value has as many classes, so the class widens with the value. */
    private static int indexOf(long value) {
        int shift = Math.max(0, 63 - BITS - Long.numberOfLeadingZeros(value | 1));
        return shift * CLASSES + (int) (value >>> shift);
    }

    private static long highestIn(int index) {
        int shift = Math.max(0, index / CLASSES - 1);
        long scaled = index - (long) shift * CLASSES;
        return ((scaled + 1) << shift) - 1;
    }
}
