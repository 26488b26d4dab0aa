package chat.duologue.store.jdbc.internal;

/** A conversation's row as it was locked, and then with what the batch makes of it. */
final class ConversationState {
    final KnownConversation known;
    final MemberState low;
    final MemberState high;
    /** The last message that was stored before this transaction. */
    final long storedSeq;

    long lastSeq;
    boolean changed;

    ConversationState(KnownConversation known, long lastSeq, MemberState low, MemberState high) {
        this.known = known;
        this.storedSeq = lastSeq;
        this.lastSeq = lastSeq;
        this.low = low;
        this.high = high;
    }

    MemberState of(KnownUser member) {
        return member.id() == known.low().id() ? low : high;
    }
}
