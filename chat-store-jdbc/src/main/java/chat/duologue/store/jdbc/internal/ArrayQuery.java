package chat.duologue.store.jdbc.internal;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A query whose only parameter is an array: however many the keys, it is one statement, and always the same. The array has
 * each key once, in ascending order: who locks what each one finds locks in that order.
 *
 * @param type  what the database calls the type of a key
 * @param array makes one of exactly that type, which the driver sends in binary form
 */
record ArrayQuery<K>(String type, IntFunction<K[]> array, String sql) implements RowsQuery<K> {
    @Override
    public void forEachRow(Connection connection, List<K> keys, RowReader reader) throws SQLException {
        if (keys.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Array all = connection.createArrayOf(
                    type, keys.stream().sorted().distinct().toArray(array));
            statement.setArray(1, all);
            all.free();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }
}
