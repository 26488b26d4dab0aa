package chat.duologue.store.jdbc.internal;

import chat.duologue.model.UserId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says of streams that are too long that no one is resumed at their beginning any more. No row goes: a message's row is the
 * history's too, and a receipt's is the one that the next receipt moves on.
 *
 * <p>Since it walks past every user, it also makes the directory forget who was erased by another process.
 */
final class Trim {
    private final Directory directory;
    private final String users;
    private final String trim;

    /** What a step has seen. */
    record Step(List<Long> tooLong, Optional<UserId> next) {}

    Trim(Tables tables, Directory directory) {
        this.directory = directory;
        users = "SELECT id, name, head - trimmed_to, erased FROM " + tables.user()
                + " WHERE name > ? ORDER BY name LIMIT ?";
        trim = "UPDATE " + tables.user() + " SET trimmed_to = head - ? WHERE id = ? AND head - trimmed_to > ?";
    }

    Step look(Connection connection, @Nullable UserId after, long maxEvents, int limit) throws SQLException {
        List<Long> tooLong = new ArrayList<>();
        Set<Long> erased = new HashSet<>();
        int looked = 0;
        String last = "";
        try (PreparedStatement statement = connection.prepareStatement(users)) {
            statement.setString(1, after == null ? "" : after.value());
            statement.setInt(2, limit);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    looked++;
                    last = row.getString(2);
                    if (row.getBoolean(4)) {
                        erased.add(row.getLong(1));
                    } else if (row.getLong(3) > longest(maxEvents)) {
                        tooLong.add(row.getLong(1));
                    }
                }
            }
        }
        directory.forget(erased);
        return new Step(tooLong, looked < limit ? Optional.empty() : Optional.of(new UserId(last)));
    }

    /** Changes one row only: more would have to be locked in the order of batches. */
    int trim(Connection connection, long user, long maxEvents) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(trim)) {
            statement.setLong(1, maxEvents);
            statement.setLong(2, user);
            statement.setLong(3, longest(maxEvents));
            return statement.executeUpdate();
        }
    }

    private static long longest(long maxEvents) {
        return maxEvents + maxEvents / 10;
    }
}
