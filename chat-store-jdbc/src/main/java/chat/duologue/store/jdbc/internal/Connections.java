package chat.duologue.store.jdbc.internal;

import chat.duologue.store.spi.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Borrows the host's connections, and gives each back as it was. */
final class Connections {
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    private final DataSource dataSource;
    private final Dialect dialect;

    Connections(DataSource dataSource, Dialect dialect) {
        this.dataSource = dataSource;
        this.dialect = dialect;
    }

    /** Runs statements that see what is committed when each of them starts. */
    <T> T read(String action, Work<T> work) {
        try (Borrowed borrowed = borrow(true)) {
            return work.with(borrowed.connection());
        } catch (SQLException e) {
            throw Faults.during(action, e, dialect);
        }
    }

    /** A connection in a transaction of its own, READ COMMITTED. */
    Borrowed begin() throws SQLException {
        return borrow(false);
    }

    private Borrowed borrow(boolean autoCommit) throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            return Borrowed.of(connection, autoCommit);
        } catch (SQLException | RuntimeException e) {
            Borrowed.quietly(connection::close);
            throw e;
        }
    }

    Dialect dialect() {
        return dialect;
    }

    /** A fault where no transaction is at stake. */
    StoreException fault(String action, SQLException e) {
        return Faults.during(action, e, dialect);
    }
}
