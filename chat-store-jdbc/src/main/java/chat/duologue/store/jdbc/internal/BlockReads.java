package chat.duologue.store.jdbc.internal;

import chat.duologue.model.UserId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells who blocked whom. A page goes through all whom a user blocks, since it is sorted by their names. */
final class BlockReads {
    private record Pair(long user, long peer) {
        static final Pair NONE = new Pair(0, 0);
    }

    private final Directory directory;
    private final String blockedBy;
    private final RowsQuery<Pair> blocks;

    BlockReads(Tables tables, Directory directory) {
        this.directory = directory;
        blockedBy = "SELECT p.name FROM " + tables.block() + " b JOIN " + tables.user()
                + " p ON p.id = b.peer_id WHERE b.user_id = ? AND b.blocked AND p.name > ? ORDER BY p.name LIMIT ?";
        blocks = ListQuery.each(
                "SELECT user_id FROM " + tables.block() + " WHERE user_id = ? AND peer_id = ? AND blocked",
                Pair.NONE,
                (statement, at, pair) -> {
                    statement.setLong(at, pair.user());
                    statement.setLong(at + 1, pair.peer());
                    return at + 2;
                });
    }

    List<UserId> blockedBy(Connection connection, UserId name, @Nullable UserId after, int limit) throws SQLException {
        List<UserId> page = new ArrayList<>();
        KnownUser user = directory.user(connection, name);
        if (user == null || user.erased()) {
            return page;
        }
        try (PreparedStatement statement = connection.prepareStatement(blockedBy)) {
            statement.setLong(1, user.id());
            statement.setString(2, after == null ? "" : after.value());
            statement.setInt(3, limit);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    page.add(new UserId(row.getString(1)));
                }
            }
        }
        return page;
    }

    Set<UserId> blockersOf(Connection connection, UserId name, Collection<UserId> among) throws SQLException {
        Set<UserId> found = new HashSet<>();
        KnownUser user = directory.user(connection, name);
        if (user == null || user.erased()) {
            return found;
        }
        List<Pair> pairs = new ArrayList<>();
        Map<Long, UserId> names = new HashMap<>();
        for (KnownUser other : directory.users(connection, Set.copyOf(among)).values()) {
            pairs.add(new Pair(other.id(), user.id()));
            names.put(other.id(), other.name());
        }
        blocks.forEachRow(connection, pairs, row -> found.add(Objects.requireNonNull(names.get(row.getLong(1)))));
        return found;
    }
}
