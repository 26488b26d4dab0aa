package chat.duologue.store.jdbc.internal;

import chat.duologue.model.Markers;
import org.jspecify.annotations.Nullable;

/**
 * The rows as this store last left them, so that a batch need not read them again. They may be out of date where another
 * store writes to the same database: whoever changes a row compares, so nothing wrong is ever stored. Thread-safe.
 */
final class RememberedRows {
    private static final int CONVERSATIONS = 10_000;
    private static final int USERS = 20_000;

    /** A conversation's row. */
    record ConversationRow(long lastSeq, MemberColumns low, MemberColumns high) {}

    /** One member's columns in it. */
    record MemberColumns(long lastOffset, Markers markers, long unread) {}

    /** A user's row. */
    record UserRow(long head, long acked, long unread) {}

    private final Lru<Long, ConversationRow> conversations = new Lru<>(CONVERSATIONS);
    private final Lru<Long, UserRow> users = new Lru<>(USERS);

    @Nullable ConversationRow conversation(long id) {
        return conversations.get(id);
    }

    @Nullable UserRow user(long id) {
        return users.get(id);
    }

    /** To be called when the rows are committed as they are now. */
    void remember(LockedRows rows) {
        rows.conversations().forEach(row -> conversations.put(row.known.id(), row.now()));
        rows.users().forEach(row -> users.put(row.user.id(), row.now()));
    }

    /** To be called when a row turned out to be another. */
    void forget() {
        conversations.clear();
        users.clear();
    }
}
