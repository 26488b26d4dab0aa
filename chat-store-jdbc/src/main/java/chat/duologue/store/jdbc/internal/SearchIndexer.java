package chat.duologue.store.jdbc.internal;

import chat.duologue.model.UserId;
import chat.duologue.store.spi.DuePage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts slices of streams into the search index: each once, when the stream is past it, and again where a message in it was
 * edited, recalled or removed. It locks the user's progress before it reads, and nothing that a send waits for.
 */
final class SearchIndexer {
    private static final long NOBODY = 0;

    private final SmallTransactions transactions;
    private final SearchProgress.Table progress;
    private final String due;
    private final String find;
    private final String lockUser;
    private final String addProgress;
    private final String head;
    private final String changed;
    private final List<String> texts;
    private final String remove;
    private final String insert;
    private final String noLongerStale;
    private final String updateProgress;

    SearchIndexer(Tables tables, Dialect dialect, SmallTransactions transactions, SearchProgress.Table progress) {
        this.transactions = transactions;
        this.progress = progress;
        due = "SELECT u.name, NOT u.erased AND (u.head >= (COALESCE(p.slices, 0) + 1) * " + Slice.OFFSETS
                + " OR EXISTS (SELECT 1 FROM " + tables.searchStale() + " s WHERE s.user_id = u.id)"
                + " OR p.slices > 0 AND EXISTS (SELECT 1 FROM " + tables.event()
                + " e WHERE e.user_id = u.id AND e.event_offset > p.changes AND e.kind = " + EventKind.CHANGED.number
                + ")) FROM " + tables.user() + " u LEFT JOIN " + tables.searchProgress()
                + " p ON p.user_id = u.id WHERE u.name > ? ORDER BY u.name LIMIT ?";
        find = "SELECT u.id, p.user_id IS NOT NULL FROM " + tables.user() + " u LEFT JOIN " + tables.searchProgress()
                + " p ON p.user_id = u.id WHERE u.name = ? AND NOT u.erased";
        lockUser = "SELECT id FROM " + tables.user() + " WHERE name = ? AND NOT erased" + dialect.lock();
        addProgress = "INSERT INTO " + tables.searchProgress() + " (user_id, slices, changes) VALUES (?, 0, 0)";
        head = "SELECT head FROM " + tables.user() + " WHERE id = ?";
        changed = "SELECT m.from_user, m.from_offset, m.to_offset FROM " + tables.event() + " e JOIN "
                + tables.message() + " m ON m.conversation_id = e.conversation_id AND m.seq = e.seq"
                + " WHERE e.user_id = ? AND e.event_offset > ? AND e.event_offset <= ? AND e.kind = "
                + EventKind.CHANGED.number;
        texts = List.of(texts(tables, "from"), texts(tables, "to"));
        remove = "DELETE FROM " + tables.search() + " WHERE user_id = ? AND bucket = ? AND slice = ?";
        insert = "INSERT INTO " + tables.search() + " (user_id, bucket, slice, entries) VALUES (?, ?, ?, ?)";
        noLongerStale = "DELETE FROM " + tables.searchStale() + " WHERE user_id = ? AND slice = ?";
        updateProgress = "UPDATE " + tables.searchProgress() + " SET slices = ?, changes = ? WHERE user_id = ?";
    }

    private static String texts(Tables tables, String side) {
        return "SELECT " + side + "_offset, conversation_id, text FROM " + tables.message() + " WHERE " + side
                + "_user = ? AND " + side + "_offset >= ? AND " + side + "_offset < ? AND text IS NOT NULL";
    }

    DuePage due(@Nullable UserId after, int limit) {
        return transactions.read("tell whose messages are to be put into the search index", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(due)) {
                statement.setString(1, after == null ? "" : after.value());
                statement.setInt(2, limit);
                return DueUsers.page(statement, limit);
            }
        });
    }

    /** Whether there is more to do. */
    boolean index(UserId name) {
        long user = transactions.run("begin a search index", connection -> begin(connection, name));
        return user != NOBODY
                && transactions.run("put messages into the search index", connection -> index(connection, user));
    }

    /** Who it is; nobody where no one of that name is alive. */
    private long begin(Connection connection, UserId name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(find)) {
            statement.setString(1, name.value());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return NOBODY;
                } else if (row.getBoolean(2)) {
                    return row.getLong(1);
                }
            }
        }
        return beginAnew(connection, name);
    }

    /** Whoever removes messages has locked the user, and so knows for certain whether there is an index. */
    private long beginAnew(Connection connection, UserId name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(lockUser)) {
            statement.setString(1, name.value());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return NOBODY;
                }
                long user = row.getLong(1);
                if (progress.lock(connection, user) == null) {
                    Purge.execute(connection, addProgress, user);
                }
                return user;
            }
        }
    }

    private boolean index(Connection connection, long user) throws SQLException {
        SearchProgress before = progress.lock(connection, user);
        if (before == null) {
            return false;
        }
        long changes = head(connection, user);
        if (before.slices() > 0) {
            progress.addStale(connection, user, before, changed(connection, user, before.changes(), changes));
        }
        long slices = before.slices();
        long past = Slice.past(changes);
        List<Long> stale = List.copyOf(progress.stale(connection, user));
        if (!stale.isEmpty()) {
            make(connection, user, stale.get(0), true);
            Purge.execute(connection, noLongerStale, user, stale.get(0));
        } else if (slices < past) {
            make(connection, user, slices, false);
            slices++;
        }
        Purge.execute(connection, updateProgress, slices, changes, user);
        return stale.size() > 1 || slices < past;
    }

    private long head(Connection connection, long user) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(head)) {
            statement.setLong(1, user);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    private Set<Long> changed(Connection connection, long user, long after, long upTo) throws SQLException {
        Set<Long> slices = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(changed)) {
            statement.setLong(1, user);
            statement.setLong(2, after);
            statement.setLong(3, upTo);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    slices.add(Slice.of(row.getLong(row.getLong(1) == user ? 2 : 3)));
                }
            }
        }
        return slices;
    }

    private void make(Connection connection, long user, long slice, boolean again) throws SQLException {
        SliceWords words = new SliceWords(slice);
        for (String sql : texts) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setLong(1, user);
                statement.setLong(2, Slice.start(slice));
                statement.setLong(3, Slice.start(slice + 1));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        words.add(row.getLong(1), row.getLong(2), row.getString(3));
                    }
                }
            }
        }
        if (again) {
            try (PreparedStatement statement = connection.prepareStatement(remove)) {
                for (int bucket = 0; bucket < Slice.BUCKETS; bucket++) {
                    statement.setLong(1, user);
                    statement.setLong(2, bucket);
                    statement.setLong(3, slice);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            int rows = 0;
            for (int bucket = 0; bucket < Slice.BUCKETS; bucket++) {
                byte[] entries = words.entries(bucket);
                if (entries != null) {
                    statement.setLong(1, user);
                    statement.setLong(2, bucket);
                    statement.setLong(3, slice);
                    statement.setBytes(4, entries);
                    statement.addBatch();
                    rows++;
                }
            }
            if (rows > 0) {
                statement.executeBatch();
            }
        }
    }
}
