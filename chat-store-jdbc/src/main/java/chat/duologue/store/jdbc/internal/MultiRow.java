package chat.duologue.store.jdbc.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Statements of many rows each. They exist for 1, 2, 4, 8 … rows, so that the database has few statements to know; whatever
 * the driver's settings are.
 */
final class MultiRow<T> implements RowsStatement<T> {
    private static final int SIZES = 9;
    /** Well below what the databases take in one statement by default. */
    private static final int MOST_CHARS = 1_000_000;

    private final List<Column<T>> columns;
    private final List<String> bySize = new ArrayList<>();

    /** The statement {@code head first, row, row … tail}. */
    MultiRow(String head, String first, String separator, String row, String tail, List<Column<T>> columns) {
        this.columns = columns;
        for (int size = 0; size < SIZES; size++) {
            bySize.add(head + first + (separator + row).repeat((1 << size) - 1) + tail);
        }
    }

    @Override
    public void execute(Connection connection, List<T> rows) throws SQLException {
        for (int done = 0; done < rows.size(); ) {
            int size = size(rows.subList(done, rows.size()));
            try (PreparedStatement statement = connection.prepareStatement(bySize.get(size))) {
                int at = 1;
                for (T row : rows.subList(done, done + (1 << size))) {
                    at = Column.bind(statement, at, columns, row);
                }
                statement.executeUpdate();
            }
            done += 1 << size;
        }
    }

    /** The binary logarithm of how many of the rows go into the next statement. */
    private int size(List<T> rows) {
        long chars = 0;
        int fitting = 0;
        while (fitting < Math.min(rows.size(), 1 << (SIZES - 1)) && (fitting == 0 || chars < MOST_CHARS)) {
            for (Column<T> column : columns) {
                chars += column.of(rows.get(fitting)) instanceof String text ? text.length() : 0;
            }
            fitting++;
        }
        return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(fitting);
    }
}
