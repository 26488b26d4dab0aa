package chat.duologue.store.jdbc.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/**
 * One statement per row, as a batch: best where the database is in this process.
 *
 * @param findsAll whether it fails where it does not find a row
 */
record RowByRow<T>(String sql, boolean findsAll, List<Column<T>> columns) implements RowsStatement<T> {
    @Override
    public void execute(Connection connection, List<T> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (T row : rows) {
                Column.bind(statement, 1, columns, row);
                statement.addBatch();
            }
            boolean missed = Arrays.stream(statement.executeBatch()).anyMatch(changed -> changed == 0);
            if (missed && findsAll) {
                throw new Unexpected();
            }
        }
    }
}
