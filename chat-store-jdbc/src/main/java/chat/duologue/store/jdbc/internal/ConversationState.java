package chat.duologue.store.jdbc.internal;

import chat.duologue.store.jdbc.internal.RememberedRows.ConversationRow;

/** A conversation's row as it was found, and then with what the batch makes of it. */
final class ConversationState {
    final KnownConversation known;
    final ConversationRow before;
    final MemberState low;
    final MemberState high;

    long lastSeq;
    boolean changed;

    ConversationState(KnownConversation known, ConversationRow before) {
        this.known = known;
        this.before = before;
        this.lastSeq = before.lastSeq();
        this.low = new MemberState(before.low());
        this.high = new MemberState(before.high());
    }

    MemberState of(KnownUser member) {
        return member.id() == known.low().id() ? low : high;
    }

    ConversationRow now() {
        return new ConversationRow(lastSeq, low.now(), high.now());
    }
}
