package chat.duologue.examples.load;

/**
 * When each message of an open loop is due, whatever the server does: evenly, in steps of whole milliseconds, which is
 * as finely as a thread that also has to read replies can be woken without spinning.
 */
record Schedule(int perSecond) {
    private static final long MILLI = 1_000_000;

    /** When the message with this number, counted from 0 over all senders, is due; nanoseconds after the origin. */
    long due(long message) {
        return message * 1000 / perSecond * MILLI;
    }

    /** The first message that is due later than a time. */
    long firstAfter(long time) {
        long message = Math.max(0, time / MILLI * perSecond / 1000);
        while (due(message) <= time) {
            message++;
        }
        return message;
    }
}
