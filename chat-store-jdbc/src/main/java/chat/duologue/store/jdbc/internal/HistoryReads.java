package chat.duologue.store.jdbc.internal;

import chat.duologue.model.Anchor;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.Reaction;
import chat.duologue.model.UserId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads history. Since {@code seq} has no gaps, a page is a range of it that is known beforehand, unless hidden ones are left
 * out.
 */
final class HistoryReads {
    /** The page that an anchor names: an anchor is a gap between two messages, with so many before and after it. */
    private record Range(long gap, int before, int after, Extent extent) {
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
            return new Range(gap, before, limit - before, extent);
        }

        /** Above this one, where none is left out. */
        long low() {
            return Math.max(gap - before, extent.purged());
        }

        /** Up to this one, where none is left out. */
        long high() {
            return Math.min(gap + after, extent.last());
        }
    }

    /** What there is: after {@code purged}, up to {@code last}; whether to look for reactions, and for what the reader hid. */
    private record Extent(long purged, long last, boolean reacted, boolean hid) {}

    /** Two columns, of the conversation {@code c}. */
    static final String ERASED_MEMBERS = "(SELECT l.erased FROM %s l WHERE l.id = c.low_user),"
            + " (SELECT h.erased FROM %s h WHERE h.id = c.high_user)";

    private final Dialect dialect;
    private final Directory directory;
    private final MessageReads reads;
    private final String extent;
    private final String messages;
    private final String visibleBelow;
    private final String visibleAbove;
    private final String reactions;
    private final String hidden;

    HistoryReads(Tables tables, Dialect dialect, Directory directory) {
        this.dialect = dialect;
        this.directory = directory;
        this.reads = new MessageReads(tables, dialect, directory::users, "");
        extent = "SELECT c.purged_seq, " + LastMessages.seq(tables, dialect, "") + ", "
                + ERASED_MEMBERS.formatted(tables.user(), tables.user())
                + ", c.reacted, c.low_hid, c.high_hid FROM " + tables.conversation() + " c WHERE c.id = ?";
        String select = "SELECT " + MessageRow.columns("m") + " FROM " + tables.message()
                + " m WHERE conversation_id = ? AND seq > ? AND seq <= ?";
        messages = select + " ORDER BY conversation_id, seq";
        String visible = select + " AND (SELECT COUNT(*) FROM " + tables.event()
                + " h WHERE h.conversation_id = m.conversation_id AND h.user_id = ? AND h.seq = m.seq AND h.kind = "
                + EventKind.HIDDEN.number
                + ") = 0"; // one look by the key for each message; NOT EXISTS may be planned as a join
        visibleBelow = visible + " ORDER BY conversation_id DESC, seq DESC LIMIT ?";
        visibleAbove = visible + " ORDER BY conversation_id, seq LIMIT ?";
        String ofPage = " FROM " + tables.event()
                + " WHERE conversation_id = ? AND user_id = ? AND seq >= ? AND seq <= ? AND kind = ";
        reactions =
                "SELECT event_offset, seq, by_user, reaction" + ofPage + EventKind.REACTION.number + " AND NOT removed";
        hidden = "SELECT seq" + ofPage + EventKind.HIDDEN.number;
    }

    Optional<MessagePage> messages(
            Connection connection,
            UserId readerName,
            ConversationId publicId,
            Anchor anchor,
            int limit,
            boolean withHidden)
            throws SQLException {
        OptionalLong id = ConversationCode.decode(publicId);
        KnownUser reader = directory.user(connection, readerName);
        KnownConversation conversation = id.isEmpty() ? null : directory.conversation(connection, id.getAsLong());
        if (reader == null || reader.erased() || conversation == null) {
            return Optional.empty();
        }
        if (!conversation.has(reader)) {
            directory.requireCurrent(connection, reader);
            return Optional.empty();
        }
        Extent extent = extent(connection, conversation, reader);
        if (extent.last() == 0) {
            return Optional.empty();
        }
        Range range = Range.of(anchor, limit, extent);
        MessagePage page = extent.hid() && !withHidden
                ? visible(connection, conversation, reader, range, extent)
                : new MessagePage(
                        messages(connection, conversation, range),
                        range.low() > extent.purged(),
                        range.high() < extent.last());
        List<Message> messages = page.messages();
        return Optional.of(new MessagePage(
                messages,
                page.hasBefore(),
                page.hasAfter(),
                extent.reacted() ? reactions(connection, conversation, reader, messages) : Map.of(),
                extent.hid() && withHidden ? hidden(connection, conversation, reader, messages) : Set.of()));
    }

    private Extent extent(Connection connection, KnownConversation conversation, KnownUser reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(extent)) {
            statement.setLong(1, conversation.id());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                directory.requireCurrent(conversation.low(), row.getBoolean(3));
                directory.requireCurrent(conversation.high(), row.getBoolean(4));
                long purged = row.getLong(1);
                return new Extent(
                        purged,
                        Math.max(purged, row.getLong(2)),
                        row.getBoolean(5),
                        row.getBoolean(reader.id() == conversation.low().id() ? 6 : 7));
            }
        }
    }

    private List<Message> messages(Connection connection, KnownConversation conversation, Range range)
            throws SQLException {
        if (range.low() >= range.high()) {
            return List.of();
        }
        try (PreparedStatement statement = connection.prepareStatement(messages)) {
            statement.setLong(1, conversation.id());
            statement.setLong(2, range.low());
            statement.setLong(3, range.high());
            return reads.complete(connection, rows(statement));
        }
    }

    /** Around the same gap as the range, as many visible ones; read one more on either side, to know whether there is one. */
    private MessagePage visible(
            Connection connection, KnownConversation conversation, KnownUser reader, Range range, Extent extent)
            throws SQLException {
        List<MessageRow> below = visible(
                connection, visibleBelow, conversation, reader, extent.purged(), range.gap(), range.before() + 1);
        List<MessageRow> above =
                visible(connection, visibleAbove, conversation, reader, range.gap(), extent.last(), range.after() + 1);
        boolean hasBefore = below.size() > range.before();
        boolean hasAfter = above.size() > range.after();
        List<MessageRow> page = new ArrayList<>(hasBefore ? below.subList(0, range.before()) : below);
        Collections.reverse(page);
        page.addAll(hasAfter ? above.subList(0, range.after()) : above);
        return new MessagePage(reads.complete(connection, page), hasBefore, hasAfter);
    }

    private List<MessageRow> visible(
            Connection connection,
            String sql,
            KnownConversation conversation,
            KnownUser reader,
            long low,
            long high,
            int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, conversation.id());
            statement.setLong(2, low);
            statement.setLong(3, high);
            statement.setLong(4, reader.id());
            statement.setInt(5, limit);
            return rows(statement);
        }
    }

    private List<MessageRow> rows(PreparedStatement statement) throws SQLException {
        List<MessageRow> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(MessageRow.of(dialect, rows, 1));
            }
        }
        return found;
    }

    private Map<Long, List<Reaction>> reactions(
            Connection connection, KnownConversation conversation, KnownUser reader, List<Message> page)
            throws SQLException {
        Map<Long, NavigableMap<Long, Reaction>> found = new HashMap<>();
        if (page.isEmpty()) {
            return Map.of();
        }
        try (PreparedStatement statement = connection.prepareStatement(reactions)) {
            bind(statement, conversation, reader, page);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    boolean low = row.getLong(3) == conversation.low().id();
                    KnownUser by = low ? conversation.low() : conversation.high();
                    found.computeIfAbsent(row.getLong(2), seq -> new TreeMap<>())
                            .put(row.getLong(1), new Reaction(by.name(), row.getString(4)));
                }
            }
        }
        Map<Long, List<Reaction>> reactionsTo = new HashMap<>();
        for (Message message : page) {
            NavigableMap<Long, Reaction> inOrder = found.get(message.seq());
            if (inOrder != null) {
                reactionsTo.put(message.seq(), List.copyOf(inOrder.values()));
            }
        }
        return reactionsTo;
    }

    private Set<Long> hidden(
            Connection connection, KnownConversation conversation, KnownUser reader, List<Message> page)
            throws SQLException {
        Set<Long> found = new HashSet<>();
        if (page.isEmpty()) {
            return found;
        }
        try (PreparedStatement statement = connection.prepareStatement(hidden)) {
            bind(statement, conversation, reader, page);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(row.getLong(1));
                }
            }
        }
        return found;
    }

    private static void bind(
            PreparedStatement statement, KnownConversation conversation, KnownUser reader, List<Message> page)
            throws SQLException {
        statement.setLong(1, conversation.id());
        statement.setLong(2, reader.id());
        statement.setLong(3, page.get(0).seq());
        statement.setLong(4, page.get(page.size() - 1).seq());
    }
}
