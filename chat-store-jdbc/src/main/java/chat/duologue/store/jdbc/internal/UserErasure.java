package chat.duologue.store.jdbc.internal;

import chat.duologue.model.UserId;
import chat.duologue.store.spi.Erasure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Erases a user in small steps: first the user is marked, and can do and read nothing more; then what is theirs goes from
 * one conversation after the other; last they get a pseudonym, which frees the name. So the name leads to what is left to
 * do for as long as something is.
 */
final class UserErasure {
    private static final long NOBODY = 0;

    private final Directory directory;
    private final BatchRows.Finder finder;
    private final Purge purge;
    private final SearchProgress.Table search;
    private final RowsQuery<UserId> find;
    private final String mark;
    private final String rename;
    private final String conversationsAsLow;
    private final String conversationsAsHigh;
    private final String newestDeed;
    private final String deleteEvents;
    private final String blockers;
    private final String deleteBlock;
    private final String deleteBlocks;
    private final String deleteCursors;
    private final String leaveAsLow;
    private final String leaveAsHigh;
    private final String updateUser;

    UserErasure(
            Tables tables,
            Dialect dialect,
            Directory directory,
            BatchRows.Finder finder,
            Purge purge,
            SearchProgress.Table search) {
        this.directory = directory;
        this.finder = finder;
        this.purge = purge;
        this.search = search;
        find = Directory.names("SELECT id FROM " + tables.user() + " WHERE name", dialect);
        mark = "UPDATE " + tables.user()
                + " SET erased = TRUE, last_seen = NULL, trimmed_to = head, acked = head, unread = 0,"
                + " top_conversation = 0, upkeep = upkeep + 1 WHERE id = ?";
        rename = "UPDATE " + tables.user() + " SET name = ? WHERE id = ?";
        conversationsAsLow = "SELECT id FROM " + tables.conversation() + " WHERE low_user = ?";
        conversationsAsHigh = "SELECT id FROM " + tables.conversation() + " WHERE high_user = ?";
        // + 0: else PostgreSQL, planning for any user, may walk through the whole stream
        newestDeed = "SELECT MAX(event_offset) FROM " + tables.event()
                + " WHERE conversation_id = ? AND user_id + 0 = ? AND by_user = ?";
        deleteEvents = "DELETE FROM " + tables.event() + " WHERE conversation_id = ? AND (user_id = ? OR by_user = ?)";
        blockers = "SELECT user_id, event_offset FROM " + tables.block() + " WHERE peer_id = ?";
        deleteBlock = "DELETE FROM " + tables.block() + " WHERE user_id = ? AND peer_id = ?";
        deleteBlocks = "DELETE FROM " + tables.block() + " WHERE user_id = ?";
        deleteCursors = "DELETE FROM " + tables.listenerCursor() + " WHERE user_id = ?";
        leaveAsLow = leave(tables, "low_");
        leaveAsHigh = leave(tables, "high_");
        updateUser = "UPDATE " + tables.user()
                + " SET trimmed_to = GREATEST(trimmed_to, ?), upkeep = upkeep + 1 WHERE id = ?";
    }

    private static String leave(Tables tables, String side) {
        return "UPDATE " + tables.conversation() + " SET " + side + "list_offset = 0, " + side + "has_unread = FALSE, "
                + side + "delivered = 0, " + side + "read = 0, " + side + "seen = 0, "
                + side + "gone = 0, " + side + "hid = FALSE, " + side + "muted_until = 0, " + side
                + "pinned = FALSE, " + side + "archived = FALSE, " + side + "archive_offset = 0 WHERE id = ?";
    }

    /** A user who was erased for good has it; made of the number that nobody outside knows, so nobody else does. */
    private static UserId pseudonym(long user) {
        return new UserId("deleted-" + ConversationCode.encode(user).value().substring(2));
    }

    void erase(SmallTransactions transactions, UserId name, Erasure erasure, Runnable beforeNameIsFree) {
        long user = transactions.run("mark a user as erased", connection -> mark(connection, name));
        if (user == NOBODY) {
            return;
        }
        directory.forget(Set.of(user));
        search.remove(transactions, user);
        transactions.run(
                "forget what listeners have read of an erased user",
                connection -> Purge.execute(connection, deleteCursors, user));
        List<Long> conversations =
                transactions.read("list an erased user's conversations", connection -> conversations(connection, user));
        for (long conversation : conversations) {
            boolean remove = transactions.run(
                    "erase a user from a conversation", connection -> leave(connection, conversation, user));
            while (remove || erasure == Erasure.REMOVE_CONVERSATIONS) {
                long removed = transactions.run(
                        "remove an erased user's conversation",
                        connection -> purge.purge(connection, conversation, Long.MAX_VALUE));
                if (removed == 0) {
                    break;
                }
            }
        }
        transactions.run("forget whom an erased user blocked", connection -> {
            Purge.execute(connection, updateUser, 0, user);
            return Purge.execute(connection, deleteBlocks, user);
        });
        Map<Long, Long> events =
                transactions.read("list those who blocked an erased user", connection -> blockers(connection, user));
        events.forEach((blocker, offset) -> transactions.run("forget who blocked an erased user", connection -> {
            Purge.execute(connection, updateUser, offset, blocker);
            return Purge.execute(connection, deleteBlock, blocker, user);
        }));
        beforeNameIsFree.run();
        transactions.run("free an erased user's name", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(rename)) {
                statement.setString(1, pseudonym(user).value());
                statement.setLong(2, user);
                return statement.executeUpdate();
            }
        });
    }

    /** The number of the user; that of nobody where no one of that name is to be erased. */
    private long mark(Connection connection, UserId name) throws SQLException {
        List<Long> found = new ArrayList<>();
        find.forEachRow(connection, List.of(name), row -> found.add(row.getLong(1)));
        if (found.isEmpty() || name.equals(pseudonym(found.get(0)))) {
            return NOBODY;
        }
        Purge.execute(connection, mark, found.get(0));
        return found.get(0);
    }

    private List<Long> conversations(Connection connection, long user) throws SQLException {
        List<Long> ids = new ArrayList<>();
        for (String sql : List.of(conversationsAsLow, conversationsAsHigh)) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setLong(1, user);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        ids.add(row.getLong(1));
                    }
                }
            }
        }
        return ids;
    }

    /** Who ever blocked the user, and at which offset of theirs. */
    private Map<Long, Long> blockers(Connection connection, long user) throws SQLException {
        Map<Long, Long> found = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(blockers)) {
            statement.setLong(1, user);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.put(row.getLong(1), row.getLong(2));
                }
            }
        }
        return found;
    }

    /** Whether nobody is left in the conversation. */
    private boolean leave(Connection connection, long id, long user) throws SQLException {
        KnownConversation known = directory.conversationInPassing(connection, id);
        if (known == null) {
            return false;
        }
        finder.lock(connection, List.of(known), List.of());
        boolean low = known.low().id() == user;
        KnownUser peer = low ? known.high() : known.low();
        long hole = newestDeed(connection, id, peer.id(), user);
        search.leaves(connection, id, user, peer.id());
        Purge.execute(connection, deleteEvents, id, user, user);
        Purge.execute(connection, low ? leaveAsLow : leaveAsHigh, id);
        Purge.execute(connection, updateUser, 0, user);
        Purge.execute(connection, updateUser, hole, peer.id());
        return peer.erased();
    }

    private long newestDeed(Connection connection, long conversation, long in, long by) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(newestDeed)) {
            statement.setLong(1, conversation);
            statement.setLong(2, in);
            statement.setLong(3, by);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }
}
