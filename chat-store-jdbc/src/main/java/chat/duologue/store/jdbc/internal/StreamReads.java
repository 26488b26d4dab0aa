package chat.duologue.store.jdbc.internal;

import chat.duologue.model.ConversationId;
import chat.duologue.model.Event;
import chat.duologue.model.Event.BlockEvent;
import chat.duologue.model.Event.EditedEvent;
import chat.duologue.model.Event.HiddenEvent;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Event.ReactionEvent;
import chat.duologue.model.Event.RecalledEvent;
import chat.duologue.model.Event.ReceiptEvent;
import chat.duologue.model.Event.SettingsEvent;
import chat.duologue.model.EventPage;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.Reaction;
import chat.duologue.model.Settings;
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
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads streams. An event lies in one of four index ranges: messages that the user wrote, messages to the user, what
 * happened in a conversation besides, and blocks. Each is read by a statement of its own, so the head is read first and
 * bounds all of them: what commits in between lies beyond it. An event that was folded in between has gone beyond it too,
 * and comes with the next page. What events tell of is read after them: it may be newer, and then is told again.
 */
final class StreamReads {
    /** A stretch of a user's stream: after {@code after}, up to {@code head}, at most {@code limit} events. */
    private record Stretch(long user, long after, long head, int limit) {}

    /** An event's row, of what is not a message. */
    private record Other(
            long conversation,
            EventKind kind,
            long seq,
            long by,
            String reaction,
            boolean removed,
            long delivered,
            long read) {
        MessageKey message() {
            return new MessageKey(conversation, seq);
        }
    }

    private final Directory directory;
    private final Dialect dialect;
    private final RowsQuery<UserId> positions;
    private final String head;
    private final String written;
    private final String received;
    private final String others;
    private final String blocks;
    private final MessageReads messages;
    private final RowsQuery<Long> settings;

    StreamReads(Tables tables, Dialect dialect, Directory directory) {
        this.dialect = dialect;
        this.directory = directory;
        this.messages = new MessageReads(tables, dialect, directory::users, "");
        positions =
                Directory.names("SELECT name, trimmed_to, head, erased FROM " + tables.user() + " WHERE name", dialect);
        head = "SELECT head, erased FROM " + tables.user() + " WHERE id = ?";
        written = stretch("from_offset, " + MessageRow.columns("s"), tables.message(), "from_user", "from_offset");
        received = stretch("to_offset, " + MessageRow.columns("s"), tables.message(), "to_user", "to_offset");
        others = stretch(
                "event_offset, conversation_id, kind, seq, by_user, reaction, removed, delivered_seq, read_seq",
                tables.event(),
                "user_id",
                "event_offset");
        blocks = stretch("event_offset, peer_id, blocked", tables.block(), "user_id", "event_offset");
        settings = dialect.in(
                "SELECT id, low_user, low_muted_until, low_pinned, low_archived, high_muted_until, high_pinned,"
                        + " high_archived FROM " + tables.conversation() + " WHERE id",
                "");
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
        NavigableMap<Long, MessageRow> sent = new TreeMap<>();
        NavigableMap<Long, Other> rest = new TreeMap<>();
        NavigableMap<Long, Blocked> blocked = new TreeMap<>();
        forEachRow(connection, written, stretch, row -> sent.put(row.getLong(1), MessageRow.of(dialect, row, 2)));
        forEachRow(connection, received, stretch, row -> sent.put(row.getLong(1), MessageRow.of(dialect, row, 2)));
        forEachRow(connection, others, stretch, row -> rest.put(row.getLong(1), other(row)));
        forEachRow(
                connection,
                blocks,
                stretch,
                row -> blocked.put(row.getLong(1), new Blocked(row.getLong(2), row.getBoolean(3))));
        // at the event at which the page is full, or else at the head
        long upTo = Stream.of(sent, rest, blocked)
                .flatMap(rows -> rows.keySet().stream())
                .sorted()
                .skip(limit - 1L)
                .findFirst()
                .orElse(head);
        List<Event> events = new ArrayList<>();
        events.addAll(messageEvents(connection, sent.headMap(upTo, true)));
        events.addAll(otherEvents(connection, user, rest.headMap(upTo, true)));
        events.addAll(blockEvents(connection, blocked.headMap(upTo, true)));
        events.sort(Comparator.comparingLong(Event::offset));
        return new EventPage(events, upTo);
    }

