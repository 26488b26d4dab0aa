package chat.duologue.store.jdbc.internal;

import chat.duologue.model.Markers;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The conversations as this store last left them, so that a batch need not read them again. Whatever changes a conversation
 * also moves a number in both members' rows, which a batch has locked and read by then: as long as these stand where this
 * store left them, nobody else has been there. Thread-safe.
 */
final class RememberedRows {
    /** A conversation's row, and what its newest message says. */
    record ConversationRow(long purgedSeq, MemberColumns low, MemberColumns high, long lastSeq, long lowCount) {}

    /** One member's columns in it. */
    record MemberColumns(long listOffset, boolean hasUnread, Markers markers, long seen) {}

    /** A user's row. */
    record UserRow(long head, long acked, long unread, long topConversation, long upkeep) {}

    /** Since when no one else has been seen to change a user's row, and where this store left it. */
    private record Undisturbed(long since, long head, long upkeep) {}

    private record Remembered(ConversationRow row, long lowSince, long highSince) {}

    private final Lru<Long, Remembered> conversations;
    private final Lru<Long, Undisturbed> users;
    private final AtomicLong clock = new AtomicLong();

    /** @param most how many conversations; of users twice as many */
    RememberedRows(int most) {
        conversations = new Lru<>(most);
        users = new Lru<>(2 * most);
    }

    /** The conversation, if it is still as it was; its members' rows are locked. */
    synchronized @Nullable ConversationRow conversation(KnownConversation known, UserState low, UserState high) {
        low.since = since(low);
        high.since = since(high);
        Remembered remembered = conversations.get(known.id());
        return remembered != null && remembered.lowSince == low.since && remembered.highSince == high.since
                ? remembered.row
                : null;
    }

    private long since(UserState user) {
        if (user.since == 0) {
            Undisturbed found = users.get(user.user.id());
            user.since = found != null && found.head == user.before.head() && found.upkeep == user.before.upkeep()
                    ? found.since
                    : clock.incrementAndGet();
        }
        return user.since;
    }

    /** To be called when the rows are committed as they are now. */
    synchronized void remember(LockedRows rows) {
        rows.conversations()
                .forEach(row -> conversations.put(
                        row.known.id(),
                        new Remembered(
                                row.now(), rows.user(row.known.low()).since, rows.user(row.known.high()).since)));
        rows.users()
                .forEach(row -> users.put(row.user.id(), new Undisturbed(row.since, row.head, row.before.upkeep())));
    }
}
