package chat.duologue.store.jdbc.internal;

import chat.duologue.model.Markers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rows that a batch changes, locked: first conversations, then their members, each in the order of their ids. */
final class LockedRows {
    private final Map<Long, ConversationState> conversations = new HashMap<>();
    private final Map<Long, UserState> users = new HashMap<>();

    private LockedRows() {}

    /** The statements that lock. */
    static final class Locks {
        private final ListQuery<Long> lockConversations;
        private final ListQuery<Long> lockUsers;

        Locks(Tables tables, int longestList) {
            lockConversations = ListQuery.in(
                    "SELECT id, last_seq, low_last_offset, low_delivered, low_read, low_unread,"
                            + " high_last_offset, high_delivered, high_read, high_unread FROM "
                            + tables.conversation() + " WHERE id",
                    " ORDER BY id FOR UPDATE",
                    longestList);
            lockUsers = ListQuery.in(
                    "SELECT id, head, acked, unread FROM " + tables.user() + " WHERE id",
                    " ORDER BY id FOR UPDATE",
                    longestList);
        }

        LockedRows lock(Connection connection, Collection<KnownConversation> wanted) throws SQLException {
            LockedRows rows = new LockedRows();
            Map<Long, KnownConversation> conversations = new TreeMap<>();
            Map<Long, KnownUser> users = new TreeMap<>();
            for (KnownConversation conversation : wanted) {
                if (conversations.put(conversation.id(), conversation) == null) {
                    users.put(conversation.low().id(), conversation.low());
                    users.put(conversation.high().id(), conversation.high());
                }
            }
            lockConversations.forEachRow(connection, new ArrayList<>(conversations.keySet()), row -> {
                KnownConversation known = Objects.requireNonNull(conversations.get(row.getLong(1)));
                rows.conversations.put(
                        known.id(), new ConversationState(known, row.getLong(2), member(row, 3), member(row, 7)));
            });
            lockUsers.forEachRow(connection, new ArrayList<>(users.keySet()), row -> {
                KnownUser user = Objects.requireNonNull(users.get(row.getLong(1)));
                rows.users.put(user.id(), new UserState(user, row.getLong(2), row.getLong(3), row.getLong(4)));
            });
            return rows;
        }

        private static MemberState member(ResultSet row, int first) throws SQLException {
            return new MemberState(
                    row.getLong(first),
                    new Markers(row.getLong(first + 1), row.getLong(first + 2)),
                    row.getLong(first + 3));
        }
    }

    ConversationState conversation(KnownConversation known) {
        return conversation(known.id());
    }

    ConversationState conversation(long id) {
        return Objects.requireNonNull(conversations.get(id));
    }

    /** A member of one of the locked conversations. */
    UserState user(KnownUser user) {
        return Objects.requireNonNull(users.get(user.id()));
    }

    @Nullable UserState userIfLocked(KnownUser user) {
        return users.get(user.id());
    }

    List<ConversationState> changedConversations() {
        return conversations.values().stream().filter(row -> row.changed).toList();
    }

    List<UserState> changedUsers() {
        return users.values().stream().filter(row -> row.changed).toList();
    }
}
