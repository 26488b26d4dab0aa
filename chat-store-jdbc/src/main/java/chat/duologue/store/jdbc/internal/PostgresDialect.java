package chat.duologue.store.jdbc.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** PostgreSQL, and what speaks its SQL. */
final class PostgresDialect extends Dialect {
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String QUERY_CANCELED = "57014";
    private static final String READ_ONLY_TRANSACTION = "25006";

    @Override
    Migrations migrations() {
        return new Migrations("postgresql", List.of("V2__users_conversations_messages_events.sql"));
    }

    @Override
    FlywayModule flywayModule() {
        return new FlywayModule(
                "org.flywaydb:flyway-database-postgresql", "org.flywaydb.database.postgresql.PostgreSQLDatabaseType");
    }

    @Override
    List<String> warnings(Connection connection) throws SQLException {
        List<String> warnings = new ArrayList<>();
        if (text(connection, "SHOW synchronous_commit").equals("off")) {
            warnings.add(
                    "This PostgreSQL database has synchronous_commit=off: a crash of the server loses messages that were"
                            + " answered as stored; set it to on.");
        }
        if (text(connection, "SHOW fsync").equals("off")) {
            warnings.add("This PostgreSQL database has fsync=off: a power cut can lose all of it; set it to on.");
        }
        if (text(connection, "SHOW full_page_writes").equals("off")) {
            warnings.add(
                    "This PostgreSQL database has full_page_writes=off: a power cut can corrupt it; set it to on.");
        }
        return warnings;
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
        return new ArrayQuery(select + " = ANY (?::bigint[])" + tail);
    }

    @Override
    <T> RowsStatement<T> insert(String table, List<Column<T>> columns) {
        return new Unnested<>(
                "INSERT INTO " + table + " (" + Column.names(columns) + ") SELECT * FROM "
                        + Unnested.parameters(columns),
                columns);
    }

    @Override
    <T> RowsStatement<T> update(String table, List<Column<T>> key, List<Column<T>> set) {
        List<Column<T>> all = new ArrayList<>(key);
        all.addAll(set);
        return new Unnested<>(
                "UPDATE " + table + " AS t SET "
                        + set.stream()
                                .map(column -> column.name() + " = v." + column.name())
                                .collect(Collectors.joining(", "))
                        + " FROM " + Unnested.parameters(all) + " AS v (" + Column.names(all) + ") WHERE "
                        + key.stream()
                                .map(column -> "t." + column.name() + " = v." + column.name())
                                .collect(Collectors.joining(" AND ")),
                all);
    }

    @Override
    void execute(Connection connection, List<RowsChange<?>> changes) throws SQLException {
        Unnested.executeTogether(connection, changes);
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
            case LOCK_NOT_AVAILABLE -> Fault.CONTENTION;
            case QUERY_CANCELED, READ_ONLY_TRANSACTION -> Fault.PASSING;
            default -> super.fault(e);
        };
    }
}
