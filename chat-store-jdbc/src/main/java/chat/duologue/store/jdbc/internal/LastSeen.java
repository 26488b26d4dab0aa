package chat.duologue.store.jdbc.internal;

import chat.duologue.model.UserId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** When users were last here. Each row is changed by itself, so that nobody waits for another's lock while holding one. */
final class LastSeen {
    private final RowsQuery<UserId> find;
    private final String update;

    LastSeen(Tables tables, Dialect dialect) {
        find = Directory.names(
                "SELECT name, last_seen FROM " + tables.user() + " WHERE NOT erased AND last_seen IS NOT NULL AND name",
                dialect);
        update = "UPDATE " + tables.user()
                + " SET last_seen = ? WHERE name = ? AND NOT erased AND (last_seen IS NULL OR last_seen < ?)";
    }

    int seen(Connection connection, UserId user, Instant time) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(update)) {
            statement.setLong(1, time.toEpochMilli());
            statement.setString(2, user.value());
            statement.setLong(3, time.toEpochMilli());
            return statement.executeUpdate();
        }
    }

    Map<UserId, Instant> of(Connection connection, Collection<UserId> users) throws SQLException {
        Map<UserId, Instant> found = new HashMap<>();
        List<UserId> names = new ArrayList<>(users);
        find.forEachRow(
                connection,
                names,
                row -> found.put(new UserId(row.getString(1)), Instant.ofEpochMilli(row.getLong(2))));
        return Map.copyOf(found);
    }
}
