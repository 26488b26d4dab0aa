package chat.duologue.store.jdbc.internal;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Names a message. */
record MessageKey(long conversation, long seq) {
    static final MessageKey NONE = new MessageKey(0, 0);

    int bind(PreparedStatement statement, int at) throws SQLException {
        statement.setLong(at, conversation);
        statement.setLong(at + 1, seq);
        return at + 2;
    }
}
