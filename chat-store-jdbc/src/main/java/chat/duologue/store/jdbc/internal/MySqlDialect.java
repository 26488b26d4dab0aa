package chat.duologue.store.jdbc.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** MySQL, and what speaks its SQL. */
sealed class MySqlDialect extends Dialect permits MariaDbDialect {
    /** A parameter alone has no type, and a key compared with a text would not be found by its index. */
    private static final String NUMBER = "CAST(? AS SIGNED)";

    static final int MOST_ROWS = 1_000;
    static final int RECORD_CHANGED = 1020;
    private static final int MOST_SELECTS = 256;
    private static final int LOCK_WAIT_TIMEOUT = 1205;
    private static final int DEADLOCK = 1213;
    private static final int DUPLICATE_ENTRY = 1062;
    private static final int DISK_FULL = 1021;
    private static final int TOO_MANY_CONNECTIONS = 1040;
    private static final int SHUTDOWN_IN_PROGRESS = 1053;
    private static final int TABLE_FULL = 1114;
    private static final int READ_ONLY = 1290;
    private static final int QUERY_INTERRUPTED = 1317;
    private static final int READ_ONLY_MODE = 1836;
    private static final int STATEMENT_TIMEOUT_OF_MARIADB = 1969;
    private static final int STATEMENT_TIMEOUT_OF_MYSQL = 3024;

    @Override
    Migrations migrations() {
        return new Migrations(
                "mysql",
                List.of(
                        "V2__users_conversations_messages_events.sql",
                        "V3__changes_settings_attachments_blocks.sql",
                        "V4__search.sql",
                        "V5__listener_cursors.sql",
                        "V6__notes.sql"));
    }

    @Override
    FlywayModule flywayModule() {
        return new FlywayModule("org.flywaydb:flyway-mysql", "org.flywaydb.database.mysql.MySQLDatabaseType");
    }

    /** A schema is a database. */
    @Override
    boolean schemaIsCatalog() {
        return true;
    }

