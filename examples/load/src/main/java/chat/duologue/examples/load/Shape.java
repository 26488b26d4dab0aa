package chat.duologue.examples.load;

/**
 * What the load is made of.
 *
 * @param window unanswered sends per sender; of no effect with a rate
 * @param rate messages per second over all senders, on a fixed schedule; 0 for none
 * @param size bytes of a message's text
 * @param ack whether receivers acknowledge what was delivered
 * @param placement on which nodes the pairs are
 */
record Shape(int pairs, boolean bothWays, int window, int rate, int size, boolean ack, Placement placement) {
    int directions() {
        return bothWays ? 2 : 1;
    }

    int senders() {
        return pairs * directions();
    }

    /** The load in short: {@code 50x16}, or {@code 50@2000} on a schedule. */
    String caseName() {
        return rate > 0 ? pairs + "@" + rate : pairs + "x" + window;
    }

    Shape with(LoadCase load) {
        return new Shape(load.pairs(), bothWays, load.window(), load.rate(), size, ack, placement);
    }
}
