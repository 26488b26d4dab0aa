package chat.duologue.store.jdbc.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A statement over many rows, and the rows. */
record RowsChange<T>(RowsStatement<T> statement, List<T> rows) {
    void execute(Connection connection) throws SQLException {
        statement.execute(connection, rows);
    }
}
