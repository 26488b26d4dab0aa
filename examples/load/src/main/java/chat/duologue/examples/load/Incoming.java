package chat.duologue.examples.load;

/** What one frame of the server says; one instance per loop, overwritten by each frame. */
final class Incoming {
    enum Kind {
        /** The session is open. */
        WELCOME,
        /** A send was acknowledged. */
        ACKNOWLEDGED,
        /** A request was answered with an error. */
        REFUSED,
        /** A message event. */
        MESSAGE,
        /** Another durable event. */
        EVENT,
        /** Anything that needs no attention. */
        OTHER
    }

    Kind kind = Kind.OTHER;
    /** The number of the send that is answered; -1 where the answer is to something else. */
    long id;

    String code = "";
    String reason = "";
    long retryAfterMs;
    /** The event's offset, 0 where the server has none. */
    long offset;
    /** The message's place in its conversation, 0 where the server has none. */
    long seq;
    /** A hash that tells conversations apart. */
    long conversation;
    /** Whether the message's text is as it was sent; the three fields below are valid only then. */
    boolean intact;

    int sender;
    long number;
    long due;

    void clear() {
        kind = Kind.OTHER;
        id = -1;
        code = "";
        reason = "";
        retryAfterMs = 0;
        offset = 0;
        seq = 0;
        conversation = 0;
        intact = false;
        sender = -1;
        number = 0;
        due = 0;
    }
}
