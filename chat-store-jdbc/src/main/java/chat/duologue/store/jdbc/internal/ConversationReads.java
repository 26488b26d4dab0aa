package chat.duologue.store.jdbc.internal;

import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationPage;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.Settings;
import chat.duologue.model.UserId;
import chat.duologue.store.jdbc.internal.KnownConversation.Topic;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads conversations. In a list a user is the lower member of some and the higher of the others, and either are read or
 * unread: four index ranges, merged. Their last messages are read when it is known which conversations the page has.
 */
final class ConversationReads {
    /** Which of the two members asks: the columns' names begin with it. */
    private enum Side {
        LOW,
        HIGH;

        String column(String name) {
            return "c." + (this == LOW ? "low_" : "high_") + name;
        }

        Side other() {
            return this == LOW ? HIGH : LOW;
        }

        /** Of the messages up to one, how many this member was sent. */
        long received(LastMessage last) {
            return this == LOW ? last.row().seq() - last.lowCount() : last.lowCount();
        }
    }

    private record LastMessage(MessageRow row, long lowCount) {}

    /** A conversation without its last message. */
    private record Row(
            long id,
            Side side,
            long listOffset,
            long peer,
            UserId peerName,
            String context,
            long seen,
            Markers markers,
            Markers peerMarkers,
            long gone,
            boolean hid,
            Settings settings) {
        static final int COLUMNS = 15;

        static Row of(ResultSet row, Side side) throws SQLException {
            return new Row(
                    row.getLong(1),
                    side,
                    row.getLong(2),
                    row.getLong(3),
                    new UserId(row.getString(4)),
                    row.getString(5),
                    row.getLong(6),
                    new Markers(row.getLong(7), row.getLong(8)),
                    new Markers(row.getLong(9), row.getLong(10)),
                    row.getLong(11),
                    row.getBoolean(12),
                    BatchRows.settings(row, 13));
        }

        Conversation seenBy(LastMessage last, Message message) {
            return new Conversation(
                    ConversationCode.encode(id),
                    peerName,
                    context,
                    message,
                    Math.max(0, side.received(last) - seen - gone),
                    markers,
                    peerMarkers,
                    settings);
        }
    }

    private record Statements(String one, String read, String unread, String archived) {}

    private final Dialect dialect;
    private final Directory directory;
    private final String totalUnread;
    private final Map<Side, Statements> statements;
    private final RowsQuery<Long> lastMessages;
    private final RowsQuery<Hidden> hidden;
    private final MessageReads reads;

    private record Hidden(MessageKey message, long user) {}

    ConversationReads(Tables tables, Dialect dialect, Directory directory) {
        this.dialect = dialect;
        this.directory = directory;
        totalUnread = "SELECT unread, erased FROM " + tables.user() + " WHERE id = ?";
        statements = Stream.of(Side.values()).collect(Collectors.toMap(side -> side, side -> statements(tables, side)));
        reads = new MessageReads(tables, dialect, directory::users, "");
        hidden = ListQuery.each(
                "SELECT conversation_id, seq FROM " + tables.event()
                        + " WHERE conversation_id = ? AND seq = ? AND user_id = ? AND kind = "
                        + EventKind.HIDDEN.number,
                new Hidden(MessageKey.NONE, 0),
                (statement, at, key) -> {
                    int next = key.message().bind(statement, at);
                    statement.setLong(next, key.user());
                    return next + 1;
                });
        lastMessages = LastMessages.query(tables, dialect, MessageRow.columns("m") + ", m.low_count", "");
    }

    private static Statements statements(Tables tables, Side side) {
        String select = "SELECT "
                + String.join(
                        ", ",
                        "c.id",
                        side.column("list_offset"),
                        side.other().column("user"),
                        "(SELECT p.name FROM " + tables.user() + " p WHERE p.id = "
                                + side.other().column("user") + ")",
                        "c.context",
                        side.column("seen"),
                        side.column("delivered"),
                        side.column("read"),
                        side.other().column("delivered"),
                        side.other().column("read"),
                        side.column("gone"),
                        side.column("hid"),
                        side.column("muted_until"),
                        side.column("pinned"),
                        side.column("archived"));
        String from = " FROM " + tables.conversation() + " c WHERE ";
        String erased = HistoryReads.ERASED_MEMBERS.formatted(tables.user(), tables.user());
        return new Statements(
                select + ", " + erased + from + "c.id = ?",
                list(select + from, side, false),
                list(select + from, side, true),
                archived(select + from, side));
    }

    private static String archived(String select, Side side) {
        String offset = side.column("archive_offset");
        return select + side.column("user") + " = ? AND " + offset + " > 0 AND " + offset + " < ? ORDER BY "
                + side.column("user") + " DESC, " + offset + " DESC LIMIT ?";
    }

    private static String list(String select, Side side, boolean unread) {
        String offset = side.column("list_offset");
        String hasUnread = side.column("has_unread");
        // sorted by all columns of the index, or H2 would not see that the index is sorted, and read the whole list
        return select + side.column("user") + " = ? AND " + hasUnread + " = " + (unread ? "TRUE" : "FALSE") + " AND "
                + offset + " > 0 AND " + offset + " < ? ORDER BY " + side.column("user") + " DESC, " + hasUnread
                + " DESC, " + offset + " DESC LIMIT ?";
    }

