package chat.duologue.store.jdbc.internal;

import chat.duologue.store.spi.StoreException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** H2, embedded or as a server. */
final class H2Dialect extends Dialect {
    private static final int SNAPSHOT = 6;
    private static final int LOCK_TIMEOUT = 50200;
    private static final int CONCURRENT_UPDATE = 90131;
    private static final int TAKEN_BY_ANOTHER_PROCESS = 90020;
    private static final int OBJECT_CLOSED = 90007;
    private static final int IO_ERROR = 90028;
    private static final int IO_ERROR_AT = 90031;
    private static final int CONNECTION_BROKEN = 90067;
    private static final int DATABASE_CLOSED = 90098;
    private static final int CLOSED_AT_SHUTDOWN = 90121;

    /** @throws StoreException before 2.4, which after a wait for a lock goes on with values from before it */
    static void requireVersion(DatabaseMetaData database) throws SQLException {
        int major = database.getDatabaseMajorVersion();
        if (major < 2 || (major == 2 && database.getDatabaseMinorVersion() < 4)) {
            throw StoreException.lasting(
                    "This is H2 " + database.getDatabaseProductVersion()
                            + ", which miscounts under load: use H2 2.4.240" + " or newer.",
                    null);
        }
    }

    @Override
    Migrations migrations() {
        return new Migrations(
                "h2",
                List.of(
                        "V1__users_conversations_messages_events.sql",
                        "V2__running_counts.sql",
                        "V3__changes_settings_attachments_blocks.sql",
                        "V4__search.sql",
                        "V5__listener_cursors.sql",
                        "V6__notes.sql"));
    }

    @Override
    @Nullable FlywayModule flywayModule() {
        return null;
    }

    @Override
    List<String> warnings(Connection connection) throws SQLException {
        String path = text(connection, "SELECT DATABASE_PATH()");
        if (path.isEmpty()) {
            return List.of(); // in memory: nothing to keep
        }
        List<String> warnings = new ArrayList<>();
        String delay = text(
                connection, "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME = 'WRITE_DELAY'");
        if (!delay.equals("0")) {
            warnings.add("This H2 database has WRITE_DELAY=" + delay
                    + ": a killed process loses messages that were answered as stored; add ;WRITE_DELAY=0 to its URL.");
        }
        String url = connection.getMetaData().getURL();
        if (!url.startsWith("jdbc:h2:tcp:")
                && !url.startsWith("jdbc:h2:ssl:")
                && !path.startsWith("async:")
                && !path.startsWith("retry:")) {
            warnings.add(
                    "This H2 database is on its default file system: one interrupted thread closes it for everyone;"
                            + " begin its URL with jdbc:h2:async: instead.");
        }
        return warnings;
    }

    /**
     * Whoever waits for a map's lock throws when interrupted, also in the midst of a commit or a rollback. And a rollback
     * restores a row from within a step that H2 may repeat: what another transaction committed there in between is lost.
     */
    @Override
    boolean changesAlone() {
        return true;
    }

    /** It would keep an index of its own for that. */
    @Override
    boolean messagesReferToConversations() {
        return false;
    }

    /** Locks cost little within the process, and being wrong costs a rollback. */
    @Override
    boolean trustsMemory() {
        return false;
    }

    @Override
    Upkeep upkeep(Tables tables) {
        return new H2Upkeep();
    }

    /** H2 compares every row that an IN list found with the whole list once more. */
    @Override
    int longestList() {
        return 64;
    }

    /** Above what JDBC knows: its REPEATABLE READ may see rows that were committed later. */
    @Override
    int snapshotIsolation() {
        return SNAPSHOT;
    }

    @Override
    String lock() {
        return " FOR UPDATE";
    }

    @Override
    <T> RowsStatement<T> insert(String table, List<Column<T>> columns) {
        return new RowByRow<>(
                "INSERT INTO " + table + " (" + Column.names(columns) + ") VALUES (" + "?, ".repeat(columns.size() - 1)
                        + "?)",
                true,
                columns);
    }

    @Override
    <T> RowsStatement<T> update(String table, List<Column<T>> key, List<Column<T>> expected, List<Column<T>> set) {
        List<Column<T>> all = new ArrayList<>(set);
        all.addAll(key);
        all.addAll(expected);
        return new RowByRow<>(
                "UPDATE " + table + " SET " + equal(set).collect(Collectors.joining(", ")) + " WHERE "
                        + Stream.concat(equal(key), equal(expected)).collect(Collectors.joining(" AND ")),
                true,
                all);
    }

    @Override
    <T> RowsStatement<T> change(String table, List<Column<T>> key, List<Column<T>> set) {
        return update(table, key, List.of(), set);
    }

    @Override
    <T> RowsStatement<T> delete(String table, List<Column<T>> key) {
        return new RowByRow<>(
                "DELETE FROM " + table + " WHERE " + equal(key).collect(Collectors.joining(" AND ")), false, key);
    }

    private static <T> Stream<String> equal(List<Column<T>> columns) {
        return columns.stream().map(column -> column.name() + " = ?");
    }

    @Override
    int longestText() {
        return 1_048_576;
    }

    @Override
    Fault fault(SQLException e) {
        return switch (e.getErrorCode()) {
            case LOCK_TIMEOUT, CONCURRENT_UPDATE -> Fault.CONTENTION;
            case TAKEN_BY_ANOTHER_PROCESS,
                    OBJECT_CLOSED,
                    IO_ERROR,
                    IO_ERROR_AT,
                    CONNECTION_BROKEN,
                    DATABASE_CLOSED,
                    CLOSED_AT_SHUTDOWN -> Fault.PASSING;
            default -> super.fault(e);
        };
    }
}
