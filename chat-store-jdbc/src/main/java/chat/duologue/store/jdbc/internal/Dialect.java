package chat.duologue.store.jdbc.internal;

import chat.duologue.store.spi.StoreException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.List;

/** In what one kind of database differs from the others. Stateless. */
abstract sealed class Dialect permits H2Dialect {

    /** The dialect of the database behind a connection. */
    static Dialect of(Connection connection) throws SQLException {
        DatabaseMetaData database = connection.getMetaData();
        String product = database.getDatabaseProductName();
        if (product.equals("H2")) {
            H2Dialect.requireVersion(database);
            return new H2Dialect();
        }
        throw StoreException.lasting(
                "There is no dialect for " + product + ": use an H2 database, or a chat-store-jdbc that supports it.",
                null);
    }

    /** The folder of its migrations. */
    abstract String migrations();

    /** In one sentence each: how this database is set up to lose what it committed. */
    abstract List<String> warnings(Connection connection) throws SQLException;

    /** What is to be done from time to time for the database of one store. */
    Upkeep upkeep() {
        return Upkeep.NONE;
    }

    /** The longest list of parameters worth a statement of its own. */
    abstract int longestList();

    /** The longest text that a message can keep, in {@code char}s. */
    abstract int longestText();

    /**
     * Whether a batch takes rows as this store remembers them and compares when it updates them, rather than lock and read
     * them first: good where nobody else writes to the database.
     */
    boolean writesAlone() {
        return false;
    }

    /** What an error means; {@code SQLState} says it where the database does not say it more exactly. */
    Fault fault(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (state.startsWith("40")) {
            return Fault.CONTENTION;
        } else if (state.equals("23505")) {
            return Fault.KEY_TAKEN;
        } else if (state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57P")
                || e instanceof SQLTransientException
                || e instanceof SQLRecoverableException) {
            return Fault.PASSING;
        }
        return Fault.LASTING;
    }
}
