package chat.duologue.store.jdbc.internal;

import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationPage;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.Markers;
import chat.duologue.model.UserId;
import chat.duologue.store.jdbc.internal.KnownConversation.Topic;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads conversations, each with its last message in the same statement. In a list a user is the lower member of some and
 * the higher of the others: two index ranges, merged.
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
    }

    /** A conversation whose members' names are not looked up yet. */
    private record Row(
            long lastOffset,
            long peer,
            String context,
            long unread,
            Markers markers,
            Markers peerMarkers,
            MessageRow last) {
        static Row of(ResultSet row) throws SQLException {
            return new Row(
                    row.getLong(1),
                    row.getLong(2),
                    row.getString(3),
                    row.getLong(4),
                    new Markers(row.getLong(5), row.getLong(6)),
                    new Markers(row.getLong(7), row.getLong(8)),
                    MessageRow.of(row, 9));
        }

        Conversation seenBy(KnownUser user, UserId peerName) {
            return new Conversation(
                    ConversationCode.encode(last.conversation()),
                    peerName,
                    context,
                    last.by(last.from() == peer ? peerName : user.name()),
                    unread,
                    markers,
                    peerMarkers);
        }
    }

    private record Statements(String one, String all, String unread) {}

    private final Directory directory;
    private final String totalUnread;
    private final Statements asLow;
    private final Statements asHigh;

    ConversationReads(Tables tables, Directory directory) {
        this.directory = directory;
        totalUnread = "SELECT unread FROM " + tables.user() + " WHERE id = ?";
        asLow = statements(tables, Side.LOW);
        asHigh = statements(tables, Side.HIGH);
    }

    private static Statements statements(Tables tables, Side side) {
        String select = "SELECT "
                + String.join(
                        ", ",
                        side.column("last_offset"),
                        side.other().column("user"),
                        "c.context",
                        side.column("unread"),
                        side.column("delivered"),
                        side.column("read"),
                        side.other().column("delivered"),
                        side.other().column("read"),
                        MessageRow.columns("m"))
                + " FROM " + tables.conversation() + " c JOIN " + tables.message()
                + " m ON m.conversation_id = c.id AND m.seq = c.last_seq WHERE ";
        String list = select + side.column("user") + " = ? AND " + side.column("last_offset") + " < ?";
        // sorted by all columns of the index, or H2 would not see that the index is sorted, and read the whole list
        String page = " ORDER BY " + side.column("user") + " DESC, " + side.column("last_offset") + " DESC LIMIT ?";
        return new Statements(select + "c.id = ?", list + page, list + " AND " + side.column("unread") + " > 0" + page);
    }

    ConversationPage conversations(
            Connection connection, UserId name, ConversationFilter filter, long before, int limit) throws SQLException {
        KnownUser user = directory.user(connection, name);
        long total = user == null ? 0 : totalUnread(connection, user);
        if (user == null || limit == 0 || (filter == ConversationFilter.UNREAD && total == 0)) {
            return new ConversationPage(List.of(), OptionalLong.empty(), total);
        }
        List<Row> rows = new ArrayList<>();
        for (Statements side : List.of(asLow, asHigh)) {
            String sql = filter == ConversationFilter.UNREAD ? side.unread() : side.all();
            rows.addAll(list(connection, sql, user, before, limit + 1));
        }
        rows.sort(Comparator.comparingLong(Row::lastOffset).reversed());
        List<Row> page = rows.size() <= limit ? rows : rows.subList(0, limit);

        Set<Long> peers = new HashSet<>();
        page.forEach(row -> peers.add(row.peer()));
        Map<Long, KnownUser> names = directory.users(connection, peers);
        List<Conversation> conversations = new ArrayList<>(page.size());
        for (Row row : page) {
            conversations.add(row.seenBy(
                    user, Objects.requireNonNull(names.get(row.peer())).name()));
        }
        OptionalLong next =
                rows.size() > limit ? OptionalLong.of(page.get(limit - 1).lastOffset()) : OptionalLong.empty();
        return new ConversationPage(conversations, next, total);
    }

    Optional<Conversation> conversation(Connection connection, UserId name, ConversationRef ref) throws SQLException {
        KnownUser user = directory.user(connection, name);
        KnownConversation known = user == null ? null : find(connection, user, ref);
        if (user == null || known == null || !known.has(user)) {
            return Optional.empty();
        }
        String sql = user.equals(known.low()) ? asLow.one() : asHigh.one();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, known.id());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                Row.of(row).seenBy(user, known.peerOf(user).name()))
                        : Optional.empty();
            }
        }
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
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    private static List<Row> list(Connection connection, String sql, KnownUser user, long before, int limit)
            throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, user.id());
            statement.setLong(2, before);
            statement.setInt(3, limit);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(Row.of(row));
                }
            }
        }
        return rows;
    }
}
