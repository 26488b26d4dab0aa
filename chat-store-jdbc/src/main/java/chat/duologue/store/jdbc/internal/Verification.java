package chat.duologue.store.jdbc.internal;

import chat.duologue.model.StreamId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Compares a store's rows with each other, in one transaction that changes nothing and sees one moment. Rows are read in
 * the order of their keys, some conversations or users at a time, so the memory it takes does not grow with the store.
 */
public final class Verification {
    /** How many rows were compared, and where they break a rule. */
    public record Result(
            long users, long conversations, long messages, long events, long count, List<Finding> findings) {}

    /** Where a rule is broken, in the numbers of the tables. */
    public record Finding(Rule rule, String where, String expected, String found) {}

    private final Tables tables;
    private final Dialect dialect;
    private final Connection connection;
    private final Findings findings = new Findings();

    private Verification(Tables tables, Dialect dialect, Connection connection) {
        this.tables = tables;
        this.dialect = dialect;
        this.connection = connection;
    }

    /** @throws chat.duologue.store.spi.StoreException if the tables can't be read or are not of this version */
    public static Result run(DataSource dataSource, String prefix, @Nullable String schema) {
        Tables tables = Tables.named(schema, prefix);
        Meta meta = new Meta(tables);
        Connections connections = new Connections(dataSource, SqlStore.dialect(dataSource));
        Schema all = new Schema(dataSource, connections, prefix, schema, meta);
        all.requireTables();
        all.prepare(false);
        try (Snapshot snapshot = Snapshot.of(dataSource, connections.dialect())) {
            return new Verification(tables, connections.dialect(), snapshot.connection()).run(meta);
        } catch (SQLException e) {
            throw connections.fault("be verified", e);
        }
    }

    private Result run(Meta meta) throws SQLException {
        streamId(meta);
        new KeyCheck(tables, dialect, connection, findings).run();
        ConversationScan conversations = new ConversationScan(this);
        conversations.run();
        StreamScan streams = new StreamScan(this);
        streams.run();
        cursors();
        notes();
        return new Result(
                streams.users(),
                conversations.conversations(),
                conversations.messages(),
                conversations.events(),
                findings.count(),
                findings.kept());
    }

    /** A missing one is no fault: the next store to open chooses one. */
    private void streamId(Meta meta) throws SQLException {
        String id = meta.get(connection, Meta.STREAM_ID);
        try {
            if (id != null) {
                new StreamId(id);
            }
        } catch (IllegalArgumentException e) {
            findings.add(Rule.STREAM_ID, "meta", "1 to " + StreamId.MAX_CHARS + " characters", "another");
        }
    }

    private void cursors() throws SQLException {
        query("SELECT c.user_id, c.listener, c.position, c.mark, u.head FROM " + tables.listenerCursor()
                        + " c LEFT JOIN "
                        + tables.user() + " u ON u.id = c.user_id"
                        + " WHERE u.id IS NULL OR c.position > u.head OR c.position < 0 OR c.mark < 0")
                .forEachRow(row -> findings.add(
                        Rule.CURSOR,
                        "user " + row.getLong(1) + ", listener " + row.getString(2),
                        "a position up to " + row.getLong(5),
                        "position " + row.getLong(3) + ", mark " + row.getLong(4)));
    }

    private void notes() throws SQLException {
        query("SELECT COALESCE(MIN(position), -1), (SELECT COALESCE(MAX(position), 0) FROM " + tables.note() + ") FROM "
                        + tables.noteHead() + " WHERE id = 1")
                .forEachRow(row -> {
                    if (row.getLong(1) < row.getLong(2)) {
                        findings.add(Rule.NOTE, "note_head", "at least " + row.getLong(2), row.getLong(1));
                    }
                });
    }

    StreamedQuery query(String sql) throws SQLException {
        return new StreamedQuery(connection, dialect.streaming(connection), sql);
    }

    Tables tables() {
        return tables;
    }

    Dialect dialect() {
        return dialect;
    }

    Findings findings() {
        return findings;
    }
}
