package chat.duologue.store.jdbc.internal;

import chat.duologue.model.ConversationId;
import chat.duologue.model.Event;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Event.ReceiptEvent;
import chat.duologue.model.EventPage;
import chat.duologue.model.Markers;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads streams. An event lies in one of three index ranges: messages that the user wrote, messages to the user, and the
 * rest. Each is read by a statement of its own, so the head is read first and bounds all three: what commits in between
 * lies beyond it. A receipt that was folded in between has gone beyond it too, and comes with the next page.
 */
final class StreamReads {
    /** A stretch of a user's stream: after {@code after}, up to {@code head}, at most {@code limit} events. */
    private record Stretch(long user, long after, long head, int limit) {}

    /** An event whose author's name is not looked up yet. */
    private record Unnamed(long offset, long by, Function<UserId, Event> event) {}

    private final Directory directory;
    private final Dialect dialect;
    private final RowsQuery<UserId> positions;
    private final String head;
    private final String written;
    private final String received;
    private final String receipts;

    StreamReads(Tables tables, Dialect dialect, Directory directory) {
        this.dialect = dialect;
        this.directory = directory;
        positions =
                Directory.names("SELECT name, trimmed_to, head, erased FROM " + tables.user() + " WHERE name", dialect);
        head = "SELECT head, erased FROM " + tables.user() + " WHERE id = ?";
        written = stretch("from_offset, " + MessageRow.columns("s"), tables.message(), "from_user", "from_offset");
        received = stretch("to_offset, " + MessageRow.columns("s"), tables.message(), "to_user", "to_offset");
        receipts = stretch(
                "event_offset, conversation_id, subject, delivered_seq, read_seq",
                tables.event(),
                "user_id",
                "event_offset");
    }

    /** Sorted by all columns of the index, or H2 would not see that the index is sorted, and read all of the stretch. */
    private static String stretch(String columns, String table, String user, String offset) {
        return "SELECT " + columns + " FROM " + table + " s WHERE " + user + " = ? AND " + offset + " > ? AND " + offset
                + " <= ? ORDER BY " + user + ", " + offset + " LIMIT ?";
    }

    Map<UserId, StreamPosition> positions(Connection connection, Collection<UserId> users) throws SQLException {
        Map<UserId, StreamPosition> found = new HashMap<>();
        users.forEach(user -> found.put(user, StreamPosition.EMPTY));
        positions.forEachRow(connection, new ArrayList<>(found.keySet()), row -> {
            if (!row.getBoolean(4)) {
                found.put(new UserId(row.getString(1)), new StreamPosition(row.getLong(2), row.getLong(3)));
            }
        });
        return Map.copyOf(found);
    }

    EventPage events(Connection connection, UserId name, long after, int limit) throws SQLException {
        KnownUser user = directory.user(connection, name);
        long head = user == null || user.erased() ? 0 : head(connection, user);
        if (user == null || user.erased() || limit == 0 || after >= head) {
            return new EventPage(List.of(), after);
        }
        Stretch stretch = new Stretch(user.id(), after, head, limit);
        List<Unnamed> rows = new ArrayList<>();
        forEachRow(connection, written, stretch, row -> rows.add(message(row)));
        forEachRow(connection, received, stretch, row -> rows.add(message(row)));
        forEachRow(connection, receipts, stretch, row -> rows.add(receipt(row)));
        rows.sort(Comparator.comparingLong(Unnamed::offset));
        List<Unnamed> first = rows.size() <= limit ? rows : rows.subList(0, limit);

        Set<Long> ids = new HashSet<>();
        first.forEach(row -> ids.add(row.by()));
        Map<Long, KnownUser> users = directory.users(connection, ids);
        List<Event> events = new ArrayList<>(first.size());
        for (Unnamed row : first) {
            events.add(row.event()
                    .apply(Objects.requireNonNull(users.get(row.by())).name()));
        }
        boolean cut = rows.size() >= limit;
        return new EventPage(events, cut ? first.get(limit - 1).offset() : head);
    }

    private Unnamed message(ResultSet row) throws SQLException {
        long offset = row.getLong(1);
        MessageRow message = MessageRow.of(dialect, row, 2);
        return new Unnamed(offset, message.from(), name -> new MessageEvent(offset, message.by(name)));
    }

    private static Unnamed receipt(ResultSet row) throws SQLException {
        long offset = row.getLong(1);
        ConversationId conversation = ConversationCode.encode(row.getLong(2));
        Markers markers = new Markers(row.getLong(4), row.getLong(5));
        return new Unnamed(offset, row.getLong(3), name -> new ReceiptEvent(offset, conversation, name, markers));
    }

    private long head(Connection connection, KnownUser user) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(head)) {
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

    private static void forEachRow(Connection connection, String sql, Stretch stretch, RowsQuery.RowReader reader)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, stretch.user());
            statement.setLong(2, stretch.after());
            statement.setLong(3, stretch.head());
            statement.setInt(4, stretch.limit());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }
}