    /** The catalog hides them from who may only read. */
    @Override
    Set<ForeignKey> foreignKeys(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SHOW CREATE TABLE " + table);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? ForeignKey.in(row.getString(2)) : Set.of();
        }
    }

    @Override
    List<String> warnings(Connection connection) throws SQLException {
        List<String> warnings = new ArrayList<>();
        String flush = setting(connection, "SELECT @@innodb_flush_log_at_trx_commit");
        if (!flush.isEmpty() && !flush.equals("1")) {
            warnings.add("This database has innodb_flush_log_at_trx_commit=" + flush
                    + ": a crash loses messages that were answered as stored; set it to 1.");
        }
        if (setting(connection, "SELECT @@innodb_doublewrite").matches("0|OFF")) {
            warnings.add("This database has innodb_doublewrite=OFF: a power cut can corrupt it; set it to ON.");
        }
        if (setting(connection, "SELECT @@log_bin").equals("1")
                && !setting(connection, "SELECT @@sync_binlog").equals("1")) {
            warnings.add(
                    "This database has sync_binlog other than 1: after a power cut its replicas can differ from it;"
                            + " set it to 1.");
        }
        return warnings;
    }

    /** A message with a text and data of that length stays below MariaDB's default of {@code max_allowed_packet}, 16 MB. */
    @Override
    int longestText() {
        return 1_048_576;
    }

    /** MySQL's own driver streams row by row, and only when it is asked so. */
    @Override
    int streaming(Connection connection) throws SQLException {
        return connection.getMetaData().getDriverName().startsWith("MySQL")
                ? Integer.MIN_VALUE
                : super.streaming(connection);
    }

    @Override
    String lock() {
        return " FOR UPDATE";
    }

    /** Plain reads see what there was when the transaction read first, which may be before it locked anything. */
    @Override
    String newest() {
        return " LOCK IN SHARE MODE";
    }

    /** Left alone, MariaDB takes the key that begins with the same column and sorts all of a conversation's messages. */
    @Override
    String byPrimaryKey() {
        return " FORCE INDEX (PRIMARY)";
    }

    @Override
    int longestList() {
        return 256;
    }

    @Override
    <T> RowsStatement<T> insert(String table, List<Column<T>> columns) {
        String row = "(" + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
        return new MultiRow<>(
                "INSERT INTO " + table + " (" + Column.names(columns) + ") VALUES ",
                new MultiRow.Rows(row, ", ", row, MOST_ROWS),
                "",
                false,
                columns);
    }

    @Override
    <T> RowsStatement<T> update(String table, List<Column<T>> key, List<Column<T>> expected, List<Column<T>> set) {
        List<Column<T>> all = new ArrayList<>(key);
        all.addAll(expected);
        all.addAll(set);
        List<String> names = Stream.of(names(key, ""), names(expected, "was_"), names(set, ""))
                .flatMap(Function.identity())
                .toList();
        // by its key, row by row: on its way through a small table it would wait for rows that others have locked
        String tail = ") v STRAIGHT_JOIN " + table + " t FORCE INDEX (PRIMARY) ON "
                + Stream.concat(equal(key, ""), equal(expected, "was_")).collect(Collectors.joining(" AND ")) + " SET "
                + equal(set, "").collect(Collectors.joining(", "));
        return new MultiRow<>("UPDATE (", numbers(names), tail, !expected.isEmpty(), all);
    }

    @Override
    <T> RowsStatement<T> change(String table, List<Column<T>> key, List<Column<T>> set) {
        List<Column<T>> all = new ArrayList<>(set);
        all.addAll(key);
        return oneByOne(
                "UPDATE " + table + " SET " + parameters(set, ", ") + " WHERE " + parameters(key, " AND "), true, all);
    }

    @Override
    <T> RowsStatement<T> delete(String table, List<Column<T>> key) {
        return oneByOne("DELETE FROM " + table + " WHERE " + parameters(key, " AND "), false, key);
    }

    private static <T> RowsStatement<T> oneByOne(String sql, boolean findsAll, List<Column<T>> columns) {
        return new MultiRow<>(sql, new MultiRow.Rows("", "", "", 1), "", findsAll, columns);
    }

    static <T> String parameters(List<Column<T>> columns, String separator) {
        return columns.stream().map(column -> column.name() + " = ?").collect(Collectors.joining(separator));
    }

    /** A table of numbers with these columns, made of parameters. */
    MultiRow.Rows numbers(List<String> names) {
        String first =
                names.stream().map(name -> NUMBER + " AS " + name).collect(Collectors.joining(", ", "SELECT ", ""));
        String next = "SELECT " + String.join(", ", Collections.nCopies(names.size(), NUMBER));
        return new MultiRow.Rows(first, " UNION ALL ", next, MOST_SELECTS);
    }

    private static <T> Stream<String> names(List<Column<T>> columns, String prefix) {
        return columns.stream().map(column -> prefix + column.name());
    }

    private static <T> Stream<String> equal(List<Column<T>> columns, String prefix) {
        return columns.stream().map(column -> "t." + column.name() + " = v." + prefix + column.name());
    }

    @Override
    Fault fault(SQLException e) {
        return switch (e.getErrorCode()) {
            case RECORD_CHANGED, LOCK_WAIT_TIMEOUT, DEADLOCK -> Fault.CONTENTION;
            case DUPLICATE_ENTRY -> Fault.KEY_TAKEN;
            case DISK_FULL,
                    TOO_MANY_CONNECTIONS,
                    SHUTDOWN_IN_PROGRESS,
                    TABLE_FULL,
                    READ_ONLY,
                    QUERY_INTERRUPTED,
                    READ_ONLY_MODE,
                    STATEMENT_TIMEOUT_OF_MARIADB,
                    STATEMENT_TIMEOUT_OF_MYSQL -> Fault.PASSING;
            default -> super.fault(e);
        };
    }
}
