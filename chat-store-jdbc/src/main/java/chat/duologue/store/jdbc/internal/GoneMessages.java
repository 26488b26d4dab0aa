package chat.duologue.store.jdbc.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/** Tells which messages to a member are recalled, or hidden by the member. */
final class GoneMessages {
    private final String select;

    /** @param tail what the query ends with */
    GoneMessages(Tables tables, String tail) {
        select = "SELECT e.seq FROM " + tables.event() + " e JOIN " + tables.message()
                + " m ON m.conversation_id = e.conversation_id AND m.seq = e.seq"
                + " WHERE e.conversation_id = ? AND e.user_id = ? AND e.seq > ? AND m.to_user = ? AND (e.kind = "
                + EventKind.HIDDEN.number + " OR e.kind = " + EventKind.CHANGED.number
                + " AND m.text IS NULL AND m.data IS NULL AND m.attachments IS NULL)" + tail;
    }

    /** Their {@code seq}, above one; a range of the key of what has happened to messages. */
    Set<Long> above(Connection connection, long conversation, long member, long seq) throws SQLException {
        Set<Long> found = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            statement.setLong(1, conversation);
            statement.setLong(2, member);
            statement.setLong(3, seq);
            statement.setLong(4, member);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(row.getLong(1));
                }
            }
        }
        return found;
    }
}
