package chat.duologue.store.jdbc.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Inserts or updates many rows, as few statements as the database allows. Immutable. */
interface RowsStatement<T> {
    /** @param rows any number; none does nothing */
    void execute(Connection connection, List<T> rows) throws SQLException;
}
