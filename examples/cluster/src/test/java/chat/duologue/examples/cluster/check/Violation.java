package chat.duologue.examples.cluster.check;

/** Something that must never happen. */
public record Violation(Kind kind, String what) {
    /** Which guarantee is broken, and how. */
    public enum Kind {
        /** G1: a message was acknowledged, and is not in the store, or not as acknowledged. */
        LOST,
        /** G2: one message is stored more than once. */
        STORED_TWICE,
        /** G3: a conversation is not numbered 1, 2, 3 …, or not in the order in which things happened. */
        NOT_IN_ORDER,
        /** G4: what one session sent is stored in another order. */
        SENDER_ORDER,
        /** G5: a device was not shown an event of its user's stream. */
        MISSED,
        /** G5: a device was shown an event twice in one connection. */
        REPEATED,
        /** G5: a device was shown an older event after a newer one. */
        OUT_OF_ORDER,
        /** G5: what followed a resume began too late or too early, or the resume was refused. */
        RESUMED_ELSEWHERE,
        /** G5: an event was not shown as it is stored, or not to both devices of a user alike. */
        ALTERED,
        /** G6: something about a conversation was shown to someone else than its members. */
        STRANGER,
        /** G7: a marker went back. */
        MARKER_BACK,
        /** G7: a marker passed what existed. */
        MARKER_AHEAD,
        /** A message that nobody sent. */
        GHOST,
        /** G1, G9: a device was shown what is not stored there. */
        UNCOMMITTED,
        /** G9: a request was refused for a reason that it did not give. */
        REFUSED
    }
}
