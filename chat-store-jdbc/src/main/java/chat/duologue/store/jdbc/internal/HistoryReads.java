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
        static Range of(Anchor anchor, int limit, Extent extent) {
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
            gap = Math.max(extent.purged(), Math.min(gap, extent.last()));
            return new Range(Math.max(gap - before, extent.purged()), Math.min(gap + limit - before, extent.last()));
        }
    }

    /** What there is: after {@code purged}, up to {@code last}. */
    private record Extent(long purged, long last) {}

    /** Two columns, of the conversation {@code c}. */
    static final String ERASED_MEMBERS = "(SELECT l.erased FROM %s l WHERE l.id = c.low_user),"
            + " (SELECT h.erased FROM %s h WHERE h.id = c.high_user)";

    private final Dialect dialect;
    private final Directory directory;
    private final String extent;
    private final String messages;

    HistoryReads(Tables tables, Dialect dialect, Directory directory) {
        this.dialect = dialect;
        this.directory = directory;
        extent = "SELECT c.purged_seq, " + LastMessages.seq(tables, dialect, "") + ", "
                + ERASED_MEMBERS.formatted(tables.user(), tables.user()) + " FROM " + tables.conversation()
                + " c WHERE c.id = ?";
        messages = "SELECT " + MessageRow.columns("m") + " FROM " + tables.message()
                + " m WHERE conversation_id = ? AND seq > ? AND seq <= ? ORDER BY conversation_id, seq";
    }

    Optional<MessagePage> messages(
            Connection connection, UserId readerName, ConversationId publicId, Anchor anchor, int limit)
            throws SQLException {
        OptionalLong id = ConversationCode.decode(publicId);
        KnownUser reader = directory.user(connection, readerName);
        KnownConversation conversation = id.isEmpty() ? null : directory.conversation(connection, id.getAsLong());
        if (reader == null || reader.erased() || conversation == null || !conversation.has(reader)) {
            return Optional.empty();
        }
        Extent extent = extent(connection, conversation);
        if (extent.last() == 0) {
            return Optional.empty();
        }
        Range range = Range.of(anchor, limit, extent);
        return Optional.of(new MessagePage(
                messages(connection, conversation, range),
                range.low() > extent.purged(),
                range.high() < extent.last()));
    }

    private Extent extent(Connection connection, KnownConversation conversation) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(extent)) {
            statement.setLong(1, conversation.id());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                directory.requireCurrent(conversation.low(), row.getBoolean(3));
                directory.requireCurrent(conversation.high(), row.getBoolean(4));
                long purged = row.getLong(1);
                return new Extent(purged, Math.max(purged, row.getLong(2)));
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
                        MessageRow row = MessageRow.of(dialect, rows, 1);
                        boolean low = row.from() == conversation.low().id();
                        page.add(row.by((low ? conversation.low() : conversation.high()).name()));
                    }
                }
            }
        }
        return page;
    }
}
