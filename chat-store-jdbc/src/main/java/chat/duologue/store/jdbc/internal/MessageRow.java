package chat.duologue.store.jdbc.internal;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A message's columns as they are read, its author still a number. */
record MessageRow(
        long conversation, long seq, long from, ClientMessageId clientMessageId, Instant at, Content content) {
    /** How many columns {@link #columns} names. */
    static final int COLUMNS = 9;

    /** The columns, for an alias of the table. */
    static String columns(String alias) {
        return String.join(
                ", ",
                alias + ".conversation_id",
                alias + ".seq",
                alias + ".from_user",
                alias + ".client_key",
                alias + ".client_id",
                alias + ".sent_at",
                alias + ".text",
                alias + ".data",
                alias + ".reply_to");
    }

    /** The columns of the current row, from {@code first} on. */
    static MessageRow of(Dialect dialect, ResultSet row, int first) throws SQLException {
        return new MessageRow(
                row.getLong(first),
                row.getLong(first + 1),
                row.getLong(first + 2),
                dialect.clientKey(row, first + 3).id(row.getString(first + 4)),
                Instant.ofEpochMilli(row.getLong(first + 5)),
                new Content(row.getString(first + 6), row.getString(first + 7), nullableLong(row, first + 8)));
    }

    Message by(UserId name) {
        return new Message(ConversationCode.encode(conversation), seq, name, at, clientMessageId, content);
    }

    private static @Nullable Long nullableLong(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
