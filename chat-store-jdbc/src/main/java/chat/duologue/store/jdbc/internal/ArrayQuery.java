package chat.duologue.store.jdbc.internal;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** A query whose only parameter is an array of numbers. */
record ArrayQuery(String sql) implements RowsQuery<Long> {
    @Override
    public void forEachRow(Connection connection, List<Long> keys, RowReader reader) throws SQLException {
        if (keys.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Array array = connection.createArrayOf("bigint", keys.toArray(Long[]::new));
            statement.setArray(1, array);
            array.free();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }
}
