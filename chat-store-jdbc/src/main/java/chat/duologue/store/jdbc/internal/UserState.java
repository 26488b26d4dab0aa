package chat.duologue.store.jdbc.internal;

import chat.duologue.store.jdbc.internal.RememberedRows.UserRow;

/** A user's row as it was found, and then with what the batch makes of it. */
final class UserState {
    final KnownUser user;
    final UserRow before;

    /** What {@link RememberedRows} knows this undisturbed stretch of the user's stream by; 0: not asked yet. */
    long since;

    long head;
    /** If the row is not locked, perhaps less than it is by now: what a batch makes of that is checked. */
    long acked;

    long unread;
    long topConversation;
    boolean changed;
    boolean blocksChanged;

    UserState(KnownUser user, UserRow before) {
        this.user = user;
        this.before = before;
        this.head = before.head();
        this.acked = before.acked();
        this.unread = before.unread();
        this.topConversation = before.topConversation();
    }

    /** Whether no more changes than how long the stream is, and how much of it is unread: so it is with most sends. */
    boolean onlyCounts() {
        return acked == before.acked() && topConversation == before.topConversation();
    }

    UserRow now() {
        return new UserRow(head, acked, unread, topConversation, before.upkeep());
    }

    long nextOffset() {
        changed = true;
        return ++head;
    }
}
