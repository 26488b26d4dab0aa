package chat.duologue.store.jdbc.internal;

import chat.duologue.model.Markers;
import chat.duologue.model.Settings;
import chat.duologue.store.jdbc.internal.RememberedRows.ConversationRow;
import chat.duologue.store.jdbc.internal.RememberedRows.MemberColumns;
import chat.duologue.store.jdbc.internal.RememberedRows.UserRow;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a batch changes: the rows of users, locked in the order of their ids, and conversations. Whoever changes a
 * conversation has locked both of its members, so its own row needs no lock.
 *
 * <p>Or else the users' rows as this store left them: then the commit has to find them so, in all that the batch rests on, which
 * proves the same.
 */
final class BatchRows {
    private static final int MEMBER_COLUMNS = 11;

    private final Map<Long, ConversationState> conversations = new HashMap<>();
    private final Map<Long, UserState> users = new TreeMap<>();

    private BatchRows() {}

    /** Finds rows. */
    static final class Finder {
        private final Directory directory;
        private final RememberedRows remembered;
        private final RowsQuery<Long> lockUsers;
        private final RowsQuery<Long> readConversations;
        private final RowsQuery<Long> readLast;

        /** @param tail what the queries end with that read after the lock */
        Finder(Tables tables, Dialect dialect, Directory directory, RememberedRows remembered, String tail) {
            this.directory = directory;
            this.remembered = remembered;
            lockUsers = dialect.in(
                    "SELECT id, head, acked, unread, top_conversation, upkeep, erased FROM " + tables.user()
                            + " WHERE id",
                    " ORDER BY id" + dialect.lock());
            readConversations = dialect.in(
                    "SELECT c.id, c.purged_seq, c.purged_low_count, c.reacted, " + member("low", "high", tables, tail)
                            + ", " + member("high", "low", tables, tail) + " FROM " + tables.conversation()
                            + " c WHERE c.id",
                    tail);
            readLast = LastMessages.query(tables, dialect, "m.conversation_id, m.seq, m.low_count", tail);
        }

        private static String member(String side, String other, Tables tables, String tail) {
            return "c."
                    + String.join(
                            ", c.",
                            side + "_list_offset",
                            side + "_has_unread",
                            side + "_delivered",
                            side + "_read",
                            side + "_seen",
                            side + "_gone",
                            side + "_hid",
                            side + "_muted_until",
                            side + "_pinned",
                            side + "_archived")
                    + ", (SELECT b.blocked FROM " + tables.block() + " b WHERE b.user_id = c." + side
                    + "_user AND b.peer_id = c." + other + "_user" + tail + ")";
        }

        /**
         * Locks the members of these conversations, and then finds out how these stand.
         *
         * @param others more users to lock: those who block someone, or end it
         * @throws StaleName if a member was erased since the directory read of them
         */
        BatchRows lock(Connection connection, Collection<KnownConversation> wanted, Collection<KnownUser> others)
                throws SQLException {
            BatchRows rows = new BatchRows();
            rows.lockUsers(connection, lockUsers, directory, members(wanted, others));
            findConversations(connection, rows, wanted);
            return rows;
        }

        /** The same without a lock, as they are remembered; null where one of the users isn't. */
        @Nullable BatchRows recall(Connection connection, Collection<KnownConversation> wanted, Collection<KnownUser> others)
                throws SQLException {
            BatchRows rows = new BatchRows();
            for (KnownUser user : members(wanted, others).values()) {
                UserRow row = remembered.user(user.id());
                if (row == null) {
                    return null;
                }
                rows.users.put(user.id(), new UserState(user, row));
            }
            findConversations(connection, rows, wanted);
            return rows;
        }

        private void findConversations(Connection connection, BatchRows rows, Collection<KnownConversation> wanted)
                throws SQLException {
            Map<Long, KnownConversation> missing = new HashMap<>();
            for (KnownConversation known : wanted) {
                ConversationRow row = remembered.conversation(known, rows.user(known.low()), rows.user(known.high()));
                if (row == null) {
                    missing.put(known.id(), known);
                } else {
                    rows.conversations.putIfAbsent(known.id(), new ConversationState(known, row));
                }
            }
            rows.read(connection, readConversations, readLast, missing);
        }
    }

    private static Map<Long, KnownUser> members(
            Collection<KnownConversation> conversations, Collection<KnownUser> others) {
        Map<Long, KnownUser> members = new TreeMap<>();
        others.forEach(user -> members.put(user.id(), user));
        for (KnownConversation known : conversations) {
            members.put(known.low().id(), known.low());
            members.put(known.high().id(), known.high());
        }
        return members;
    }

    private void lockUsers(
            Connection connection, RowsQuery<Long> lock, Directory directory, Map<Long, KnownUser> members)
            throws SQLException {
        lock.forEachRow(connection, new ArrayList<>(members.keySet()), row -> {
            KnownUser user = Objects.requireNonNull(members.get(row.getLong(1)));
            directory.requireCurrent(user, row.getBoolean(7));
            users.put(
                    user.id(),
                    new UserState(
                            user,
                            new UserRow(
                                    row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6))));
        });
        requireVisible(users.size() == members.size());
    }

    private void read(
            Connection connection,
            RowsQuery<Long> readConversations,
            RowsQuery<Long> readLast,
            Map<Long, KnownConversation> missing)
            throws SQLException {
        record Last(long seq, long lowCount) {}
        List<Long> ids = new ArrayList<>(missing.keySet());
        Map<Long, Last> lasts = new HashMap<>();
        readLast.forEachRow(
                connection, ids, row -> lasts.put(row.getLong(1), new Last(row.getLong(2), row.getLong(3))));
        readConversations.forEachRow(connection, ids, row -> {
            KnownConversation known = Objects.requireNonNull(missing.get(row.getLong(1)));
            long purgedSeq = row.getLong(2);
            Last last = lasts.getOrDefault(known.id(), new Last(purgedSeq, row.getLong(3)));
            conversations.put(
                    known.id(),
                    new ConversationState(
                            known,
                            new ConversationRow(
                                    purgedSeq,
                                    row.getBoolean(4),
                                    member(row, 5),
                                    member(row, 5 + MEMBER_COLUMNS),
                                    last.seq(),
                                    last.lowCount())));
        });
        requireVisible(conversations.keySet().containsAll(ids));
    }

    /** A host's transaction may look at the database as it was before someone was introduced. */
    private static void requireVisible(boolean found) throws SQLTransactionRollbackException {
        if (!found) {
            throw new SQLTransactionRollbackException("a row is newer than what the transaction sees", "40001");
        }
    }

    /** The settings from three columns on. */
    static Settings settings(ResultSet row, int first) throws SQLException {
        long mutedUntil = row.getLong(first);
        return new Settings(
                mutedUntil == 0 ? null : Instant.ofEpochMilli(mutedUntil),
                row.getBoolean(first + 1),
                row.getBoolean(first + 2));
    }

    private static MemberColumns member(ResultSet row, int first) throws SQLException {
        return new MemberColumns(
                row.getLong(first),
                row.getBoolean(first + 1),
                new Markers(row.getLong(first + 2), row.getLong(first + 3)),
                row.getLong(first + 4),
                row.getLong(first + 5),
                row.getBoolean(first + 6),
                settings(row, first + 7),
                row.getBoolean(first + 10));
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

    List<ConversationState> rarelyChangedConversations() {
        return conversations.values().stream().filter(row -> row.changedRarely).toList();
    }

    List<UserState> changedUsers() {
        return users.values().stream().filter(row -> row.changed).toList();
    }
}
