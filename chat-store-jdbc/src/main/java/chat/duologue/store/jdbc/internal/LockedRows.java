package chat.duologue.store.jdbc.internal;

import chat.duologue.model.Markers;
import chat.duologue.store.jdbc.internal.RememberedRows.ConversationRow;
import chat.duologue.store.jdbc.internal.RememberedRows.MemberColumns;
import chat.duologue.store.jdbc.internal.RememberedRows.UserRow;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a batch changes, in the order of their ids: conversations, and their members. Either they are locked now,
 * or they will be compared with what is here when they are updated, which locks them just as well if a little later.
 */
final class LockedRows {
    private final Map<Long, ConversationState> conversations = new TreeMap<>();
    private final Map<Long, UserState> users = new TreeMap<>();

    private LockedRows() {}

    /** Finds rows. */
    static final class Locks {
        private static final String CONVERSATION = "SELECT id, last_seq, low_last_offset, low_delivered, low_read,"
                + " low_unread, high_last_offset, high_delivered, high_read, high_unread FROM ";
        private static final String USER = "SELECT id, head, acked, unread FROM ";
        private static final String LOCK = " ORDER BY id FOR UPDATE";

        private final RememberedRows remembered;
        private final ListQuery<Long> lockConversations;
        private final ListQuery<Long> lockUsers;
        private final ListQuery<Long> readConversations;
        private final ListQuery<Long> readUsers;

        Locks(Tables tables, int longestList, RememberedRows remembered) {
            this.remembered = remembered;
            String conversations = CONVERSATION + tables.conversation() + " WHERE id";
            String users = USER + tables.user() + " WHERE id";
            lockConversations = ListQuery.in(conversations, LOCK, longestList);
            lockUsers = ListQuery.in(users, LOCK, longestList);
            readConversations = ListQuery.in(conversations, "", longestList);
            readUsers = ListQuery.in(users, "", longestList);
        }

        /** Locks the rows: first the conversations, then their members, each in the order of their ids. */
        LockedRows lock(Connection connection, Collection<KnownConversation> wanted) throws SQLException {
            LockedRows rows = new LockedRows();
            Map<Long, KnownConversation> conversations = new TreeMap<>();
            Map<Long, KnownUser> users = new TreeMap<>();
            wanted.forEach(conversation -> add(conversation, conversations, users));
            rows.read(connection, lockConversations, conversations, lockUsers, users);
            return rows;
        }

        /**
         * The rows as they are remembered, or else read without a lock.
         *
         * @param fresh the ids of conversations that are read in any case, since what stays unchanged there is not compared
         */
        LockedRows find(Connection connection, Collection<KnownConversation> wanted, Set<Long> fresh)
                throws SQLException {
            LockedRows rows = new LockedRows();
            Map<Long, KnownConversation> conversations = new TreeMap<>();
            Map<Long, KnownUser> users = new TreeMap<>();
            for (KnownConversation conversation : wanted) {
                if (fresh.contains(conversation.id()) || !rows.recall(conversation, remembered)) {
                    add(conversation, conversations, users);
                }
            }
            rows.read(connection, readConversations, conversations, readUsers, users);
            return rows;
        }

        private static void add(
                KnownConversation conversation,
                Map<Long, KnownConversation> conversations,
                Map<Long, KnownUser> users) {
            conversations.put(conversation.id(), conversation);
            users.put(conversation.low().id(), conversation.low());
            users.put(conversation.high().id(), conversation.high());
        }
    }

    private boolean recall(KnownConversation known, RememberedRows remembered) {
        ConversationRow row = remembered.conversation(known.id());
        UserRow low = remembered.user(known.low().id());
        UserRow high = remembered.user(known.high().id());
        if (row == null || row.lastSeq() == 0 || low == null || high == null) {
            return false;
        }
        conversations.putIfAbsent(known.id(), new ConversationState(known, row));
        users.putIfAbsent(known.low().id(), new UserState(known.low(), low));
        users.putIfAbsent(known.high().id(), new UserState(known.high(), high));
        return true;
    }

    private void read(
            Connection connection,
            ListQuery<Long> readConversations,
            Map<Long, KnownConversation> wantedConversations,
            ListQuery<Long> readUsers,
            Map<Long, KnownUser> wantedUsers)
            throws SQLException {
        readConversations.forEachRow(connection, new ArrayList<>(wantedConversations.keySet()), row -> {
            KnownConversation known = Objects.requireNonNull(wantedConversations.get(row.getLong(1)));
            conversations.put(
                    known.id(),
                    new ConversationState(known, new ConversationRow(row.getLong(2), member(row, 3), member(row, 7))));
        });
        readUsers.forEachRow(connection, new ArrayList<>(wantedUsers.keySet()), row -> {
            KnownUser user = Objects.requireNonNull(wantedUsers.get(row.getLong(1)));
            users.put(user.id(), new UserState(user, new UserRow(row.getLong(2), row.getLong(3), row.getLong(4))));
        });
    }

    private static MemberColumns member(ResultSet row, int first) throws SQLException {
        return new MemberColumns(
                row.getLong(first),
                new Markers(row.getLong(first + 1), row.getLong(first + 2)),
                row.getLong(first + 3));
    }

    ConversationState conversation(KnownConversation known) {
        return conversation(known.id());
    }

    ConversationState conversation(long id) {
        return Objects.requireNonNull(conversations.get(id));
    }

    /** A member of one of the conversations. */
    UserState user(KnownUser user) {
        return Objects.requireNonNull(users.get(user.id()));
    }

    @Nullable UserState userIfLocked(KnownUser user) {
        return users.get(user.id());
    }

    Collection<ConversationState> conversations() {
        return conversations.values();
    }

    Collection<UserState> users() {
        return users.values();
    }

    List<ConversationState> changedConversations() {
        return conversations.values().stream().filter(row -> row.changed).toList();
    }

    List<UserState> changedUsers() {
        return users.values().stream().filter(row -> row.changed).toList();
    }
}
