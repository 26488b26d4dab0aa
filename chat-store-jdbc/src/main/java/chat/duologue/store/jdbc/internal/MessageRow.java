package chat.duologue.store.jdbc.internal;

import chat.duologue.model.Attachment;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.Message;
import chat.duologue.model.Quote;
import chat.duologue.model.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message's columns as they are read, its author still a number. */
record MessageRow(
        long conversation,
        long seq,
        long from,
        ClientMessageId clientMessageId,
        Instant at,
        @Nullable String text,
        @Nullable String data,
        @Nullable Long replyTo,
        long attachments,
        long revision,
        @Nullable Instant changedAt) {
    /** How many columns {@link #columns} names. */
    static final int COLUMNS = 12;

    /** The columns, for an alias of the table. */
    static String columns(String alias) {
        return alias + "."
                + String.join(
                        ", " + alias + ".",
                        "conversation_id",
                        "seq",
                        "from_user",
                        "client_key",
                        "client_id",
                        "sent_at",
                        "text",
                        "data",
                        "reply_to",
                        "attachments",
                        "revision",
                        "changed_at");
    }

    /** The columns of the current row, from {@code first} on. */
    static MessageRow of(Dialect dialect, ResultSet row, int first) throws SQLException {
        Long changedAt = nullableLong(row, first + 11);
        return new MessageRow(
                row.getLong(first),
                row.getLong(first + 1),
                row.getLong(first + 2),
                dialect.clientKey(row, first + 3).id(row.getString(first + 4)),
                Instant.ofEpochMilli(row.getLong(first + 5)),
                row.getString(first + 6),
                row.getString(first + 7),
                nullableLong(row, first + 8),
                row.getLong(first + 9),
                row.getLong(first + 10),
                changedAt == null ? null : Instant.ofEpochMilli(changedAt));
    }

    MessageKey key() {
        return new MessageKey(conversation, seq);
    }

    /** Which message it answers, or null. */
    @Nullable MessageKey answered() {
        return replyTo == null || isRecalled() ? null : new MessageKey(conversation, replyTo);
    }

    boolean isRecalled() {
        return text == null && data == null && attachments == 0;
    }

    Message by(UserId name, List<Attachment> files, @Nullable Quote quote) {
        return new Message(
                ConversationCode.encode(conversation),
                seq,
                name,
                at,
                clientMessageId,
                isRecalled() ? null : new Content(text, data, replyTo, files),
                (int) revision,
                changedAt,
                isRecalled() ? null : quote);
    }

    private static @Nullable Long nullableLong(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
