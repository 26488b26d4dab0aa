package chat.duologue.store.jdbc.internal;

import chat.duologue.model.Markers;
import chat.duologue.model.Settings;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The conversations and users as this store last left them, so that a batch need not read them again. Whatever changes a
 * conversation also moves a number in both members' rows: as long as these stand where this store left them, nobody else has
 * been there. A batch that has locked the members sees where they stand; one that has not is checked at its commit. Thread-safe.
 */
final class RememberedRows {
    /** A conversation's row, and what its newest message says. */
    record ConversationRow(
            long purgedSeq, boolean reacted, MemberColumns low, MemberColumns high, long lastSeq, long lowCount) {}

    /**
     * One member's columns in it.
     *
     * @param blocks whether the member blocks the other one
     */
    record MemberColumns(
            long listOffset,
            boolean hasUnread,
            Markers markers,
            long seen,
            long gone,
            boolean hid,
            Settings settings,
            boolean blocks) {}

    /** A user's row. */
    record UserRow(long head, long acked, long unread, long topConversation, long upkeep) {}

    /** Since when no one else has been seen to change a user's row, and how this store left it. */
    private record Undisturbed(long since, UserRow row) {}

    private record Remembered(ConversationRow row, long lowSince, long highSince) {}

    private static final int MOST_DISTRUSTED = 1_000;

    private final Lru<Long, Remembered> conversations;
    private final Lru<Long, Undisturbed> users;
    private final AtomicLong clock = new AtomicLong();
    /** How many batches are not trusted after one that was wrongly, and how many of these are still to come. */
    private int distrust;

    private int distrusted;

    /** @param most how many conversations; of users twice as many */
    RememberedRows(int most) {
        conversations = new Lru<>(most);
        users = new Lru<>(2 * most);
    }

    /** Whether to take the rows for what they were, and have the commit fail if that is wrong. */
    synchronized boolean isTrusted() {
        if (distrusted == 0) {
            return true;
        }
        distrusted--;
        return false;
    }

    /** To be called after a batch that was trusted. Where others write to the same users, ever fewer batches are. */
    synchronized void proved(boolean right) {
        distrust = right ? distrust / 2 : Math.min(2 * distrust + 1, MOST_DISTRUSTED);
        distrusted = right ? 0 : distrust;
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
            user.since = found != null
                            && found.row.head() == user.before.head()
                            && found.row.upkeep() == user.before.upkeep()
                    ? found.since
                    : clock.incrementAndGet();
        }
        return user.since;
    }

    /** To be called when the rows are committed as they are now. What another thread committed later is kept. */
    synchronized void remember(BatchRows rows) {
        for (ConversationState row : rows.conversations()) {
            UserState low = rows.user(row.known.low());
            UserState high = rows.user(row.known.high());
            if (isNewest(low) && isNewest(high)) {
                conversations.put(row.known.id(), new Remembered(row.now(), low.since, high.since));
            }
        }
        for (UserState row : rows.users()) {
            if (isNewest(row)) {
                // whom the user blocks is part of what is remembered of all their conversations
                long since = row.blocksChanged || row.since == 0 ? clock.incrementAndGet() : row.since;
                users.put(row.user.id(), new Undisturbed(since, row.now()));
            }
        }
    }

    private boolean isNewest(UserState user) {
        Undisturbed found = users.get(user.user.id());
        return found == null || found.row.head() <= user.head;
    }

    /** The user's row as this store left it; null where it doesn't know. */
    @Nullable UserRow user(long id) {
        Undisturbed found = users.get(id);
        return found == null ? null : found.row;
    }
}
