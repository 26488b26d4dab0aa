package chat.duologue.examples.load;

import chat.duologue.examples.load.Violations.Kind;
import java.util.Locale;

/**
 * Checks one direction of a pair: that every acknowledged message arrives exactly once and in order, at the receiver
 * and, where the server keeps streams, at the sender too. It remembers only the messages between the oldest that is
 * not settled and the newest, in a ring; when that is full, {@link #hasRoom} makes the sender wait.
 */
final class Verifier {
    /** Who sees a message arrive. */
    enum Viewer {
        RECEIVER,
        SENDER
    }

    private static final int ACKNOWLEDGED = 1;
    private static final int REFUSED = 2;
    private static final int ARRIVED = 4;
    private static final int ARRIVED_OWN = 8;

    private final String sender;
    private final String receiver;
    private final boolean ownCopies;
    private final Violations violations;
    private final byte[] states;
    private final long[] seqs;
    /** The oldest message that is not settled. */
    private long oldest = 1;
    /** The number the next message will have. */
    private long next = 1;

    private long lastArrived;
    private long lastArrivedOwn;
    private long lastAnswered;
    private long acknowledged;
    private long unanswered;
    private long unseen;
    private boolean anyGivenUp;

    /** @param capacity a power of two */
    Verifier(String sender, String receiver, boolean ownCopies, int capacity, Violations violations) {
        this.sender = sender;
        this.receiver = receiver;
        this.ownCopies = ownCopies;
        this.violations = violations;
        states = new byte[capacity];
        seqs = new long[capacity];
    }

    /** Whether one more message may be sent. Old messages that later ones have overtaken are given up to make room. */
    boolean hasRoom() {
        while (next - oldest >= states.length) {
            if (!overtaken(oldest)) {
                return false;
            }
            giveUp(oldest);
            oldest++;
        }
        return true;
    }

    /** Notes that the next message goes out, and returns its number: 1, 2, 3 … */
    long send() {
        long number = next++;
        states[slot(number)] = 0;
        seqs[slot(number)] = 0;
        return number;
    }

    /** Notes an acknowledgement; false where it answers nothing that waits for an answer. */
    boolean acknowledge(long number, long seq) {
        if (!answer(number)) {
            return false;
        }
        acknowledged++;
        mark(number, ACKNOWLEDGED);
        checkSeq(number, seq);
        settle();
        return true;
    }

    /**
     * Notes an error as the answer; false where it answers nothing that waits for one.
     *
     * @param nothingStored whether the error says that nothing was stored
     */
    boolean refuse(long number, boolean nothingStored) {
        if (!answer(number)) {
            return false;
        }
        if (nothingStored && (states[slot(number)] & (ARRIVED | ARRIVED_OWN)) != 0) {
            violations.add(Kind.REFUSED_YET_DELIVERED, name(number));
        }
        anyGivenUp = true;
        mark(number, REFUSED);
        settle();
        return true;
    }

    /** Notes a message that arrived. */
    void arrive(Viewer viewer, long number, long seq) {
        int bit = viewer == Viewer.RECEIVER ? ARRIVED : ARRIVED_OWN;
        if (number >= next || number < 1) {
            violations.add(Kind.UNKNOWN, name(number));
        } else if (number < oldest) {
            violations.add(Kind.DOUBLED, name(number) + (anyGivenUp ? ", or it came after it was given up" : ""));
        } else if ((states[slot(number)] & bit) != 0) {
            violations.add(
                    Kind.DOUBLED, name(number) + " at the " + viewer.name().toLowerCase(Locale.ROOT));
        } else {
            checkOrder(viewer, number);
            mark(number, bit);
            checkSeq(number, seq);
            settle();
        }
    }

    /** Whether all that was sent has been answered, and all that was acknowledged has arrived. */
    boolean isSettled() {
        return oldest == next;
    }

    /**
     * Reports what never came. A viewer whose connection was lost can't have seen the last messages: those are counted
     * as unseen, not as lost.
     */
    void finish(boolean receiverThere, boolean senderThere) {
        for (; oldest < next; oldest++) {
            int state = states[slot(oldest)];
            int missing = (receiverThere ? 0 : ARRIVED) | (senderThere ? 0 : ARRIVED_OWN);
            if ((state & ACKNOWLEDGED) != 0 && (state & missing) != missing) {
                unseen++;
                mark(oldest, missing);
            }
            giveUp(oldest);
        }
    }

    long acknowledged() {
        return acknowledged;
    }

    long unanswered() {
        return unanswered;
    }

    long unseen() {
        return unseen;
    }

    private boolean answer(long number) {
        boolean waiting = number >= oldest && number < next && (states[slot(number)] & (ACKNOWLEDGED | REFUSED)) == 0;
        if (!waiting || number < lastAnswered) {
            violations.add(Kind.ANSWERED_OUT_OF_TURN, name(number));
        }
        lastAnswered = Math.max(lastAnswered, number);
        return waiting;
    }

    private void checkOrder(Viewer viewer, long number) {
        long last = viewer == Viewer.RECEIVER ? lastArrived : lastArrivedOwn;
        if (number < last) {
            violations.add(Kind.SWAPPED, name(number) + ", after number " + last);
        } else if (viewer == Viewer.RECEIVER) {
            lastArrived = number;
        } else {
            lastArrivedOwn = number;
        }
    }

    private void checkSeq(long number, long seq) {
        int slot = slot(number);
        if (seqs[slot] == 0) {
            seqs[slot] = seq;
        } else if (seqs[slot] != seq) {
            violations.add(Kind.SEQ_DIFFERS, name(number) + " (" + seqs[slot] + " and " + seq + ")");
        }
    }

    private void settle() {
        while (oldest < next && isSettled(states[slot(oldest)])) {
            oldest++;
        }
    }

    private boolean isSettled(int state) {
        int wanted = ownCopies ? ACKNOWLEDGED | ARRIVED | ARRIVED_OWN : ACKNOWLEDGED | ARRIVED;
        return (state & REFUSED) != 0 || (state & wanted) == wanted;
    }

    /** Whether what the message still lacks has come for a later one, so that it will hardly come for this one. */
    private boolean overtaken(long number) {
        int state = states[slot(number)];
        return ((state & ACKNOWLEDGED) != 0 || lastAnswered > number)
                && ((state & ARRIVED) != 0 || lastArrived > number)
                && (!ownCopies || (state & ARRIVED_OWN) != 0 || lastArrivedOwn > number);
    }

    private void giveUp(long number) {
        int state = states[slot(number)];
        if ((state & (ACKNOWLEDGED | REFUSED)) == 0) {
            unanswered++;
        } else if ((state & ACKNOWLEDGED) != 0) {
            if ((state & ARRIVED) == 0) {
                violations.add(Kind.LOST, name(number));
            }
            if (ownCopies && (state & ARRIVED_OWN) == 0) {
                violations.add(Kind.LOST_OWN, name(number));
            }
        }
        anyGivenUp = true;
    }

    private void mark(long number, int bit) {
        states[slot(number)] |= (byte) bit;
    }

    private int slot(long number) {
        return (int) number & states.length - 1;
    }

    private String name(long number) {
        return "message " + number + " from " + sender + " to " + receiver;
    }
}
