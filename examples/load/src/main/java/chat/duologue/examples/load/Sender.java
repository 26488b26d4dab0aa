package chat.duologue.examples.load;

/** Sends one direction's messages: as many unanswered as the window allows, or as a schedule says. */
final class Sender {
    private static final long PAUSE_AFTER_ERROR_MS = 100;

    private final Session session;
    private final Session to;
    private final int index;
    private final Verifier verifier;
    private final Pace pace;
    private final Times times;
    private final long[] dues;
    private int inFlight;
    private long owed;
    private boolean paused;

    Sender(Session session, Session to, int index, Verifier verifier, Pace pace) {
        this.session = session;
        this.to = to;
        this.index = index;
        this.verifier = verifier;
        this.pace = pace;
        times = session.lane().tally().timesBetween(session, to);
        dues = new long[pace.capacity()];
    }

    /** Its number over all pairs, from 0. */
    int index() {
        return index;
    }

    Verifier verifier() {
        return verifier;
    }

    /** How many messages that were due have not been sent. */
    long owed() {
        return owed;
    }

    /** Ends the checks. */
    void finish() {
        verifier.finish(to.isOpen(), session.isOpen());
    }

    boolean isDone() {
        return verifier.isSettled() && owed == 0 || !session.isOpen();
    }

    /** Notes that the schedule's next message for this sender is due. */
    void owe() {
        owed++;
        sendOn();
    }

    /** Sends what may be sent now. */
    void sendOn() {
        while (mayPass() && verifier.hasRoom()) {
            long number = verifier.send();
            long due = pace.due(index, number);
            dues[slot(number)] = due;
            inFlight++;
            owed -= pace.isScheduled() ? 1 : 0;
            Bytes frame = session.scratch();
            session.dialect().send(frame, to.user(), index, number, due);
            session.send(frame);
        }
    }

    void acknowledged(long number, long seq, long time) {
        if (verifier.acknowledge(number, seq)) {
            inFlight--;
            session.lane().tally().acknowledged(times, dues[slot(number)], time);
        }
        sendOn();
    }

    /** Counts the error and pauses as the server asks: hammering it would measure only refusals. */
    void refused(Incoming in) {
        session.lane().tally().error(in.code);
        if (in.id > 0 && verifier.refuse(in.id, !in.code.equals("internal"))) {
            inFlight--;
        }
        if (!paused) {
            paused = true;
            long millis = Math.max(in.retryAfterMs, PAUSE_AFTER_ERROR_MS);
            session.lane().loop().schedule(System.nanoTime() + millis * 1_000_000, () -> {
                paused = false;
                sendOn();
            });
        }
    }

    private boolean mayPass() {
        return !paused && inFlight < pace.inFlight() && session.isOpen() && pace.allows(owed);
    }

    private int slot(long number) {
        return (int) number & dues.length - 1;
    }
}
