package chat.duologue.store.jdbc.internal;

import chat.duologue.model.ConversationId;
import chat.duologue.model.Message;
import chat.duologue.model.Reaction;
import chat.duologue.model.SearchQuery;
import chat.duologue.model.SearchQuery.Key;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.MessageSearch.Hit;
import chat.duologue.store.spi.MessageSearch.HitPage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Searches a user's stream from its newest offset on: where the index does not reach, message by message; where it does, only
 * those that it names. What is found is always taken from the message itself, so an index that lags behind neither hides nor
 * shows anything. Messages that were changed since the index heard of it are looked at too.
 */
final class SearchReads {
    /** How many slices of the index are looked at together: few at first, since what is frequent is found there. */
    private static final int FIRST_WINDOW = 2;

    private static final int LONGEST_WINDOW = 64;

    /** How many slices are looked at for one page: then it ends, with a next one. */
    private static final int MOST_SLICES = 1_024;

    /** How many messages are read together at most, and how many for one page: then it ends, with a next one. */
    private static final int PIECE = 100;

    private static final int MOST_READ = 8_192;

    private final Dialect dialect;
    private final Directory directory;
    private final MessageReads reads;
    private final String extent;
    private final List<String> pieces;
    private final List<RowsQuery<Place>> places;
    private final String entries;
    private final String changed;
    private final RowsQuery<View> reactions;

    /** An offset of a user's. */
    private record Place(long user, long offset) {
        static final Place NONE = new Place(0, 0);

        int bind(PreparedStatement statement, int at) throws SQLException {
            statement.setLong(at, user);
            statement.setLong(at + 1, offset);
            return at + 2;
        }
    }

    /** A message in a member's view. */
    private record View(MessageKey key, long user) {
        static final View NONE = new View(MessageKey.NONE, 0);

        int bind(PreparedStatement statement, int at) throws SQLException {
            statement.setLong(at + 1, user);
            statement.setLong(at, key.conversation());
            statement.setLong(at + 2, key.seq());
            return at + 3;
        }
    }

    /** How far the stream and the index reach. */
    private record Extent(long head, long slices, long changes) {}

    /** What is looked for, by whom, and what was found so far. */
    private static final class Search {
        final KnownUser reader;
        final @Nullable Long conversation;
        final SearchQuery.Matcher matcher;
        final List<Key> keys;
        final int limit;
        final NavigableMap<Long, MessageRow> found = new TreeMap<>(Comparator.reverseOrder());
        int read;
        long slices;

        Search(KnownUser reader, @Nullable Long conversation, SearchQuery query, int limit) {
            this.reader = reader;
            this.conversation = conversation;
            this.matcher = query.matcher();
            this.limit = limit;
            keys = new ArrayList<>();
            if (conversation != null) {
                keys.add(new Key(Slice.conversationWord(conversation), false));
            }
            // long ones first: they are rare, and where one is missing the others need not be looked for
            query.keys().stream()
                    .sorted(Comparator.comparing((Key key) -> -key.word().length()))
                    .forEach(keys::add);
        }

        boolean isOver() {
            return found.size() >= limit || read >= MOST_READ;
        }

        /** How many messages are to be read together. */
        int piece() {
            return Math.min(PIECE, limit - found.size());
        }

        /** Takes those that match, newest first, as far as the page has room. */
        void take(NavigableMap<Long, MessageRow> rows) {
            read += rows.size();
            for (Map.Entry<Long, MessageRow> entry : rows.descendingMap().entrySet()) {
                MessageRow row = entry.getValue();
                String text = row.text();
                if (found.size() < limit
                        && text != null
                        && (conversation == null || conversation == row.conversation())
                        && matcher.matches(text)) {
                    found.put(entry.getKey(), row);
                }
            }
        }
    }

