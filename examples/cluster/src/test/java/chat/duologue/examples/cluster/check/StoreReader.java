package chat.duologue.examples.cluster.check;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/** Reads the tables of a chat with plain SQL. */
public final class StoreReader {
    private static final int RECEIPT = 1;

    private final DataSource database;

    public StoreReader(DataSource database) {
        this.database = database;
    }

    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** All that is there. */
    public Stored read() throws SQLException {
        List<Stored.Message> messages = query(
                """
                SELECT m.conversation_id, m.seq, f.name, m.from_offset, t.name, m.to_offset, m.sent_at, m.client_id, m.client_key,
                  m.text FROM duologue_message m
                  JOIN duologue_user f ON f.id = m.from_user JOIN duologue_user t ON t.id = m.to_user
                  ORDER BY m.conversation_id, m.seq""",
                row -> new Stored.Message(
                        row.getLong(1),
                        row.getLong(2),
                        row.getString(3),
                        row.getLong(4),
                        row.getString(5),
                        row.getLong(6),
                        row.getLong(7),
                        clientMessageId(row.getString(8), row.getObject(9)),
                        row.getString(10)));
        List<Stored.Receipt> receipts = query(
                """
                SELECT e.conversation_id, u.name, e.event_offset, b.name, e.delivered_seq, e.read_seq FROM duologue_event e
                  JOIN duologue_user u ON u.id = e.user_id JOIN duologue_user b ON b.id = e.by_user WHERE e.kind = %d""".formatted(RECEIPT),
                row -> new Stored.Receipt(
                        row.getLong(1),
                        row.getString(2),
                        row.getLong(3),
                        row.getString(4),
                        new Stored.Markers(row.getLong(5), row.getLong(6))));
        List<Stored.Conversation> conversations = query(
                """
                SELECT c.id, l.name, c.low_delivered, c.low_read, h.name, c.high_delivered, c.high_read FROM duologue_conversation c
                  JOIN duologue_user l ON l.id = c.low_user JOIN duologue_user h ON h.id = c.high_user""",
                row -> new Stored.Conversation(
                        row.getLong(1),
                        Map.of(
                                row.getString(2),
                                new Stored.Markers(row.getLong(3), row.getLong(4)),
                                row.getString(5),
                                new Stored.Markers(row.getLong(6), row.getLong(7)))));
        return new Stored(messages, receipts, conversations, heads());
    }

    /** The newest offset of each user's stream. */
    public Map<String, Long> heads() throws SQLException {
        Map<String, Long> heads = new HashMap<>();
        query("SELECT name, head FROM duologue_user", row -> heads.put(row.getString(1), row.getLong(2)));
        return heads;
    }

    /** A UUID is kept as its own value, anything else as it is. */
    private static String clientMessageId(String id, Object key) {
        if (id != null) {
            return id;
        }
        if (key instanceof byte[] bytes) {
            ByteBuffer halves = ByteBuffer.wrap(bytes);
            return new UUID(halves.getLong(), halves.getLong()).toString();
        }
        return key.toString();
    }

    private <T> List<T> query(String sql, Row<T> row) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(row.read(result));
            }
        }
        return rows;
    }
}
