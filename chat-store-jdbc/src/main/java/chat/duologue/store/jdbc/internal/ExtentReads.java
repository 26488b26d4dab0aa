package chat.duologue.store.jdbc.internal;

import chat.duologue.model.ConversationExtent;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Housekeeping.ExtentPage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes through all conversations, in the order of their numbers. The oldest message of one is the next after what was
 * purged, so it is found by its key: what a database still has of removed rows is never walked through.
 */
final class ExtentReads {
    /** A conversation with messages. */
    private record Row(long id, long low, long high, String context, long firstSeq, long lastSeq, long oldest) {}

    private final Dialect dialect;
    private final Directory directory;
    private final MessageReads reads;
    private final String page;
    private final String oldest;

    ExtentReads(Tables tables, Dialect dialect, Directory directory) {
        this.dialect = dialect;
        this.directory = directory;
        this.reads = new MessageReads(tables, dialect, directory::usersInPassing, "");
        page = "SELECT c.id, c.low_user, c.high_user, c.context, c.purged_seq,"
                + " (SELECT m.seq FROM " + tables.message() + " m" + dialect.byPrimaryKey()
                + " WHERE m.conversation_id = c.id"
                + " ORDER BY m.conversation_id DESC, m.seq DESC LIMIT 1),"
                + " (SELECT f.sent_at FROM " + tables.message() + " f WHERE f.conversation_id = c.id"
                + " AND f.seq = c.purged_seq + 1) FROM "
                + tables.conversation() + " c WHERE c.id > ? ORDER BY c.id LIMIT ?";
        oldest = "SELECT " + MessageRow.columns("m") + " FROM " + tables.message()
                + " m WHERE m.conversation_id = ? AND m.seq > (SELECT c.purged_seq FROM " + tables.conversation()
                + " c WHERE c.id = ?) ORDER BY m.conversation_id, m.seq LIMIT ?";
    }

    ExtentPage extents(Connection connection, @Nullable ConversationId after, int limit) throws SQLException {
        List<Row> rows = new ArrayList<>();
        int looked = 0;
        long last = 0;
        try (PreparedStatement statement = connection.prepareStatement(page)) {
            statement.setLong(
                    1, after == null ? 0 : ConversationCode.decode(after).orElse(0));
            statement.setInt(2, limit);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    looked++;
                    last = row.getLong(1);
                    long oldestAt = row.getLong(7);
                    if (!row.wasNull()) {
                        rows.add(new Row(
                                last,
                                row.getLong(2),
                                row.getLong(3),
                                row.getString(4),
                                row.getLong(5) + 1,
                                row.getLong(6),
                                oldestAt));
                    }
                }
            }
        }
        return new ExtentPage(
                named(connection, rows),
                looked < limit ? Optional.empty() : Optional.of(ConversationCode.encode(last)));
    }

    private List<ConversationExtent> named(Connection connection, List<Row> rows) throws SQLException {
        Set<Long> ids = new HashSet<>();
        rows.forEach(row -> ids.addAll(List.of(row.low(), row.high())));
        Map<Long, KnownUser> users = directory.usersInPassing(connection, ids);
        return rows.stream()
                .map(row -> new ConversationExtent(
                        ConversationCode.encode(row.id()),
                        List.of(name(users, row.low()), name(users, row.high())),
                        row.context(),
                        row.firstSeq(),
                        row.lastSeq(),
                        Instant.ofEpochMilli(row.oldest())))
                .toList();
    }

    private static UserId name(Map<Long, KnownUser> users, long id) {
        return Objects.requireNonNull(users.get(id)).name();
    }

    List<Message> oldest(Connection connection, ConversationId publicId, int limit) throws SQLException {
        OptionalLong id = ConversationCode.decode(publicId);
        KnownConversation known = id.isEmpty() ? null : directory.conversationInPassing(connection, id.getAsLong());
        if (known == null || limit == 0) {
            return List.of();
        }
        List<MessageRow> messages = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(oldest)) {
            statement.setLong(1, known.id());
            statement.setLong(2, known.id());
            statement.setInt(3, limit);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    messages.add(MessageRow.of(dialect, rows, 1));
                }
            }
        }
        return reads.complete(connection, messages);
    }
}