    ConversationPage conversations(
            Connection connection, UserId name, ConversationFilter filter, long before, int limit) throws SQLException {
        KnownUser user = directory.user(connection, name);
        long total = user == null || user.erased() ? 0 : totalUnread(connection, user);
        if (user == null || user.erased() || limit == 0) {
            return new ConversationPage(List.of(), OptionalLong.empty(), total);
        }
        List<Row> rows = new ArrayList<>();
        for (Side side : Side.values()) {
            Statements lists = Objects.requireNonNull(statements.get(side));
            List<String> parts = switch (filter) {
                case ALL -> List.of(lists.unread(), lists.read());
                case UNREAD -> List.of(lists.unread());
                case ARCHIVED -> List.of(lists.archived());
            };
            for (String part : parts) {
                rows.addAll(list(connection, part, side, user, before, limit + 1));
            }
        }
        rows.sort(Comparator.comparingLong(Row::listOffset).reversed());
        List<Row> page = rows.size() <= limit ? rows : rows.subList(0, limit);
        OptionalLong next =
                rows.size() > limit ? OptionalLong.of(page.get(limit - 1).listOffset()) : OptionalLong.empty();
        return new ConversationPage(complete(connection, user, page), next, total);
    }

    Optional<Conversation> conversation(Connection connection, UserId name, ConversationRef ref) throws SQLException {
        KnownUser user = directory.user(connection, name);
        KnownConversation known = user == null || user.erased() ? null : find(connection, user, ref);
        if (user == null || known == null) {
            return Optional.empty();
        }
        if (!known.has(user)) {
            directory.requireCurrent(connection, user);
            return Optional.empty();
        }
        Side side = user.id() == known.low().id() ? Side.LOW : Side.HIGH;
        try (PreparedStatement statement = connection.prepareStatement(
                Objects.requireNonNull(statements.get(side)).one())) {
            statement.setLong(1, known.id());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                directory.requireCurrent(known.low(), row.getBoolean(Row.COLUMNS + 1));
                directory.requireCurrent(known.high(), row.getBoolean(Row.COLUMNS + 2));
                return complete(connection, user, List.of(Row.of(row, side))).stream()
                        .findFirst();
            }
        }
    }

    /** Those of the conversations that have a message. */
    private List<Conversation> complete(Connection connection, KnownUser user, List<Row> rows) throws SQLException {
        Map<Long, LastMessage> lasts = new HashMap<>();
        lastMessages.forEachRow(connection, rows.stream().map(Row::id).toList(), row -> {
            LastMessage last = new LastMessage(MessageRow.of(dialect, row, 1), row.getLong(MessageRow.COLUMNS + 1));
            lasts.put(last.row().conversation(), last);
        });
        List<Row> withMessages =
                rows.stream().filter(row -> lasts.containsKey(row.id())).toList();
        List<LastMessage> inOrder = withMessages.stream()
                .map(row -> Objects.requireNonNull(lasts.get(row.id())))
                .toList();
        List<Message> messages = reads.complete(
                connection, inOrder.stream().map(LastMessage::row).toList());
        Set<MessageKey> hiddenOnes = hidden(connection, user, withMessages, inOrder);
        List<Conversation> conversations = new ArrayList<>(rows.size());
        for (int i = 0; i < inOrder.size(); i++) {
            boolean isHidden = hiddenOnes.contains(inOrder.get(i).row().key());
            Message message = messages.get(i);
            conversations.add(withMessages.get(i).seenBy(inOrder.get(i), isHidden ? message.hidden() : message));
        }
        return conversations;
    }

    /** Those of the last messages that the user has hidden. */
    private Set<MessageKey> hidden(Connection connection, KnownUser user, List<Row> rows, List<LastMessage> lasts)
            throws SQLException {
        List<Hidden> keys = new ArrayList<>(0);
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).hid()) {
                keys.add(new Hidden(lasts.get(i).row().key(), user.id()));
            }
        }
        Set<MessageKey> found = new HashSet<>();
        hidden.forEachRow(connection, keys, row -> found.add(new MessageKey(row.getLong(1), row.getLong(2))));
        return found;
    }

    private @Nullable KnownConversation find(Connection connection, KnownUser user, ConversationRef ref)
            throws SQLException {
        if (ref instanceof ConversationRef.Existing existing) {
            OptionalLong id = ConversationCode.decode(existing.id());
            return id.isEmpty() ? null : directory.conversation(connection, id.getAsLong());
        }
        ConversationRef.WithPeer with = (ConversationRef.WithPeer) ref;
        KnownUser peer = directory.user(connection, with.peer());
        return peer == null ? null : directory.conversation(connection, Topic.of(user, peer, with.context()));
    }

    private long totalUnread(Connection connection, KnownUser user) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(totalUnread)) {
            statement.setLong(1, user.id());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return 0;
                }
                directory.requireCurrent(user, row.getBoolean(2));
                return row.getLong(1);
            }
        }
    }

    private static List<Row> list(Connection connection, String sql, Side side, KnownUser user, long before, int limit)
            throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, user.id());
            statement.setLong(2, before);
            statement.setInt(3, limit);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(Row.of(row, side));
                }
            }
        }
        return rows;
    }
}
