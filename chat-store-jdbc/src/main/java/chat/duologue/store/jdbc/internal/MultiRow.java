package chat.duologue.store.jdbc.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * One statement for many rows, {@code head first, row, row … tail}. Its text grows with them, whatever the driver's settings are.
 *
 * @param separator stands between the rows
 * @param updating  whether it has to find each row
 */
record MultiRow<T>(
        String head, String first, String separator, String row, String tail, boolean updating, List<Column<T>> columns)
        implements RowsStatement<T> {
    private static final int MOST_ROWS = 256;
    /** Well below what the databases take in one statement by default. */
    static final int MOST_CHARS = 1_000_000;

    @Override
    public void execute(Connection connection, List<T> rows) throws SQLException {
        for (int done = 0; done < rows.size(); ) {
            int next = done + fitting(rows.subList(done, rows.size()));
            List<T> part = rows.subList(done, next);
            try (PreparedStatement statement = connection.prepareStatement(sql(part.size()))) {
                bind(statement, 1, part);
                if (statement.executeUpdate() < part.size() && updating) {
                    throw new Unexpected();
                }
            }
            done = next;
        }
    }

    /** The statement for that many rows, at least one. */
    String sql(int rows) {
        return head + first + (separator + row).repeat(rows - 1) + tail;
    }

    /** Sets the parameters from {@code at} on; returns where those of the next statement begin. */
    int bind(PreparedStatement statement, int at, List<T> rows) throws SQLException {
        int next = at;
        for (T each : rows) {
            next = Column.bind(statement, next, columns, each);
        }
        return next;
    }

    /** How many of the rows go into one statement. */
    private int fitting(List<T> rows) {
        long chars = 0;
        int fitting = 0;
        while (fitting < Math.min(rows.size(), MOST_ROWS) && (fitting == 0 || chars < MOST_CHARS)) {
            chars += chars(rows.get(fitting));
            fitting++;
        }
        return fitting;
    }

    private long chars(T each) {
        long chars = 0;
        for (Column<T> column : columns) {
            chars += column.of(each) instanceof String text ? text.length() : 0;
        }
        return chars;
    }

    /** Whether all of the rows fit into one statement. */
    boolean fits(List<T> rows) {
        return fitting(rows) == rows.size();
    }
}
