package chat.duologue.store.jdbc.internal;

import chat.duologue.store.spi.StoreException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** In what one kind of database differs from the others. Stateless. */
abstract sealed class Dialect permits H2Dialect, PostgresDialect, MySqlDialect {
    /** No id of a user or conversation. */
    private static final long NO_ID = 0;
    /** No name of a user: those are not empty. */
    private static final String NO_TEXT = "";

    private static final int STREAMED_ROWS = 2_000;

    /** Though it is of the class of what was rolled back: nobody knows. */
    private static final String COMPLETION_UNKNOWN = "40003";

    /** What a trigger of the host's may say. */
    private static final String SIGNALED = "45";

    /** The dialect of the database behind a connection, which is not in a transaction. */
    static Dialect of(Connection connection) throws SQLException {
        DatabaseMetaData database = connection.getMetaData();
        String product = database.getDatabaseProductName();
        switch (product) {
            case "H2" -> {
                H2Dialect.requireVersion(database);
                return new H2Dialect();
            }
            case "PostgreSQL" -> {
                return new PostgresDialect(Unnested.isOneTransaction(connection));
            }
            case "MySQL" -> {
                return new MySqlDialect();
            }
            case "MariaDB" -> {
                return MariaDbDialect.speaksIn(connection) ? new MariaDbDialect() : new MySqlDialect();
            }
            default ->
                throw StoreException.lasting(
                        "There is no dialect for " + product
                                + ": use PostgreSQL, MariaDB, MySQL or H2, or a database that says it is one of them.",
                        null);
        }
    }

    /** Where its migrations are. */
    abstract Migrations migrations();

    /**
     * What Flyway needs beside itself to migrate a kind of database.
     *
     * @param artifact its Maven coordinates
     * @param type     one of its classes
     */
    record FlywayModule(String artifact, String type) {
        boolean isThere() {
            try {
                Class.forName(type, false, FlywayModule.class.getClassLoader());
                return true;
            } catch (ClassNotFoundException e) {
                return false;
            }
        }
    }

    /** The module of Flyway's for this database; null where it needs none. */
    abstract @Nullable FlywayModule flywayModule();

    /** Whether a schema is what JDBC calls a catalog. */
    boolean schemaIsCatalog() {
        return false;
    }

    /** In one sentence each: how this database is set up to lose what it committed. */
    abstract List<String> warnings(Connection connection) throws SQLException;

    /** Whether the tables have a foreign key from a message to its conversation. */
    boolean messagesReferToConversations() {
        return true;
    }

    /** The foreign keys of a table, for whoever may only read its rows, too. */
    Set<ForeignKey> foreignKeys(Connection connection, String table) throws SQLException {
        return ForeignKey.of(connection, CatalogTable.of(connection, table));
    }

    /** Whether a store has to make its changes one after the other, on a thread that is never interrupted. */
    boolean changesAlone() {
        return false;
    }

    /** What is to be done from time to time for the database of one store. */
    Upkeep upkeep(Tables tables) {
        return Upkeep.NONE;
    }

    /** The longest text that a message can keep, in {@code char}s. */
    abstract int longestText();

    /** The isolation level at which all statements of a transaction see the same. */
    int snapshotIsolation() {
        return Connection.TRANSACTION_REPEATABLE_READ;
    }

    /** The fetch size at which a driver does not take all rows of a result into memory. */
    int streaming(Connection connection) throws SQLException {
        return STREAMED_ROWS;
    }

    /** What a query that locks its rows ends with. */
    abstract String lock();

    /**
     * What a query ends with that must read the newest rows in a transaction of any isolation level, after it has locked the
     * rows that protect them.
     */
    String newest() {
        return "";
    }

    /** A query for the rows whose column, the last word of {@code select}, has one of these numbers. */
    RowsQuery<Long> in(String select, String tail) {
        return ListQuery.in(select, tail, longestList(), NO_ID, Dialect::bind);
    }

    /** Whether the {@code tail} of {@link #in} is applied to each key by itself, so that it may say which row is wanted. */
    boolean takesTailForEachKey() {
        return false;
    }

