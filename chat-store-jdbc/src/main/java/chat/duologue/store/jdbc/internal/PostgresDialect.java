package chat.duologue.store.jdbc.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** PostgreSQL, and what speaks its SQL. */
final class PostgresDialect extends Dialect {
    private static final String NO_WAITING = "SELECT set_config('lock_timeout', '10', true)";
    private static final String NOT_NULL_VIOLATION = "23502";
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String QUERY_CANCELED = "57014";
    private static final String READ_ONLY_TRANSACTION = "25006";
    /** Classes of SQLState: a connection that failed, "completion unknown", an end by order, errors of the system. */
    private static final List<String> MAY_HAVE_COMMITTED = List.of("08", "40003", "57P", "58", "XX");

    private final boolean pipelining;

    /** @param pipelining {@link Unnested#isOneTransaction} */
    PostgresDialect(boolean pipelining) {
        this.pipelining = pipelining;
    }

    @Override
    Migrations migrations() {
        return new Migrations(
                "postgresql",
                List.of(
                        "V2__users_conversations_messages_events.sql",
                        "V3__changes_settings_attachments_blocks.sql",
                        "V4__search.sql",
                        "V5__listener_cursors.sql",
                        "V6__notes.sql"));
    }

    @Override
    FlywayModule flywayModule() {
        return new FlywayModule(
                "org.flywaydb:flyway-database-postgresql", "org.flywaydb.database.postgresql.PostgreSQLDatabaseType");
    }

    @Override
    List<String> warnings(Connection connection) throws SQLException {
        List<String> warnings = new ArrayList<>();
        if (setting(connection, "SHOW synchronous_commit").equals("off")) {
            warnings.add(
                    "This PostgreSQL database has synchronous_commit=off: a crash of the server loses messages that were"
                            + " answered as stored; set it to on.");
        }
        if (setting(connection, "SHOW fsync").equals("off")) {
            warnings.add("This PostgreSQL database has fsync=off: a power cut can lose all of it; set it to on.");
        }
        if (setting(connection, "SHOW full_page_writes").equals("off")) {
            warnings.add(
                    "This PostgreSQL database has full_page_writes=off: a power cut can corrupt it; set it to on.");
        }
        return warnings;
    }

    @Override
    Upkeep upkeep(Tables tables) {
        return new PostgresUpkeep(tables);
    }

    @Override
    int longestText() {
        return 1_048_576;
    }

    /** Other than FOR UPDATE it does not stand in the way of those who add a conversation, whose foreign keys look. */
    @Override
    String lock() {
        return " FOR NO KEY UPDATE";
    }

    @Override
    int longestList() {
        return 64;
    }

    @Override
    RowsQuery<Long> in(String select, String tail) {
        return new ArrayQuery<>("bigint", Long[]::new, forEach("bigint", select, tail));
    }

    @Override
    RowsQuery<String> inTexts(String select) {
        return new ArrayQuery<>("text", String[]::new, forEach("text", select, ""));
    }

    @Override
    boolean takesTailForEachKey() {
        return true;
    }

    /** A look into an index for each key: one plan, whatever the number of keys and of the table's rows. */
    private static String forEach(String type, String select, String tail) {
        return "SELECT r.* FROM unnest((SELECT ?::" + type + "[])) AS k (key) CROSS JOIN LATERAL (" + select
                + " = k.key" + tail + " OFFSET 0) AS r";
    }

    @Override
    <T> RowsStatement<T> insert(String table, List<Column<T>> columns) {
        return new Unnested<>(
                "INSERT INTO " + table + " (" + Column.names(columns) + ") SELECT * FROM "
                        + Unnested.parameters(columns),
                columns);
    }

    @Override
    <T> RowsStatement<T> update(String table, List<Column<T>> key, List<Column<T>> expected, List<Column<T>> set) {
        List<Column<T>> all = new ArrayList<>(key);
        all.addAll(expected);
        all.addAll(set);
        String names = Stream.of(
                        key.stream().map(Column::name),
                        expected.stream().map(PostgresDialect::was),
                        set.stream().map(Column::name))
                .flatMap(Function.identity())
                .collect(Collectors.joining(", "));
        return new Unnested<>(
                "UPDATE " + table + " AS t SET "
                        + IntStream.range(0, set.size())
                                .mapToObj(i -> value(set.get(i), i == 0 ? expected : List.of()))
                                .collect(Collectors.joining(", "))
                        + " FROM " + Unnested.parameters(all) + " AS v (" + names + ") WHERE "
                        + equal(key),
                all);
    }

    @Override
    <T> RowsStatement<T> change(String table, List<Column<T>> key, List<Column<T>> set) {
        return update(table, key, List.of(), set);
    }

    @Override
    <T> RowsStatement<T> delete(String table, List<Column<T>> key) {
        return new Unnested<>(
                "DELETE FROM " + table + " AS t USING " + Unnested.parameters(key) + " AS v (" + Column.names(key)
                        + ") WHERE " + equal(key),
                key);
    }

    private static <T> String equal(List<Column<T>> key) {
        return key.stream()
                .map(column -> "t." + column.name() + " = v." + column.name())
                .collect(Collectors.joining(" AND "));
    }

    /** A row that is not as expected would get no value, which the column refuses. */
    private static <T> String value(Column<T> column, List<Column<T>> expected) {
        String value = "v." + column.name();
        String asExpected = expected.stream()
                .map(was -> "t." + was.name() + " = v." + was(was))
                .collect(Collectors.joining(" AND "));
        return column.name() + " = "
                + (expected.isEmpty() ? value : "CASE WHEN " + asExpected + " THEN " + value + " END");
    }

    private static String was(Column<?> column) {
        return "was_" + column.name();
    }

    @Override
    void execute(Connection connection, List<RowsChange<?>> changes) throws SQLException {
        Unnested.executeTogether(connection, "", changes, "");
    }

    /**
     * In one round trip. Without a transaction, what is sent together is one (PostgreSQL's protocol, "Pipelining"). That does
     * not lock in order first, so it does not wait for others' locks: who holds one is about to prove it wrong.
     */
    @Override
    void commit(Borrowed borrowed, List<RowsChange<?>> changes) throws SQLException {
        if (!pipelining) {
            super.commit(borrowed, changes);
            return;
        }
        boolean begun = borrowed.inTransaction();
        borrowed.readCommitted();
        borrowed.commit(
                this,
                () -> Unnested.executeTogether(
                        borrowed.connection(), begun ? "" : NO_WAITING, changes, begun ? "COMMIT" : ""));
    }

    /** Any error rolls all of it back, unless it ends the connection or the server. */
    @Override
    boolean rulesOutCommit(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return !state.isEmpty() && MAY_HAVE_COMMITTED.stream().noneMatch(state::startsWith);
    }

    @Override
    void setClientKey(PreparedStatement statement, int at, ClientKey key) throws SQLException {
        statement.setObject(at, new UUID(key.high(), key.low()));
    }

    @Override
    ClientKey clientKey(ResultSet row, int column) throws SQLException {
        UUID uuid = row.getObject(column, UUID.class);
        return new ClientKey(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }

    @Override
    Fault fault(SQLException e) {
        return switch (e.getSQLState() == null ? "" : e.getSQLState()) {
            case LOCK_NOT_AVAILABLE, NOT_NULL_VIOLATION -> Fault.CONTENTION;
            case QUERY_CANCELED, READ_ONLY_TRANSACTION -> Fault.PASSING;
            default -> super.fault(e);
        };
    }
}
