package chat.duologue.store.jdbc.internal;

import chat.duologue.store.spi.StoreException;
import chat.duologue.store.spi.Write;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Borrows the host's connections, and gives each back as it was. */
final class Connections {
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    private final DataSource dataSource;
    private final Dialect dialect;
    /** By what is behind a pool's connections: to ask each time would cost some drivers a round trip. */
    private final Map<Connection, Integer> isolations = Collections.synchronizedMap(new WeakHashMap<>());

    Connections(DataSource dataSource, Dialect dialect) {
        this.dataSource = dataSource;
        this.dialect = dialect;
    }

    /** Runs statements that see what is committed when each of them starts. */
    <T> T read(String action, Work<T> work) {
        try (Borrowed borrowed = borrow()) {
            return work.with(borrowed.connection());
        } catch (SQLException e) {
            throw Faults.during(action, e, dialect);
        }
    }

    /** Does what changes the database, in a way that is safe there. */
    <T> T change(Supplier<T> work) {
        return dialect.changesAlone() ? OwnThread.get(work) : work.get();
    }

    /** A connection in a transaction of its own, READ COMMITTED. */
    Borrowed begin() throws SQLException {
        Borrowed borrowed = borrow();
        try {
            borrowed.begin();
            return borrowed;
        } catch (SQLException | RuntimeException e) {
            borrowed.close();
            throw e;
        }
    }

    /** A connection that is not in a transaction yet. */
    Borrowed borrow() throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            return Borrowed.of(connection, isolation(connection));
        } catch (SQLException | RuntimeException e) {
            Borrowed.quietly(connection::close);
            throw e;
        }
    }

    /** The isolation level that the pool hands the connection out with. */
    private int isolation(Connection connection) throws SQLException {
        Connection physical =
                connection.isWrapperFor(Connection.class) ? connection.unwrap(Connection.class) : connection;
        Integer known = isolations.get(physical);
        if (known == null) {
            known = connection.getTransactionIsolation();
            isolations.put(physical, known);
        }
        return known;
    }

    /** @throws StoreException if a text is longer than the database can keep */
    void requireFitting(List<? extends Write> batch) {
        for (Write write : batch) {
            if (write instanceof Write.Send send) {
                requireFitting(send.content().text());
                requireFitting(send.content().data());
            } else if (write instanceof Write.Edit edit) {
                requireFitting(edit.text());
                requireFitting(edit.data());
            }
        }
    }

    private void requireFitting(@Nullable String text) {
        if (text != null && text.length() > dialect.longestText()) {
            throw StoreException.lasting(
                    "A text of " + text.length() + " characters is longer than this database can keep, which is "
                            + dialect.longestText(),
                    null);
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
