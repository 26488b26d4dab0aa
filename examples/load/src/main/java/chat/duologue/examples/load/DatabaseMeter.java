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
            return new DatabaseCosts(
                    difference(before.cpuSeconds(), cpuSeconds, 1000.0 / messages),
                    difference(before.counters().logBytes(), counters.logBytes(), 1.0 / messages),
                    difference(before.counters().transactions(), counters.transactions(), 1.0 / messages),
                    difference(before.counters().statements(), counters.statements(), 1.0 / messages));
        }

        /** Never below 0, even if a counter was reset or a process took its time with it. */
        private static OptionalDouble difference(OptionalDouble before, OptionalDouble after, double scale) {
            return before.isPresent() && after.isPresent() && Double.isFinite(scale)
                    ? OptionalDouble.of(Math.max(0, after.getAsDouble() - before.getAsDouble()) * scale)
                    : OptionalDouble.empty();
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
        OptionalDouble cpu = database.pid().isPresent()
                ? new ProcessTree(ProcessTimes.PROC, database.pid().getAsLong()).cpuSeconds()
                : OptionalDouble.empty();
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
