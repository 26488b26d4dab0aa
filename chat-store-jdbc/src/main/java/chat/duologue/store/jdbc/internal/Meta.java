package chat.duologue.store.jdbc.internal;

import chat.duologue.model.StreamId;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Facts about the whole, one row each. */
final class Meta {
    static final String SCHEMA_VERSION = "schema_version";
    static final String STREAM_ID = "stream_id";

    private final String select;
    private final String insert;
    private final String delete;

    Meta(Tables tables) {
        select = "SELECT fact FROM " + tables.meta() + " WHERE name = ?";
        insert = "INSERT INTO " + tables.meta() + " (name, fact) VALUES (?, ?)";
        delete = "DELETE FROM " + tables.meta() + " WHERE name = ?";
    }

    @Nullable String get(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    /** The streams' id, which the first store to open them chooses. */
    StreamId streamId(Connection connection, Dialect dialect) throws SQLException {
        String chosen = get(connection, STREAM_ID);
        if (chosen == null) {
            try (PreparedStatement statement = connection.prepareStatement(insert)) {
                statement.setString(1, STREAM_ID);
                statement.setString(2, Long.toString(new SecureRandom().nextLong() >>> 1, Character.MAX_RADIX));
                statement.executeUpdate();
            } catch (SQLException e) {
                if (dialect.fault(e) != Fault.KEY_TAKEN) {
                    throw e;
                }
            }
            chosen = get(connection, STREAM_ID);
        }
        return new StreamId(Objects.requireNonNull(chosen));
    }

    /** Another id for the streams than they had. */
    StreamId renewStreamId(Connection connection, Dialect dialect) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(delete)) {
            statement.setString(1, STREAM_ID);
            statement.executeUpdate();
        }
        return streamId(connection, dialect);
    }
}
