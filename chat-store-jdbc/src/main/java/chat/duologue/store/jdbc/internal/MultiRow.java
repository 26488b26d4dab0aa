package chat.duologue.store.jdbc.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * One statement for many rows, {@code head first, row, row … tail}. Its text grows with them, whatever the driver's settings are.
 *
 * @param findsAll whether it fails where it does not find a row
 */
record MultiRow<T>(String head, Rows rows, String tail, boolean findsAll, List<Column<T>> columns)
        implements RowsStatement<T> {
    /** Well below what the databases take in one statement by default. */
    private static final int MOST_CHARS = 1_000_000;

    /**
     * How rows are written.
     *
     * @param separator stands between them
     * @param most      how many of them one statement takes
     */
    record Rows(String first, String separator, String row, int most) {
        String text(int number) {
            return first + (separator + row).repeat(number - 1);
        }
    }

    @Override
    public void execute(Connection connection, List<T> values) throws SQLException {
        for (int done = 0; done < values.size(); ) {
            int next = done + fitting(values.subList(done, values.size()));
            List<T> part = values.subList(done, next);
            try (PreparedStatement statement = connection.prepareStatement(sql(part.size()))) {
                bind(statement, 1, part);
                if (statement.executeUpdate() < part.size() && findsAll) {
                    throw new Unexpected();
                }
            }
            done = next;
        }
    }

    /** The statement for that many of them, at least one. */
    String sql(int number) {
        return head + rows.text(number) + tail;
    }

    /** Sets the parameters from {@code at} on; returns where those of the next statement begin. */
    int bind(PreparedStatement statement, int at, List<T> values) throws SQLException {
        int next = at;
        for (T each : values) {
            next = Column.bind(statement, next, columns, each);
        }
        return next;
    }

    /** Whether all of them fit into one statement. */
    boolean fits(List<T> values) {
        return fitting(values) == values.size();
    }

    /** How many of them go into one statement. */
    private int fitting(List<T> values) {
        long chars = 0;
        int fitting = 0;
        while (fitting < Math.min(values.size(), rows.most()) && (fitting == 0 || chars < MOST_CHARS)) {
            chars += chars(values.get(fitting));
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
}
