package chat.duologue.store.jdbc.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/** One statement per row, as a batch: best where the database is in this process. Each has to find its row. */
record RowByRow<T>(String sql, List<Column<T>> columns) implements RowsStatement<T> {
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
            if (Arrays.stream(statement.executeBatch()).anyMatch(changed -> changed == 0)) {
                throw new Unexpected();
            }
        }
    }
}
