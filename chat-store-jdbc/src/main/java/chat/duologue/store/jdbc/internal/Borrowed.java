package chat.duologue.store.jdbc.internal;

import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection of the host's, for a while. Closing it rolls back what was not committed, and never throws. */
final class Borrowed implements AutoCloseable {
    interface Step {
        void run() throws SQLException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Borrowed.class);

    private final Connection connection;
    private final boolean autoCommitBefore;
    private final int isolationBefore;
    private int isolation;
    private boolean inTransaction;

    private Borrowed(Connection connection, boolean autoCommitBefore, int isolation) {
        this.connection = connection;
        this.autoCommitBefore = autoCommitBefore;
        this.isolationBefore = isolation;
        this.isolation = isolation;
    }

    /**
     * Not in a transaction yet: each statement sees what is committed when it starts.
     *
     * @param isolation the isolation level that the connection has
     */
    static Borrowed of(Connection connection, int isolation) throws SQLException {
        Borrowed borrowed = new Borrowed(connection, connection.getAutoCommit(), isolation);
        if (!borrowed.autoCommitBefore) {
            connection.setAutoCommit(true);
        }
        if (isolation != Connection.TRANSACTION_REPEATABLE_READ) { // which is the same for a single statement
            borrowed.readCommitted();
        }
        return borrowed;
    }

    Connection connection() {
        return connection;
    }

    /** Lets transactions be READ COMMITTED that are yet to begin. On MariaDB and MySQL that costs a round trip, and one at the end. */
    void readCommitted() throws SQLException {
        if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            isolation = Connection.TRANSACTION_READ_COMMITTED;
        }
    }

    /** Begins a transaction where there is none, READ COMMITTED. */
    void begin() throws SQLException {
        if (!inTransaction) {
            readCommitted();
            connection.setAutoCommit(false);
            inTransaction = true;
        }
    }

    boolean inTransaction() {
        return inTransaction;
    }

    /** @throws UnknownOutcome where nobody knows whether the transaction was committed */
    void commit(Dialect dialect) throws SQLException {
        commit(dialect, connection::commit);
    }

    /**
     * Takes a step that commits, whether or not a transaction was begun before it.
     *
     * @throws UnknownOutcome where nobody knows whether the step did
     */
    void commit(Dialect dialect, Step committing) throws SQLException {
        try {
            committing.run();
            inTransaction = false;
        } catch (SQLException e) {
            throw dialect.rulesOutCommit(e) ? e : new UnknownOutcome(e);
        }
    }

    /** Commits, and begins the next transaction. */
    void commitAndGoOn() throws SQLException {
        connection.commit();
    }

    @Override
    public void close() {
        if (inTransaction) {
            quietly(connection::rollback);
        }
        quietly(() -> {
            if (connection.getAutoCommit() != autoCommitBefore) {
                connection.setAutoCommit(autoCommitBefore);
            }
            if (isolation != isolationBefore) {
                connection.setTransactionIsolation(isolationBefore);
            }
        });
        quietly(connection::close);
    }

    /** What was committed stays so, whatever happens to the connection afterwards. */
    static void quietly(Step step) {
        try {
            step.run();
        } catch (SQLException e) {
            LOG.debug("Giving a connection back failed, SQLState {}", e.getSQLState());
        }
    }
}
