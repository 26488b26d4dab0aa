package chat.duologue.examples.load;

import chat.duologue.examples.load.Violations.Kind;

/** Checks what one session sees: offsets rise, and so does the {@code seq} of its one conversation, without gaps. */
final class StreamCheck {
    private final String user;
    private final Violations violations;
    private long lastOffset;
    private long lastSeq;
    private long conversation;

    StreamCheck(String user, Violations violations) {
        this.user = user;
        this.violations = violations;
    }

    void event(long offset) {
        if (offset <= lastOffset) {
            violations.add(Kind.OFFSET_BACK, offset + " after " + lastOffset + " at " + user);
        }
        lastOffset = offset;
    }

    void message(long inConversation, long seq) {
        if (lastSeq == 0) {
            conversation = inConversation;
        } else if (conversation != inConversation) {
            violations.add(Kind.FOREIGN, "a second conversation at " + user + ", who has one");
            return;
        } else if (seq != lastSeq + 1) {
            violations.add(Kind.SEQ_GAP, seq + " after " + lastSeq + " at " + user);
        }
        lastSeq = seq;
    }

    long lastOffset() {
        return lastOffset;
    }
}
