package chat.duologue.examples.load;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** What a database server counts, since it started; a figure that its kind does not keep is empty. */
record DatabaseCounters(
        OptionalDouble logBytes,
        OptionalDouble transactions,
        OptionalDouble statements,
        OptionalDouble rowsWritten,
        OptionalDouble rowsRead) {
    static final DatabaseCounters UNKNOWN = new DatabaseCounters(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty());

    /** Which counters there are. */
    enum Kind {
        /**
         * The log is the whole server's; what is of the database arrives up to a second late. Statements are counted where
         * {@code pg_stat_statements} is loaded and created.
         */
        POSTGRESQL("jdbc:postgresql:") {
            @Override
            DatabaseCounters read(Statement statement) throws SQLException {
                OptionalDouble statements = statements(statement);
                try (ResultSet result =
                        statement.executeQuery("SELECT pg_current_wal_insert_lsn() - '0/0', xact_commit,"
                                + " tup_inserted + tup_updated + tup_deleted, tup_returned"
                                + " FROM pg_stat_database WHERE datname = current_database()")) {
                    result.next();
                    return new DatabaseCounters(
                            OptionalDouble.of(result.getDouble(1)),
                            OptionalDouble.of(result.getDouble(2)),
                            statements,
                            OptionalDouble.of(result.getDouble(3)),
                            OptionalDouble.of(result.getDouble(4)));
                }
            }

            private static OptionalDouble statements(Statement statement) throws SQLException {
                try (ResultSet known = statement.executeQuery("SELECT to_regclass('pg_stat_statements') IS NOT NULL"
                        + " AND current_setting('pg_stat_statements.max', true) IS NOT NULL")) {
                    known.next();
                    if (!known.getBoolean(1)) {
                        return OptionalDouble.empty();
                    }
                }
                try (ResultSet result = statement.executeQuery("SELECT sum(calls) FROM pg_stat_statements(false)"
                        + " JOIN pg_database ON oid = dbid WHERE datname = current_database()")) {
                    result.next();
                    return OptionalDouble.of(result.getDouble(1));
                }
            }
        },
        /** All are the whole server's. It counts COMMIT, not the statements that commit themselves; MySQL does not tell the rows read. */
        MARIADB("jdbc:mariadb:") {
            @Override
            DatabaseCounters read(Statement statement) throws SQLException {
                Map<String, Double> values = new HashMap<>();
                try (ResultSet result = statement.executeQuery("SHOW GLOBAL STATUS WHERE Variable_name IN"
                        + " ('Innodb_os_log_written', 'Com_commit', 'Questions', 'Handler_write',"
                        + " 'Handler_update', 'Handler_delete', 'Rows_read')")) {
                    while (result.next()) {
                        values.put(result.getString(1), result.getDouble(2));
                    }
                }
                return new DatabaseCounters(
                        value(values, "Innodb_os_log_written"),
                        value(values, "Com_commit"),
                        value(values, "Questions"),
                        OptionalDouble.of(values.getOrDefault("Handler_write", 0.0)
                                + values.getOrDefault("Handler_update", 0.0)
                                + values.getOrDefault("Handler_delete", 0.0)),
                        value(values, "Rows_read"));
            }
        },
        NONE("") {
            @Override
            DatabaseCounters read(Statement statement) {
                return UNKNOWN;
            }
        };

        private final String beginning;

        Kind(String beginning) {
            this.beginning = beginning;
        }

        static Kind of(String url) {
            for (Kind kind : values()) {
                if (url.startsWith(kind.beginning)) {
                    return kind;
                }
            }
            return NONE;
        }

        abstract DatabaseCounters read(Statement statement) throws SQLException;

        DatabaseCounters read(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                return read(statement);
            }
        }

        private static OptionalDouble value(Map<String, Double> values, String name) {
            Double value = values.get(name);
            return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
        }
    }
}