    SearchReads(Tables tables, Dialect dialect, Directory directory) {
        this.dialect = dialect;
        this.directory = directory;
        reads = new MessageReads(tables, dialect, directory::users, "");
        extent = "SELECT u.erased, u.head, COALESCE(p.slices, 0), COALESCE(p.changes, 0) FROM " + tables.user()
                + " u LEFT JOIN " + tables.searchProgress() + " p ON p.user_id = u.id WHERE u.id = ?";
        pieces = List.of(
                messages(tables, "from", "m.from_offset >= ? AND m.from_offset < ?"),
                messages(tables, "to", "m.to_offset >= ? AND m.to_offset < ?"));
        places = List.of(
                ListQuery.each(messages(tables, "from", "m.from_offset = ?"), Place.NONE, SearchReads::bind),
                ListQuery.each(messages(tables, "to", "m.to_offset = ?"), Place.NONE, SearchReads::bind));
        entries = "SELECT slice, entries FROM " + tables.search()
                + " WHERE user_id = ? AND bucket = ? AND slice >= ? AND slice <= ?";
        changed = "SELECT m.from_user, m.from_offset, m.to_offset FROM " + tables.event() + " e JOIN "
                + tables.message() + " m ON m.conversation_id = e.conversation_id AND m.seq = e.seq"
                + " WHERE e.user_id = ? AND e.event_offset > ? AND e.kind = " + EventKind.CHANGED.number;
        reactions = ListQuery.each(
                "SELECT conversation_id, seq, event_offset, by_user, reaction FROM " + tables.event()
                        + " WHERE conversation_id = ? AND user_id = ? AND seq = ? AND kind = "
                        + EventKind.REACTION.number + " AND NOT removed",
                View.NONE,
                (statement, at, view) -> view.bind(statement, at));
    }

    private static int bind(PreparedStatement statement, int at, Place place) throws SQLException {
        return place.bind(statement, at);
    }

    /** Those that a user wrote or got, and has not hidden; the last column is the offset. */
    private static String messages(Tables tables, String side, String offsets) {
        return "SELECT " + MessageRow.columns("m") + ", m." + side + "_offset FROM " + tables.message() + " m WHERE m."
                + side + "_user = ? AND " + offsets + " AND (SELECT COUNT(*) FROM " + tables.event()
                + " h WHERE h.conversation_id = m.conversation_id AND h.user_id = m." + side
                + "_user AND h.seq = m.seq AND h.kind = " + EventKind.HIDDEN.number + ") = 0";
    }

    Optional<HitPage> find(
            Connection connection,
            UserId readerName,
            @Nullable ConversationId in,
            SearchQuery query,
            long before,
            int limit)
            throws SQLException {
        KnownUser reader = directory.user(connection, readerName);
        Long conversation = null;
        if (in != null) {
            OptionalLong id = ConversationCode.decode(in);
            KnownConversation known = id.isEmpty() ? null : directory.conversation(connection, id.getAsLong());
            if (reader == null || reader.erased() || known == null || !known.has(reader)) {
                return Optional.empty();
            }
            conversation = known.id();
        }
        if (reader == null || reader.erased() || limit == 0 || query.keys().isEmpty()) {
            return Optional.of(new HitPage(List.of(), OptionalLong.empty()));
        }
        Search search = new Search(reader, conversation, query, limit);
        OptionalLong next = search(connection, search, extent(connection, reader), before);
        return Optional.of(new HitPage(hits(connection, search), next));
    }

