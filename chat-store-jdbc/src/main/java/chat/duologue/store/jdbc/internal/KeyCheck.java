package chat.duologue.store.jdbc.internal;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whether the database still keeps the keys. A backup of the rows alone, or one that was restored up to an error, lacks
 * them, and the store would no longer find what was sent before, or find it slowly.
 */
final class KeyCheck {
    /** An index by the table and the columns, and whether each of its values is there once. */
    private record Key(String table, String columns, boolean unique) {}

    private static final int MOST_DUPLICATES = 20;

    private final Connection connection;
    private final Findings findings;
    private final List<Key> keys;

    KeyCheck(Tables tables, Connection connection, Findings findings) {
        this.connection = connection;
        this.findings = findings;
        this.keys = List.of(
                new Key(tables.meta(), "name", true),
                new Key(tables.user(), "id", true),
                new Key(tables.user(), "name", true),
                new Key(tables.conversation(), "id", true),
                new Key(tables.conversation(), "low_user, high_user, context", true),
                new Key(tables.conversation(), "low_user, low_has_unread, low_list_offset", false),
                new Key(tables.conversation(), "high_user, high_has_unread, high_list_offset", false),
                new Key(tables.message(), "conversation_id, seq", true),
                new Key(tables.message(), "conversation_id, from_user, client_key", true),
                new Key(tables.message(), "from_user, from_offset", true),
                new Key(tables.message(), "to_user, to_offset", true),
                new Key(tables.conversation(), "low_user, low_archive_offset", false),
                new Key(tables.conversation(), "high_user, high_archive_offset", false),
                new Key(tables.event(), "conversation_id, user_id, seq, kind, by_user, reaction", true),
                new Key(tables.event(), "user_id, event_offset", true),
                new Key(tables.revision(), "conversation_id, seq, revision", true),
                new Key(tables.attachment(), "conversation_id, seq, place", true),
                new Key(tables.attachment(), "from_user, ref", false),
                new Key(tables.block(), "user_id, peer_id", true),
                new Key(tables.block(), "user_id, event_offset", true),
                new Key(tables.block(), "peer_id", false),
                new Key(tables.search(), "user_id, bucket, slice", true),
                new Key(tables.searchProgress(), "user_id", true),
                new Key(tables.searchStale(), "user_id, slice", true),
                new Key(tables.listenerCursor(), "user_id, listener", true),
                new Key(tables.note(), "position", true),
                new Key(tables.noteHead(), "id", true));
    }

    void run() throws SQLException {
        for (Key key : keys) {
            if (!indexes(key.table(), key.unique()).contains(key.columns())) {
                findings.add(Rule.KEY, "table " + key.table(), key(key), "no such index");
                if (key.unique()) {
                    duplicates(key);
                }
            }
        }
    }

    private static String key(Key key) {
        return (key.unique() ? "a unique index of (" : "an index of (") + key.columns() + ")";
    }

    /** The columns of each index. */
    private Set<String> indexes(String qualified, boolean unique) throws SQLException {
        DatabaseMetaData database = connection.getMetaData();
        int dot = qualified.indexOf('.');
        String schema = dot < 0 ? connection.getSchema() : SchemaNames.stored(database, qualified.substring(0, dot));
        // MySQL's schemas are JDBC's catalogs
        String catalog = dot < 0 || database.supportsSchemasInTableDefinitions() ? connection.getCatalog() : schema;
        String table = SchemaNames.stored(database, qualified.substring(dot + 1));
        Map<String, Map<Integer, String>> columns = new TreeMap<>();
        try (ResultSet row = database.getIndexInfo(catalog, schema, table, unique, true)) {
            while (row.next()) {
                if (row.getString("INDEX_NAME") != null) {
                    columns.computeIfAbsent(row.getString("INDEX_NAME"), name -> new TreeMap<>())
                            .put(
                                    row.getInt("ORDINAL_POSITION"),
                                    row.getString("COLUMN_NAME").toLowerCase(Locale.ROOT));
                }
            }
        }
        Set<String> found = new HashSet<>();
        columns.values().forEach(index -> found.add(String.join(", ", index.values())));
        return found;
    }

    private void duplicates(Key key) throws SQLException {
        String sql = "SELECT COUNT(*) FROM " + key.table() + " GROUP BY " + key.columns()
                + " HAVING COUNT(*) > 1 LIMIT " + MOST_DUPLICATES;
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                findings.add(Rule.UNIQUE, "table " + key.table() + ", " + key.columns(), "one row", row.getLong(1));
            }
        }
    }
}
