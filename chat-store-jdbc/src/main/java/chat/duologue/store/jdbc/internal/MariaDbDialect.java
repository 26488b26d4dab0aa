package chat.duologue.store.jdbc.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** MariaDB through its own driver. Through MySQL's it passes for MySQL. */
final class MariaDbDialect extends MySqlDialect {
    /** So many rows, as of two messages, are changed one by one: for more it is cheaper to make a table of their values. */
    private static final int FEW = 4;

    /** As long as numbers get: a column would be too narrow for a parameter that the server doesn't know when it prepares. */
    private static final long NOBODYS = -Long.MAX_VALUE;

    /** Of that transaction alone: to set it for the session and back would take two round trips more. */
    private static final String BEGIN = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; START TRANSACTION; ";

    /** Whether compound statements are written as here: in the mode that imitates Oracle's SQL they are others. */
    static boolean speaksIn(Connection connection) throws SQLException {
        return !text(connection, "SELECT @@sql_mode").contains("ORACLE");
    }

    /** In one round trip: as a compound statement, which only MariaDB runs outside of procedures. */
    @Override
    void commit(Borrowed borrowed, List<RowsChange<?>> changes) throws SQLException {
        if (!changes.stream().allMatch(MariaDbDialect::fits)) {
            super.commit(borrowed, changes);
            return;
        }
        String body = changes.stream().map(MariaDbDialect::sql).collect(Collectors.joining());
        boolean begun = borrowed.inTransaction();
        String sql = "BEGIN NOT ATOMIC " + (begun ? "" : BEGIN) + body + "COMMIT; END";
        try (PreparedStatement statement = borrowed.connection().prepareStatement(sql)) {
            int at = 1;
            for (RowsChange<?> change : changes) {
                at = bind(statement, at, change);
            }
            borrowed.commit(this, statement::execute);
        } catch (SQLException e) {
            if (!begun) {
                rollBack(borrowed.connection());
            }
            throw e;
        }
    }

    /** The driver's own way does nothing, since it has not heard of the transaction; nor do handlers see every error. */
    private static void rollBack(Connection connection) {
        Borrowed.quietly(() -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("ROLLBACK");
            }
        });
    }

    @Override
    <T> RowsStatement<T> update(String table, List<Column<T>> key, List<Column<T>> expected, List<Column<T>> set) {
        List<Column<T>> found = new ArrayList<>(key);
        found.addAll(expected);
        List<Column<T>> all = new ArrayList<>(set);
        all.addAll(found);
        String one = "UPDATE " + table + byPrimaryKey() + " SET " + parameters(set, ", ") + " WHERE "
                + parameters(found, " AND ") + "; " + (expected.isEmpty() ? "" : unlessFound(1));
        return new Update<>(one, all, multiRow(super.update(table, key, expected, set)));
    }

    /**
     * An update that has two forms in a compound statement.
     *
     * @param one  row's own statement, with its end and its check
     * @param all  the columns of that, in the order of its parameters
     * @param many rows' statement
     */
    private record Update<T>(String one, List<Column<T>> all, MultiRow<T> many) implements RowsStatement<T> {
        @Override
        public void execute(Connection connection, List<T> rows) throws SQLException {
            many.execute(connection, rows);
        }
    }

    /** Quicker to parse than a query for each row; the first one, which is nobody's, gives the columns names and types. */
    @Override
    MultiRow.Rows numbers(List<String> names) {
        String nobody = names.stream().map(name -> NOBODYS + " AS " + name).collect(Collectors.joining(", "));
        String row = "(" + String.join(", ", Collections.nCopies(names.size(), "?")) + ")";
        return new MultiRow.Rows("SELECT " + nobody + " UNION ALL VALUES " + row, ", ", row, MOST_ROWS);
    }

    private static <T> boolean fits(RowsChange<T> change) {
        return multiRow(change.statement()).fits(change.rows());
    }

    private static <T> String sql(RowsChange<T> change) {
        int rows = change.rows().size();
        if (rows <= FEW && change.statement() instanceof Update<T> update) {
            return update.one.repeat(rows);
        }
        MultiRow<T> statement = multiRow(change.statement());
        return statement.sql(rows) + "; " + (statement.findsAll() ? unlessFound(rows) : "");
    }

    private static <T> int bind(PreparedStatement statement, int at, RowsChange<T> change) throws SQLException {
        if (change.rows().size() <= FEW && change.statement() instanceof Update<T> update) {
            int next = at;
            for (T row : change.rows()) {
                next = Column.bind(statement, next, update.all, row);
            }
            return next;
        }
        return multiRow(change.statement()).bind(statement, at, change.rows());
    }

    private static String unlessFound(int rows) {
        return "IF ROW_COUNT() < " + rows + " THEN SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = " + RECORD_CHANGED
                + "; END IF; ";
    }

    private static <T> MultiRow<T> multiRow(RowsStatement<T> statement) {
        return statement instanceof Update<T> update ? update.many : (MultiRow<T>) statement;
    }
}
