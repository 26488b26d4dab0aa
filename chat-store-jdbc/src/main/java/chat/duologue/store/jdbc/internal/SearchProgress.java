package chat.duologue.store.jdbc.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How far the search index of a user has come, and what of it is out of date. Whoever changes it, or what is in the index, has
 * locked it first.
 *
 * @param slices  how many slices are in the index
 * @param changes up to which offset it knows of changed messages
 */
record SearchProgress(long slices, long changes) {

    /** The statements. */
    static final class Table {
        private final String lock;
        private final String stale;
        private final String addStale;
        private final String places;
        private final String changedBy;
        private final List<String> remove;
        private final String removeWords;

        Table(Tables tables, Dialect dialect) {
            lock = "SELECT slices, changes FROM " + tables.searchProgress() + " WHERE user_id = ?" + dialect.lock();
            stale = "SELECT slice FROM " + tables.searchStale() + " WHERE user_id = ?";
            addStale = "INSERT INTO " + tables.searchStale() + " (user_id, slice) VALUES (?, ?)";
            String ofMessage = "SELECT m.from_user, m.from_offset, m.to_offset FROM " + tables.message() + " m";
            places = ofMessage + " WHERE m.conversation_id = ? AND m.seq > ? AND m.seq <= ?";
            changedBy = ofMessage + " JOIN " + tables.event()
                    + " e ON e.conversation_id = m.conversation_id AND e.seq = m.seq"
                    + " WHERE e.conversation_id = ? AND e.user_id = ? AND e.by_user = ? AND e.kind = "
                    + EventKind.CHANGED.number;
            remove = List.of(
                    "DELETE FROM " + tables.searchProgress() + " WHERE user_id = ?",
                    "DELETE FROM " + tables.searchStale() + " WHERE user_id = ?");
            removeWords = "DELETE FROM " + tables.search() + " WHERE user_id = ? AND bucket = ?";
        }

        /** Null where nothing of the user's was ever put into the index. */
        @Nullable SearchProgress lock(Connection connection, long user) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(lock)) {
                statement.setLong(1, user);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? new SearchProgress(row.getLong(1), row.getLong(2)) : null;
                }
            }
        }

        /** The slices that are to be made again. */
        Set<Long> stale(Connection connection, long user) throws SQLException {
            Set<Long> slices = new TreeSet<>();
            try (PreparedStatement statement = connection.prepareStatement(stale)) {
                statement.setLong(1, user);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        slices.add(row.getLong(1));
                    }
                }
            }
            return slices;
        }

        /** These are to be made again, as far as they are in the index. */
        void addStale(Connection connection, long user, SearchProgress progress, Collection<Long> slices)
                throws SQLException {
            Set<Long> known = stale(connection, user);
            for (long slice : slices) {
                if (slice < progress.slices() && known.add(slice)) {
                    Purge.execute(connection, addStale, user, slice);
                }
            }
        }

        /** These messages go, as part of the transaction that removes them. */
        void purged(Connection connection, KnownConversation conversation, long afterSeq, long upToSeq)
                throws SQLException {
            for (KnownUser member : List.of(conversation.low(), conversation.high())) {
                addStale(connection, member.id(), places, conversation.id(), afterSeq, upToSeq);
            }
        }

        /** The events that tell of messages which a member changed go from the stream of the other one. */
        void leaves(Connection connection, long conversation, long member, long peer) throws SQLException {
            addStale(connection, peer, changedBy, conversation, peer, member);
        }

        private void addStale(Connection connection, long user, String query, long... parameters) throws SQLException {
            SearchProgress progress = lock(connection, user);
            if (progress == null || progress.slices() == 0) {
                return;
            }
            Set<Long> slices = new TreeSet<>();
            try (PreparedStatement statement = connection.prepareStatement(query)) {
                for (int i = 0; i < parameters.length; i++) {
                    statement.setLong(i + 1, parameters[i]);
                }
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        slices.add(Slice.of(row.getLong(row.getLong(1) == user ? 2 : 3)));
                    }
                }
            }
            addStale(connection, user, progress, slices);
        }

        /** Removes all of a user's who is erased, and gets no progress any more. */
        void remove(SmallTransactions transactions, long user) {
            transactions.run("forget how far an erased user's search index came", connection -> {
                lock(connection, user);
                for (String sql : remove) {
                    Purge.execute(connection, sql, user);
                }
                return user;
            });
            for (int bucket = 0; bucket < Slice.BUCKETS; bucket++) {
                long number = bucket;
                transactions.run(
                        "remove an erased user's search index",
                        connection -> Purge.execute(connection, removeWords, user, number));
            }
        }
    }
}
