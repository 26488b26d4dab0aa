package chat.duologue.store.jdbc.internal;

import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Message;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Reads what messages said before they were edited. */
final class RevisionReads {
    private final MessageReads messages;
    private final String revisions;

    RevisionReads(Tables tables, Dialect dialect, Directory directory) {
        messages = new MessageReads(tables, dialect, directory::users, "");
        revisions = "SELECT revision, said_at, text, data FROM " + tables.revision()
                + " WHERE conversation_id = ? AND seq = ? ORDER BY conversation_id, seq, revision";
    }

    List<Message> revisions(Connection connection, ConversationId publicId, long seq) throws SQLException {
        List<Message> found = new ArrayList<>();
        OptionalLong id = ConversationCode.decode(publicId);
        if (id.isEmpty()) {
            return found;
        }
        MessageKey key = new MessageKey(id.getAsLong(), seq);
        List<MessageRow> rows =
                List.copyOf(messages.rows(connection, Set.of(key)).values());
        for (Message message : messages.complete(connection, rows)) {
            Content now = message.content();
            try (PreparedStatement statement = connection.prepareStatement(revisions)) {
                key.bind(statement, 1);
                try (ResultSet row = statement.executeQuery()) {
                    while (now != null && row.next()) {
                        Content said =
                                new Content(row.getString(3), row.getString(4), now.replyTo(), now.attachments());
                        int revision = row.getInt(1);
                        Instant since = revision == 0 ? null : Instant.ofEpochMilli(row.getLong(2));
                        found.add(message.saying(said, revision, since).quoting(null));
                    }
                }
            }
        }
        return found;
    }
}
