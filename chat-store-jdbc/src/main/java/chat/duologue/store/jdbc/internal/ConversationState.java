package chat.duologue.store.jdbc.internal;

import chat.duologue.store.jdbc.internal.RememberedRows.ConversationRow;

/** A conversation as it was found, and then with what the batch makes of it. */
final class ConversationState {
    final KnownConversation known;
    final ConversationRow before;
    final MemberState low;
    final MemberState high;

    long lastSeq;
    /** How many of the messages the lower member wrote. */
    long lowCount;

    boolean reacted;
    /** Whether the conversation's own row changes. */
    boolean changed;
    /** Whether it changes in what changes rarely. */
    boolean changedRarely;

    ConversationState(KnownConversation known, ConversationRow before) {
        this.known = known;
        this.before = before;
        this.lastSeq = before.lastSeq();
        this.lowCount = before.lowCount();
        this.reacted = before.reacted();
        this.low = new MemberState(before.low());
        this.high = new MemberState(before.high());
    }

    MemberState of(KnownUser member) {
        return isLow(member) ? low : high;
    }

    boolean isLow(KnownUser member) {
        return member.id() == known.low().id();
    }

    /** Whether the member's peer blocks the member. */
    boolean isBlocked(KnownUser member) {
        return of(known.peerOf(member)).blocks;
    }

    /** To be called when what the member has not read changed. */
    void showUnread(KnownUser member) {
        MemberState state = of(member);
        boolean unread = unread(member) > 0;
        changed |= unread != state.hasUnread;
        state.hasUnread = unread;
    }

    /** How many messages the member has not read, recalled and hidden ones aside. */
    long unread(KnownUser member) {
        MemberState state = of(member);
        return received(member) - state.seen - state.gone;
    }

    /** How many messages the member has been sent. */
    long received(KnownUser member) {
        return received(member, lastSeq, lowCount);
    }

    /** The same at an earlier message. */
    long received(KnownUser member, long seq, long lowCountThere) {
        return isLow(member) ? seq - lowCountThere : lowCountThere;
    }

    ConversationRow now() {
        return new ConversationRow(before.purgedSeq(), reacted, low.now(), high.now(), lastSeq, lowCount);
    }
}