    private record Blocked(long user, boolean blocked) {}

    private List<Event> messageEvents(Connection connection, NavigableMap<Long, MessageRow> rows) throws SQLException {
        List<Message> complete = messages.complete(connection, List.copyOf(rows.values()));
        List<Event> events = new ArrayList<>(rows.size());
        for (long offset : rows.keySet()) {
            events.add(new MessageEvent(offset, complete.get(events.size())));
        }
        return events;
    }

    private List<Event> blockEvents(Connection connection, NavigableMap<Long, Blocked> rows) throws SQLException {
        Set<Long> ids = rows.values().stream().map(Blocked::user).collect(Collectors.toSet());
        Map<Long, KnownUser> users = directory.users(connection, ids);
        List<Event> events = new ArrayList<>(rows.size());
        rows.forEach((offset, row) -> events.add(new BlockEvent(
                offset, Objects.requireNonNull(users.get(row.user())).name(), row.blocked())));
        return events;
    }

    private static Other other(ResultSet row) throws SQLException {
        return new Other(
                row.getLong(2),
                EventKind.of(row.getLong(3)),
                row.getLong(4),
                row.getLong(5),
                row.getString(6),
                row.getBoolean(7),
                row.getLong(8),
                row.getLong(9));
    }

    private List<Event> otherEvents(Connection connection, KnownUser user, NavigableMap<Long, Other> rows)
            throws SQLException {
        Set<MessageKey> changed = keys(rows, EventKind.CHANGED, Other::message);
        List<MessageRow> changedRows =
                List.copyOf(messages.rows(connection, changed).values());
        List<Message> complete = messages.complete(connection, changedRows);
        Map<MessageKey, Message> byKey = new HashMap<>();
        for (int i = 0; i < complete.size(); i++) {
            byKey.put(changedRows.get(i).key(), complete.get(i));
        }
        Map<Long, Settings> set = settings(connection, user, keys(rows, EventKind.SETTINGS, Other::conversation));
        Map<Long, KnownUser> users = directory.users(
                connection, rows.values().stream().map(Other::by).collect(Collectors.toSet()));
        List<Event> events = new ArrayList<>(rows.size());
        rows.forEach((offset, row) -> {
            UserId by = Objects.requireNonNull(users.get(row.by())).name();
            ConversationId conversation = ConversationCode.encode(row.conversation());
            Message message = byKey.get(row.message());
            switch (row.kind()) {
                case RECEIPT ->
                    events.add(new ReceiptEvent(offset, conversation, by, new Markers(row.delivered(), row.read())));
                case HIDDEN -> events.add(new HiddenEvent(offset, conversation, row.seq()));
                case REACTION ->
                    events.add(new ReactionEvent(
                            offset, conversation, row.seq(), new Reaction(by, row.reaction()), row.removed()));
                case SETTINGS ->
                    events.add(new SettingsEvent(
                            offset, conversation, set.getOrDefault(row.conversation(), Settings.NONE)));
                case CHANGED -> {
                    if (message != null) { // or else it was purged just now
                        events.add(changed(offset, message, by));
                    }
                }
            }
        });
        return events;
    }

    private static Event changed(long offset, Message message, UserId by) {
        return message.isRecalled()
                ? new RecalledEvent(
                        offset, message.conversation(), message.seq(), by, Objects.requireNonNull(message.changedAt()))
                : new EditedEvent(offset, message);
    }

    private static <K> Set<K> keys(NavigableMap<Long, Other> rows, EventKind kind, Function<Other, K> key) {
        return rows.values().stream().filter(row -> row.kind() == kind).map(key).collect(Collectors.toSet());
    }

    private Map<Long, Settings> settings(Connection connection, KnownUser user, Set<Long> conversations)
            throws SQLException {
        Map<Long, Settings> found = new HashMap<>();
        settings.forEachRow(
                connection,
                List.copyOf(conversations),
                row -> found.put(row.getLong(1), BatchRows.settings(row, row.getLong(2) == user.id() ? 3 : 6)));
        return found;
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
