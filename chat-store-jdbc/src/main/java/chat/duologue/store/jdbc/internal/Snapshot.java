package chat.duologue.store.jdbc.internal;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A connection of the host's, in a transaction all of whose statements see what was committed before the first. */
final class Snapshot implements AutoCloseable {
    private final Connection connection;
    private final boolean autoCommitBefore;
    private final int isolationBefore;

    private Snapshot(Connection connection) throws SQLException {
        this.connection = connection;
        this.autoCommitBefore = connection.getAutoCommit();
        this.isolationBefore = connection.getTransactionIsolation();
    }

    static Snapshot of(DataSource dataSource, Dialect dialect) throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            Snapshot snapshot = new Snapshot(connection);
            connection.setTransactionIsolation(dialect.snapshotIsolation());
            connection.setAutoCommit(false);
            return snapshot;
        } catch (SQLException | RuntimeException e) {
            Borrowed.quietly(connection::close);
            throw e;
        }
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void close() {
        Borrowed.quietly(connection::rollback);
        Borrowed.quietly(() -> {
            connection.setAutoCommit(autoCommitBefore);
            connection.setTransactionIsolation(isolationBefore);
        });
        Borrowed.quietly(connection::close);
    }
}
