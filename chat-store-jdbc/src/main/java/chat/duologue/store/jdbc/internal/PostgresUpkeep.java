package chat.duologue.store.jdbc.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells PostgreSQL how large small tables have become. It plans a statement by what it last learned of a table, and keeps the
 * plan: one that was made while a table had a few rows reads all of it, or as much as any index finds, for each row that is
 * wanted. Autovacuum looks once a minute; until then a new store under load would do that with tens of thousands of rows.
 */
final class PostgresUpkeep implements Upkeep {
    private static final int LOOKS_EVERY_COMMITS = 64;
    /** How long plans may be those of a smaller table. */
    private static final int TIMES = 2;
    /** Of 8 KiB; a table of fewer is planned as if it had as many. */
    private static final int LEAST_PAGES = 10;
    /** With more no one takes it for a small one, and autovacuum is soon enough. */
    private static final int MOST_PAGES = 256;

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final Logger LOG = LoggerFactory.getLogger(PostgresUpkeep.class);

    private final AtomicLong commits = new AtomicLong();
    private final String outgrown;
    private volatile boolean notAllowed;

    PostgresUpkeep(Tables tables) {
        outgrown = "SELECT string_agg(oid::regclass::text, ', ') FROM pg_class WHERE oid IN ("
                + Stream.of(tables.user(), tables.conversation(), tables.message(), tables.event())
                        .map(table -> "to_regclass('" + table + "')")
                        .collect(Collectors.joining(", "))
                + ") AND relpages < " + MOST_PAGES
                + " AND pg_relation_size(oid) / current_setting('block_size')::int > "
                + TIMES + " * greatest(relpages, " + LEAST_PAGES / TIMES + ")";
    }

    @Override
    public void afterCommit(Connection connection) {
        if (notAllowed || commits.incrementAndGet() % LOOKS_EVERY_COMMITS != 0) {
            return;
        }
        try {
            if (!connection.getAutoCommit()) {
                connection.setAutoCommit(true);
            }
            String tables = Dialect.text(connection, outgrown);
            if (!tables.isEmpty()) {
                analyze(connection, tables);
            }
        } catch (SQLException e) {
            // the commit is safe; what only speaks PostgreSQL's SQL may know nothing of all this
            LOG.debug("Analyzing tables that have grown failed, SQLState {}", e.getSQLState());
        }
    }

    private void analyze(Connection connection, String tables) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("ANALYZE (SKIP_LOCKED) " + tables)) {
            statement.execute();
            SQLWarning warning = statement.getWarnings();
            notAllowed = warning != null && !LOCK_NOT_AVAILABLE.equals(warning.getSQLState());
        }
    }
}
