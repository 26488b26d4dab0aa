package chat.duologue.store.jdbc.internal;

import chat.duologue.model.Content;
import chat.duologue.model.Markers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Types;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a batch changed: conversations, users, receipts, messages. A row that is not as the batch found it fails the
 * transaction.
 */
final class BatchFlush {
    private interface Binder<T> {
        void bind(PreparedStatement statement, T row) throws SQLException;
    }

    /** A receipt in one member's stream. */
    private record Receipt(ConversationState row, MemberState by, KnownUser byUser, KnownUser in, long offset) {}

    private static final int RECEIPT = 1;

    private final String insertMessage;
    private final String insertEvent;
    private final String moveEvent;
    private final String updateConversation;
    private final String updateUser;

    BatchFlush(Tables tables) {
        insertMessage = "INSERT INTO " + tables.message() + " (conversation_id, seq, from_user, from_offset, to_user,"
                + " to_offset, client_key, client_id, sent_at, text, data, reply_to)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        insertEvent = "INSERT INTO " + tables.event() + " (event_offset, delivered_seq, read_seq,"
                + " conversation_id, user_id, kind, subject) VALUES (?, ?, ?, ?, ?, ?, ?)";
        moveEvent = "UPDATE " + tables.event() + " SET event_offset = ?, delivered_seq = ?, read_seq = ?"
                + " WHERE conversation_id = ? AND user_id = ? AND kind = ? AND subject = ?";
        updateConversation = "UPDATE " + tables.conversation() + " SET last_seq = ?,"
                + " low_last_offset = ?, low_delivered = ?, low_read = ?, low_unread = ?,"
                + " high_last_offset = ?, high_delivered = ?, high_read = ?, high_unread = ? WHERE id = ?"
                + " AND last_seq = ? AND low_delivered = ? AND low_read = ? AND high_delivered = ? AND high_read = ?";
        updateUser = "UPDATE " + tables.user()
                + " SET head = ?, acked = ?, unread = ? WHERE id = ? AND head = ? AND acked = ?";
    }

    void flush(Connection connection, LockedRows rows, List<PlacedMessage> messages) throws SQLException {
        List<ConversationState> conversations = rows.changedConversations();
        List<Receipt> receipts =
                conversations.stream().flatMap(row -> receipts(row).stream()).toList();
        requireFound(executeBatch(connection, updateConversation, conversations, BatchFlush::bindConversation));
        requireFound(executeBatch(connection, updateUser, rows.changedUsers(), BatchFlush::bindUser));
        executeBatch(
                connection,
                insertEvent,
                receipts.stream().filter(receipt -> !receipt.by().hadReceipt).toList(),
                BatchFlush::bindReceipt);
        executeBatch(
                connection,
                moveEvent,
                receipts.stream().filter(receipt -> receipt.by().hadReceipt).toList(),
                BatchFlush::bindReceipt);
        executeBatch(connection, insertMessage, messages, BatchFlush::bindMessage);
    }

    /** Only an update that was told to have changed nothing has: some drivers do not tell. */
    private static void requireFound(int[] counts) throws SQLTransactionRollbackException {
        for (int count : counts) {
            if (count == 0) {
                throw new SQLTransactionRollbackException("a row was changed by another store", "40001");
            }
        }
    }

    private static List<Receipt> receipts(ConversationState row) {
        KnownUser low = row.known.low();
        KnownUser high = row.known.high();
        return Stream.of(
                        new Receipt(row, row.low, low, low, row.low.receiptOffsetOfLow),
                        new Receipt(row, row.low, low, high, row.low.receiptOffsetOfHigh),
                        new Receipt(row, row.high, high, low, row.high.receiptOffsetOfLow),
                        new Receipt(row, row.high, high, high, row.high.receiptOffsetOfHigh))
                .filter(receipt -> receipt.offset() > 0)
                .toList();
    }

    private static <T> int[] executeBatch(Connection connection, String sql, List<T> rows, Binder<T> binder)
            throws SQLException {
        if (rows.isEmpty()) {
            return new int[0];
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (T row : rows) {
                binder.bind(statement, row);
                statement.addBatch();
            }
            return statement.executeBatch();
        }
    }

    private static void bindMessage(PreparedStatement statement, PlacedMessage row) throws SQLException {
        SendKey key = row.key();
        Content content = row.message().content();
        statement.setLong(1, key.conversation());
        statement.setLong(2, row.message().seq());
        statement.setLong(3, key.from());
        statement.setLong(4, row.fromOffset());
        statement.setLong(5, row.to().id());
        statement.setLong(6, row.toOffset());
        statement.setBytes(7, key.key().bytes());
        setText(
                statement,
                8,
                key.key().isHash() ? row.message().clientMessageId().value() : null);
        statement.setLong(9, row.message().at().toEpochMilli());
        setText(statement, 10, content.text());
        setText(statement, 11, content.data());
        if (content.replyTo() == null) {
            statement.setNull(12, Types.BIGINT);
        } else {
            statement.setLong(12, content.replyTo());
        }
    }

    private static void setText(PreparedStatement statement, int at, @Nullable String text) throws SQLException {
        if (text == null) {
            statement.setNull(at, Types.VARCHAR);
        } else {
            statement.setString(at, text);
        }
    }

    private static void bindReceipt(PreparedStatement statement, Receipt receipt) throws SQLException {
        statement.setLong(1, receipt.offset());
        statement.setLong(2, receipt.by().markers.deliveredSeq());
        statement.setLong(3, receipt.by().markers.readSeq());
        statement.setLong(4, receipt.row().known.id());
        statement.setLong(5, receipt.in().id());
        statement.setInt(6, RECEIPT);
        statement.setLong(7, receipt.byUser().id());
    }

    private static void bindConversation(PreparedStatement statement, ConversationState row) throws SQLException {
        statement.setLong(1, row.lastSeq);
        bindMember(statement, 2, row.low);
        bindMember(statement, 6, row.high);
        statement.setLong(10, row.known.id());
        statement.setLong(11, row.before.lastSeq());
        bindMarkers(statement, 12, row.before.low().markers());
        bindMarkers(statement, 14, row.before.high().markers());
    }

    private static void bindMember(PreparedStatement statement, int first, MemberState member) throws SQLException {
        statement.setLong(first, member.lastOffset);
        statement.setLong(first + 1, member.markers.deliveredSeq());
        statement.setLong(first + 2, member.markers.readSeq());
        statement.setLong(first + 3, member.unread);
    }

    private static void bindMarkers(PreparedStatement statement, int first, Markers markers) throws SQLException {
        statement.setLong(first, markers.deliveredSeq());
        statement.setLong(first + 1, markers.readSeq());
    }

    private static void bindUser(PreparedStatement statement, UserState row) throws SQLException {
        statement.setLong(1, row.head);
        statement.setLong(2, row.acked);
        statement.setLong(3, row.unread);
        statement.setLong(4, row.user.id());
        statement.setLong(5, row.before.head());
        statement.setLong(6, row.before.acked());
    }
}
