package chat.duologue.store.jdbc.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Whether the database still keeps the keys. A backup of the rows alone, or one that was restored up to an error, lacks
 * them, and the store would no longer find what was sent before, or find it slowly, or keep rows that belong to nothing.
 */
final class KeyCheck {
    /** An index by the table and the columns, and whether each of its values is there once. */
    private record Key(String table, String columns, boolean unique) {}

    /** A foreign key by the table, the columns, and the table whose rows they name. */
    private record Reference(String table, String columns, String to) {}

    private static final int MOST_DUPLICATES = 20;

    private final Dialect dialect;
    private final Connection connection;
    private final Findings findings;
    private final List<Key> keys;
    private final List<Reference> references;

    KeyCheck(Tables tables, Dialect dialect, Connection connection, Findings findings) {
        this.dialect = dialect;
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
        this.references = Stream.concat(
                        Stream.of(
                                new Reference(tables.conversation(), "low_user", tables.user()),
                                new Reference(tables.conversation(), "high_user", tables.user()),
                                new Reference(tables.event(), "conversation_id", tables.conversation()),
                                new Reference(tables.event(), "user_id", tables.user()),
                                new Reference(tables.event(), "by_user", tables.user()),
                                new Reference(tables.revision(), "conversation_id, seq", tables.message()),
                                new Reference(tables.attachment(), "conversation_id, seq", tables.message()),
                                new Reference(tables.block(), "user_id", tables.user()),
                                new Reference(tables.block(), "peer_id", tables.user())),
                        dialect.messagesReferToConversations()
                                ? Stream.of(new Reference(tables.message(), "conversation_id", tables.conversation()))
                                : Stream.of())
                .toList();
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
        for (Reference reference : references) {
            String to = reference.to().substring(reference.to().indexOf('.') + 1);
            ForeignKey wanted = new ForeignKey(List.of(reference.columns()), to);
            if (!dialect.foreignKeys(connection, reference.table()).contains(wanted)) {
                String key = "a foreign key (" + reference.columns() + ") to " + reference.to();
                findings.add(Rule.KEY, "table " + reference.table(), key, "no such foreign key");
            }
        }
    }

    private static String key(Key key) {
        return (key.unique() ? "a unique index of (" : "an index of (") + key.columns() + ")";
    }

    /** The columns of each index. */
    private Set<String> indexes(String qualified, boolean unique) throws SQLException {
        CatalogTable table = CatalogTable.of(connection, qualified);
        Map<String, Map<Integer, String>> columns = new TreeMap<>();
        try (ResultSet row =
                connection.getMetaData().getIndexInfo(table.catalog(), table.schema(), table.name(), unique, true)) {
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
