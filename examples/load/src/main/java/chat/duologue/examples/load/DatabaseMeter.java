package chat.duologue.examples.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Reads what a database server has used so far, over a connection of its own. */
final class DatabaseMeter implements AutoCloseable {
    /** One reading; every figure may be missing. */
    record Reading(OptionalDouble cpuSeconds, DatabaseCounters counters) {
        /** What each message cost between an earlier reading and this one. */
        DatabaseCosts since(Reading before, long messages) {
            PerMessage per = new PerMessage(messages);
            DatabaseCounters then = before.counters();
            return new DatabaseCosts(
                    per.thousand(before.cpuSeconds(), cpuSeconds),
                    per.one(then.logBytes(), counters.logBytes()),
                    per.one(then.transactions(), counters.transactions()),
                    per.one(then.statements(), counters.statements()),
                    per.one(then.rowsWritten(), counters.rowsWritten()),
                    per.one(then.rowsRead(), counters.rowsRead()));
        }
    }

    private final ObservedDatabase database;
    private final DatabaseCounters.Kind kind;
    private final @Nullable Connection connection;

    private DatabaseMeter(ObservedDatabase database, DatabaseCounters.Kind kind, @Nullable Connection connection) {
        this.database = database;
        this.kind = kind;
        this.connection = connection;
    }

    static DatabaseMeter of(ObservedDatabase database) throws LoadException {
        DatabaseLogin login = database.login();
        DatabaseCounters.Kind kind = login == null ? DatabaseCounters.Kind.NONE : DatabaseCounters.Kind.of(login.url());
        if (login == null || kind == DatabaseCounters.Kind.NONE) {
            return new DatabaseMeter(database, kind, null);
        }
        try {
            return new DatabaseMeter(database, kind, login.connect());
        } catch (SQLException e) {
            throw new LoadException("the counters of " + login.address() + " can't be read", e);
        }
    }

    Reading read() throws LoadException {
        OptionalDouble cpu = ProcessTree.cpuSeconds(database.pid());
        if (connection == null) {
            return new Reading(cpu, DatabaseCounters.UNKNOWN);
        }
        try {
            return new Reading(cpu, kind.read(connection));
        } catch (SQLException e) {
            throw new LoadException("the database's counters can't be read", e);
        }
    }

    @Override
    public void close() throws LoadException {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new LoadException("the connection for the database's counters could not be closed", e);
            }
        }
    }
}
