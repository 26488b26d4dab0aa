package chat.duologue.store.jdbc.internal;

import chat.duologue.store.spi.ChatStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Removes the oldest messages of a conversation: a range of the primary key, while both members are locked as a batch locks
 * them. The running counts go on as if the messages were there; what the members had not read of them counts as seen.
 */
final class Purge {
    private final Directory directory;
    private final BatchRows.Finder finder;
    private final String newest;
    private final List<String> deletes;
    private final String deleteEvents;
    private final SearchProgress.Table search;
    private final GoneMessages gone;
    private final String updateConversation;
    private final String updateUser;

    /** The newest message that goes. */
    private record Newest(long lowCount, long from, long fromOffset, long toOffset) {}

    Purge(Tables tables, Directory directory, BatchRows.Finder finder, SearchProgress.Table search) {
        this.directory = directory;
        this.finder = finder;
        this.search = search;
        newest = "SELECT low_count, from_user, from_offset, to_offset FROM " + tables.message()
                + " WHERE conversation_id = ? AND seq = ?";
        deletes = Stream.of(tables.attachment(), tables.revision(), tables.message())
                .map(table -> "DELETE FROM " + table + " WHERE conversation_id = ? AND seq > ? AND seq <= ?")
                .toList();
        deleteEvents =
                "DELETE FROM " + tables.event() + " WHERE conversation_id = ? AND user_id = ? AND seq > ? AND seq <= ?";
        gone = new GoneMessages(tables, "");
        updateConversation = "UPDATE " + tables.conversation()
                + " SET purged_seq = ?, purged_low_count = ?, low_list_offset = ?, low_has_unread = ?, low_seen = ?,"
                + " low_gone = ?, low_archive_offset = ?, high_list_offset = ?, high_has_unread = ?, high_seen = ?,"
                + " high_gone = ?, high_archive_offset = ? WHERE id = ?";
        // whatever was remembered of the user's conversations is read again: upkeep
        updateUser = "UPDATE " + tables.user() + " SET unread = ?, top_conversation = ?,"
                + " trimmed_to = GREATEST(trimmed_to, ?), upkeep = upkeep + 1 WHERE id = ?";
    }

    /** How many messages went. */
    long purge(Connection connection, long id, long upToSeq) throws SQLException {
        KnownConversation known = directory.conversationInPassing(connection, id);
        if (known == null) {
            return 0;
        }
        BatchRows rows = finder.lock(connection, List.of(known), List.of());
        ConversationState row = rows.conversation(id);
        long from = row.before.purgedSeq();
        long to = Math.min(Math.min(upToSeq, row.lastSeq), from + ChatStore.MAX_LIMIT);
        if (to <= from) {
            return 0;
        }
        Newest last = newest(connection, id, to);
        search.purged(connection, known, from, to);
        for (KnownUser member : List.of(known.low(), known.high())) {
            execute(connection, deleteEvents, id, member.id(), from, to);
        }
        for (String delete : deletes) {
            execute(connection, delete, id, from, to);
        }
        for (KnownUser member : List.of(known.low(), known.high())) {
            leave(connection, rows.user(member), row, to, last);
        }
        try (PreparedStatement statement = connection.prepareStatement(updateConversation)) {
            statement.setLong(1, to);
            statement.setLong(2, last.lowCount());
            statement.setLong(3, row.low.listOffset);
            statement.setBoolean(4, row.low.hasUnread);
            statement.setLong(5, row.low.seen);
            statement.setLong(6, row.low.gone);
            statement.setLong(7, row.low.archiveOffset());
            statement.setLong(8, row.high.listOffset);
            statement.setBoolean(9, row.high.hasUnread);
            statement.setLong(10, row.high.seen);
            statement.setLong(11, row.high.gone);
            statement.setLong(12, row.high.archiveOffset());
            statement.setLong(13, id);
            statement.executeUpdate();
        }
        return to - from;
    }

    private void leave(Connection connection, UserState user, ConversationState row, long to, Newest last)
            throws SQLException {
        MemberState member = row.of(user.user);
        if (!user.user.erased()) {
            long unread = row.unread(user.user);
            member.seen = Math.max(member.seen, row.received(user.user, to, last.lowCount()));
            if (member.gone > 0) {
                long read = Math.max(to, member.markers.readSeq());
                member.gone = gone.above(connection, row.known.id(), user.user.id(), read)
                        .size();
            }
            user.unread += row.unread(user.user) - unread;
            row.showUnread(user.user);
        }
        if (to == row.lastSeq) {
            member.listOffset = 0;
            user.topConversation = user.topConversation == row.known.id() ? 0 : user.topConversation;
        }
        long offset = last.from() == user.user.id() ? last.fromOffset() : last.toOffset();
        execute(connection, updateUser, user.unread, user.topConversation, offset, user.user.id());
    }

    private Newest newest(Connection connection, long id, long seq) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(newest)) {
            statement.setLong(1, id);
            statement.setLong(2, seq);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Newest(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
            }
        }
    }

    /** Runs a statement whose parameters are numbers; how many rows it changed. */
    static int execute(Connection connection, String sql, long... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setLong(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }
}