    /** The same for texts. */
    RowsQuery<String> inTexts(String select) {
        return ListQuery.in(select, "", longestList(), NO_TEXT, (statement, at, text) -> {
            statement.setString(at, text);
            return at + 1;
        });
    }

    /** What follows a table's name where its rows are to be found by the primary key, whatever else there is. */
    String byPrimaryKey() {
        return "";
    }

    private static int bind(PreparedStatement statement, int at, Long id) throws SQLException {
        statement.setLong(at, id);
        return at + 1;
    }

    /** The longest list of parameters worth a statement of its own. */
    abstract int longestList();

    /** Inserts rows. */
    abstract <T> RowsStatement<T> insert(String table, List<Column<T>> columns);

    /**
     * Changes rows that are there, found by the columns of a key.
     *
     * @param expected columns of which a row has these values before; a row that hasn't makes the change fail, of which
     *                 {@link #fault} says {@link Fault#CONTENTION}
     */
    abstract <T> RowsStatement<T> update(
            String table, List<Column<T>> key, List<Column<T>> expected, List<Column<T>> set);

    /** Like {@link #update} for what is rare, and may be text: one row after the other where that is simpler. */
    abstract <T> RowsStatement<T> change(String table, List<Column<T>> key, List<Column<T>> set);

    /** Deletes the rows, any number of them, that have these values; for what is rare too. */
    abstract <T> RowsStatement<T> delete(String table, List<Column<T>> key);

    /** Makes all of these changes, in as few round trips as the database allows. */
    void execute(Connection connection, List<RowsChange<?>> changes) throws SQLException {
        for (RowsChange<?> change : changes) {
            change.execute(connection);
        }
    }

    /**
     * Makes all of these changes and commits, in as few round trips as the database allows, in the transaction that was begun
     * or else in one of their own.
     *
     * @throws UnknownOutcome where nobody knows whether it did
     */
    void commit(Borrowed borrowed, List<RowsChange<?>> changes) throws SQLException {
        borrowed.begin();
        execute(borrowed.connection(), changes);
        borrowed.commit(this);
    }

    /** Whether a batch may do without locks where the store remembers what it would find. */
    boolean trustsMemory() {
        return true;
    }

    /** Whether after this error of a commit's there is no doubt that nothing was committed. */
    boolean rulesOutCommit(SQLException e) {
        Fault fault = fault(e);
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return fault == Fault.CONTENTION
                || fault == Fault.KEY_TAKEN
                || state.startsWith("22")
                || state.startsWith("23")
                || state.startsWith("42")
                || state.startsWith(SIGNALED);
    }

    void setClientKey(PreparedStatement statement, int at, ClientKey key) throws SQLException {
        statement.setBytes(at, key.bytes());
    }

    ClientKey clientKey(ResultSet row, int column) throws SQLException {
        return ClientKey.of(row.getBytes(column));
    }

    /** What an error means; {@code SQLState} says it where the database does not say it more exactly. */
    Fault fault(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (state.startsWith("40") && !state.equals(COMPLETION_UNKNOWN)) {
            return Fault.CONTENTION;
        } else if (state.equals("23505")) {
            return Fault.KEY_TAKEN;
        } else if (state.startsWith(SIGNALED)) {
            return Fault.LASTING; // which a driver takes for transient
        } else if (state.startsWith("08")
                || state.equals(COMPLETION_UNKNOWN)
                || state.startsWith("53")
                || state.startsWith("57P")
                || e instanceof SQLTransientException
                || e instanceof SQLRecoverableException
                || isInterrupt(e)) {
            return Fault.PASSING;
        }
        return Fault.LASTING;
    }

    /** Whether the thread was interrupted, while it waited for a connection of a pool's for instance. */
    private static boolean isInterrupt(SQLException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException) {
                return true;
            }
        }
        return false;
    }

    /** A setting; empty where the database, which may only speak the SQL of another, has none of that name. */
    final String setting(Connection connection, String sql) throws SQLException {
        try {
            return text(connection, sql);
        } catch (SQLException e) {
            if (fault(e) == Fault.PASSING) {
                throw e;
            }
            return "";
        }
    }

    /** The first row's first column as text; empty where there is none. */
    static String text(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            String text = row.next() ? row.getString(1) : null;
            return text == null ? "" : text;
        }
    }
}