    private Extent extent(Connection connection, KnownUser reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(extent)) {
            statement.setLong(1, reader.id());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                directory.requireCurrent(reader, row.getBoolean(1));
                return new Extent(row.getLong(2), row.getLong(3), row.getLong(4));
            }
        }
    }

    /** Where the next page begins, if there may be one. */
    private OptionalLong search(Connection connection, Search search, Extent extent, long before) throws SQLException {
        long indexed = Slice.start(extent.slices());
        long end = Math.min(before, extent.head() + 1);
        while (end > indexed && !search.isOver()) {
            long start = Math.max(end - PIECE, indexed);
            search.take(piece(connection, search.reader, start, end));
            end = start;
        }
        if (end > 1 && end <= indexed && !search.isOver()) {
            NavigableSet<Long> changed = changed(connection, search.reader, extent.changes());
            for (int window = FIRST_WINDOW;
                    end > 1 && !search.isOver() && search.slices < MOST_SLICES;
                    window = Math.min(2 * window, LONGEST_WINDOW)) {
                end = window(connection, search, changed, end, window);
            }
        }
        long reached = search.found.size() < search.limit ? end : search.found.lastKey();
        return reached > 1 ? OptionalLong.of(reached) : OptionalLong.empty();
    }

    private NavigableMap<Long, MessageRow> piece(Connection connection, KnownUser reader, long start, long end)
            throws SQLException {
        NavigableMap<Long, MessageRow> found = new TreeMap<>();
        for (String sql : pieces) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setLong(1, reader.id());
                statement.setLong(2, start);
                statement.setLong(3, end);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        found.put(row.getLong(1 + MessageRow.COLUMNS), MessageRow.of(dialect, row, 1));
                    }
                }
            }
        }
        return found;
    }

    private NavigableSet<Long> changed(Connection connection, KnownUser reader, long after) throws SQLException {
        NavigableSet<Long> offsets = new TreeSet<>();
        try (PreparedStatement statement = connection.prepareStatement(changed)) {
            statement.setLong(1, reader.id());
            statement.setLong(2, after);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    offsets.add(row.getLong(row.getLong(1) == reader.id() ? 2 : 3));
                }
            }
        }
        return offsets;
    }

    /** Looks into the index for what is before an offset; how far back it came. */
    private long window(Connection connection, Search search, NavigableSet<Long> changed, long end, int slices)
            throws SQLException {
        long newest = Slice.of(end - 1);
        long oldest = Math.max(newest - slices + 1, 0);
        search.slices += newest - oldest + 1;
        long start = Slice.start(oldest);
        NavigableSet<Long> candidates = candidates(connection, search, oldest, newest);
        candidates.addAll(changed.subSet(start, end));
        List<Long> offsets = List.copyOf(candidates.headSet(end, false).descendingSet());
        int looked = 0;
        while (looked < offsets.size() && !search.isOver()) {
            int to = Math.min(looked + search.piece(), offsets.size());
            search.take(messages(connection, search.reader, offsets.subList(looked, to)));
            looked = to;
        }
        return looked < offsets.size() ? offsets.get(looked - 1) : start;
    }

    private NavigableSet<Long> candidates(Connection connection, Search search, long oldest, long newest)
            throws SQLException {
        NavigableSet<Long> offsets = new TreeSet<>();
        boolean first = true;
        for (Key key : search.keys) {
            NavigableSet<Long> having = new TreeSet<>();
            try (PreparedStatement statement = connection.prepareStatement(entries)) {
                statement.setLong(1, search.reader.id());
                statement.setLong(2, Slice.bucket(key.word()));
                statement.setLong(3, oldest);
                statement.setLong(4, newest);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        long start = Slice.start(row.getLong(1));
                        SliceEntries.find(row.getBytes(2), key).stream().forEach(place -> having.add(start + place));
                    }
                }
            }
            if (first) {
                offsets = having;
                first = false;
            } else {
                offsets.retainAll(having);
            }
            if (offsets.isEmpty()) {
                return offsets;
            }
        }
        return offsets;
    }

    private NavigableMap<Long, MessageRow> messages(Connection connection, KnownUser reader, List<Long> offsets)
            throws SQLException {
        List<Place> keys =
                offsets.stream().map(offset -> new Place(reader.id(), offset)).toList();
        NavigableMap<Long, MessageRow> found = new TreeMap<>();
        for (RowsQuery<Place> query : places) {
            query.forEachRow(
                    connection,
                    keys,
                    row -> found.put(row.getLong(1 + MessageRow.COLUMNS), MessageRow.of(dialect, row, 1)));
        }
        return found;
    }

    private List<Hit> hits(Connection connection, Search search) throws SQLException {
        List<Long> offsets = List.copyOf(search.found.keySet());
        List<MessageRow> rows = List.copyOf(search.found.values());
        List<Message> messages = reads.complete(connection, rows);
        Map<MessageKey, List<Reaction>> reactionsTo = reactions(connection, search.reader, rows);
        List<Hit> hits = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            hits.add(new Hit(
                    offsets.get(i),
                    messages.get(i),
                    reactionsTo.getOrDefault(rows.get(i).key(), List.of())));
        }
        return hits;
    }

    /** In the order of their offsets. */
    private Map<MessageKey, List<Reaction>> reactions(Connection connection, KnownUser reader, List<MessageRow> rows)
            throws SQLException {
        record Given(MessageKey to, long by, String value) {}
        NavigableMap<Long, Given> given = new TreeMap<>();
        reactions.forEachRow(
                connection,
                rows.stream().map(row -> new View(row.key(), reader.id())).toList(),
                row -> given.put(
                        row.getLong(3),
                        new Given(new MessageKey(row.getLong(1), row.getLong(2)), row.getLong(4), row.getString(5))));
        Map<Long, KnownUser> names = directory.users(
                connection, given.values().stream().map(Given::by).distinct().toList());
        Map<MessageKey, List<Reaction>> found = new HashMap<>();
        for (Given one : given.values()) {
            found.computeIfAbsent(one.to(), key -> new ArrayList<>())
                    .add(new Reaction(
                            Objects.requireNonNull(names.get(one.by())).name(), one.value()));
        }
        return found;
    }
}
