package chat.duologue.model;

/** Where a page of history lies. A {@code seq} need not exist. Closed: there will be no fourth way. */
public sealed interface Anchor {
    /** The newest messages. */
    Anchor NEWEST = new Before(Long.MAX_VALUE);

    /**
     * The messages just before one, without it.
     *
     * @param seq 1 or more
     */
    record Before(long seq) implements Anchor {
        /** @throws IllegalArgumentException if {@code seq} is below 1 */
        public Before {
            if (seq < 1) {
                throw new IllegalArgumentException("before must be 1 or more");
            }
        }
    }

    /**
     * The messages just after one, without it.
     *
     * @param seq 0 or more; 0 for the oldest
     */
    record After(long seq) implements Anchor {
        /** @throws IllegalArgumentException if {@code seq} is below 0 */
        public After {
            if (seq < 0) {
                throw new IllegalArgumentException("after must be 0 or more");
            }
        }
    }

    /**
     * The messages around one, it among them: half of the limit (rounded down) before it, the rest from it on. Near an
     * end the page is shorter on that side, not longer on the other; beyond the last message only the older half is left.
     *
     * @param seq 1 or more
     */
    record Around(long seq) implements Anchor {
        /** @throws IllegalArgumentException if {@code seq} is below 1 */
        public Around {
            if (seq < 1) {
                throw new IllegalArgumentException("around must be 1 or more");
            }
        }
    }
}
