package chat.duologue.store.jdbc.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** A query for many keys at once. Immutable. */
interface RowsQuery<K> {
    /** Takes the row that the result set is at. */
    interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    /** @param keys any number; for none nothing is asked */
    void forEachRow(Connection connection, List<K> keys, RowReader reader) throws SQLException;
}
