package chat.duologue.store.jdbc.internal;

import chat.duologue.model.Anchor;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.UserId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads history. Since {@code seq} has no gaps, a page is a range of it that is known beforehand. */
final class HistoryReads {
    /** After {@code low}, up to {@code high}. */
    private record Range(long low, long high) {
        /** The page that an anchor names: an anchor is a gap between two messages, with so many before and after it. */
        static Range of(Anchor anchor, int limit, long lastSeq) {
            long gap;
            int before;
            if (anchor instanceof Anchor.Before older) {
                gap = older.seq() - 1;
                before = limit;
            } else if (anchor instanceof Anchor.After newer) {
                gap = newer.seq();
                before = 0;
            } else {
                gap = ((Anchor.Around) anchor).seq() - 1;
                before = limit / 2;
            }
            gap = Math.min(gap, lastSeq);
            return new Range(Math.max(gap - before, 0), Math.min(gap + limit - before, lastSeq));
        }
    }

    private final Directory directory;
    private final String lastSeq;
    private final String messages;

    HistoryReads(Tables tables, Directory directory) {
        this.directory = directory;
        lastSeq = "SELECT last_seq FROM " + tables.conversation() + " WHERE id = ?";
        messages = "SELECT " + MessageRow.columns("m") + " FROM " + tables.message()
                + " m WHERE conversation_id = ? AND seq > ? AND seq <= ? ORDER BY conversation_id, seq";
    }

    Optional<MessagePage> messages(
            Connection connection, UserId readerName, ConversationId publicId, Anchor anchor, int limit)
            throws SQLException {
        OptionalLong id = ConversationCode.decode(publicId);
        KnownUser reader = directory.user(connection, readerName);
        KnownConversation conversation = id.isEmpty() ? null : directory.conversation(connection, id.getAsLong());
        if (reader == null || conversation == null || !conversation.has(reader)) {
            return Optional.empty();
        }
        long lastSeq = lastSeq(connection, conversation);
        if (lastSeq == 0) {
            return Optional.empty();
        }
        Range range = Range.of(anchor, limit, lastSeq);
        return Optional.of(
                new MessagePage(messages(connection, conversation, range), range.low() > 0, range.high() < lastSeq));
    }

    private long lastSeq(Connection connection, KnownConversation conversation) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(lastSeq)) {
            statement.setLong(1, conversation.id());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    private List<Message> messages(Connection connection, KnownConversation conversation, Range range)
            throws SQLException {
        List<Message> page = new ArrayList<>();
        if (range.low() < range.high()) {
            try (PreparedStatement statement = connection.prepareStatement(messages)) {
                statement.setLong(1, conversation.id());
                statement.setLong(2, range.low());
                statement.setLong(3, range.high());
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        MessageRow row = MessageRow.of(rows, 1);
                        boolean low = row.from() == conversation.low().id();
                        page.add(row.by((low ? conversation.low() : conversation.high()).name()));
                    }
                }
            }
        }
        return page;
    }
}
