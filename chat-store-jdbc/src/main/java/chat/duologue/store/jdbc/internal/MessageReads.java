package chat.duologue.store.jdbc.internal;

import chat.duologue.model.Attachment;
import chat.duologue.model.Message;
import chat.duologue.model.Quote;
import chat.duologue.model.UserId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads messages by their keys, and what belongs to rows that are read already: the authors' names, attachments, quotes. */
final class MessageReads {
    /** Tells who users are, by their numbers. */
    interface Users {
        Map<Long, KnownUser> find(Connection connection, Collection<Long> ids) throws SQLException;
    }

    private final Dialect dialect;
    private final Users users;
    private final RowsQuery<MessageKey> messages;
    private final RowsQuery<MessageKey> attachments;

    /** @param tail what the queries end with */
    MessageReads(Tables tables, Dialect dialect, Users users, String tail) {
        this.dialect = dialect;
        this.users = users;
        messages = byKey("SELECT " + MessageRow.columns("m") + " FROM " + tables.message() + " m", tail);
        attachments = byKey(
                "SELECT m.conversation_id, m.seq, m.place, m.ref, m.name, m.media_type, m.bytes, m.sha256, m.preview FROM "
                        + tables.attachment() + " m",
                tail);
    }

    private static RowsQuery<MessageKey> byKey(String select, String tail) {
        return ListQuery.each(
                select + " WHERE m.conversation_id = ? AND m.seq = ?" + tail,
                MessageKey.NONE,
                (statement, at, key) -> key.bind(statement, at));
    }

    /** The rows of those messages that are there. */
    Map<MessageKey, MessageRow> rows(Connection connection, Collection<MessageKey> keys) throws SQLException {
        Map<MessageKey, MessageRow> found = new HashMap<>();
        messages.forEachRow(connection, List.copyOf(keys), row -> {
            MessageRow message = MessageRow.of(dialect, row, 1);
            found.put(message.key(), message);
        });
        return found;
    }

    /** The messages of these rows, in the same order. */
    List<Message> complete(Connection connection, List<MessageRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return List.of();
        }
        Set<MessageKey> answered = new HashSet<>();
        Set<MessageKey> withAttachments = new HashSet<>();
        for (MessageRow row : rows) {
            MessageKey key = row.answered();
            if (key != null) {
                answered.add(key);
            }
            if (row.attachments() > 0) {
                withAttachments.add(row.key());
            }
        }
        Map<MessageKey, List<Attachment>> files = attachments(connection, withAttachments);
        Map<MessageKey, MessageRow> quoted = rows(connection, answered);
        Set<Long> authors = new HashSet<>();
        rows.forEach(row -> authors.add(row.from()));
        quoted.values().forEach(row -> authors.add(row.from()));
        Map<Long, KnownUser> names = users.find(connection, authors);
        List<Message> complete = new ArrayList<>(rows.size());
        for (MessageRow row : rows) {
            MessageKey key = row.answered();
            complete.add(row.by(
                    name(names, row),
                    files.getOrDefault(row.key(), List.of()),
                    quote(key == null ? null : quoted.get(key), names)));
        }
        return complete;
    }

    private static @Nullable Quote quote(@Nullable MessageRow row, Map<Long, KnownUser> names) {
        return row == null ? null : Quote.of(name(names, row), row.text(), row.isRecalled());
    }

    private static UserId name(Map<Long, KnownUser> names, MessageRow row) {
        return Objects.requireNonNull(names.get(row.from())).name();
    }

    private Map<MessageKey, List<Attachment>> attachments(Connection connection, Set<MessageKey> keys)
            throws SQLException {
        Map<MessageKey, Map<Long, Attachment>> found = new HashMap<>();
        attachments.forEachRow(
                connection,
                List.copyOf(keys),
                row -> found.computeIfAbsent(new MessageKey(row.getLong(1), row.getLong(2)), key -> new TreeMap<>())
                        .put(
                                row.getLong(3),
                                new Attachment(
                                        row.getString(4),
                                        row.getString(5),
                                        row.getString(6),
                                        row.getLong(7),
                                        row.getString(8),
                                        row.getString(9))));
        Map<MessageKey, List<Attachment>> inOrder = new HashMap<>();
        found.forEach((key, files) -> inOrder.put(key, List.copyOf(files.values())));
        return inOrder;
    }
}
