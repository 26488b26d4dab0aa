package chat.duologue.store.jdbc.internal;

/** A user's row as it was locked, and then with what the batch makes of it. */
final class UserState {
    final KnownUser user;
    /** The head before this transaction. */
    final long storedHead;

    long head;
    long acked;
    long unread;
    boolean changed;

    UserState(KnownUser user, long head, long acked, long unread) {
        this.user = user;
        this.storedHead = head;
        this.head = head;
        this.acked = acked;
        this.unread = unread;
    }

    long nextOffset() {
        changed = true;
        return ++head;
    }
}
