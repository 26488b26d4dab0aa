package chat.duologue.store.jdbc.internal;

import chat.duologue.store.spi.Write;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What the acknowledgements of a batch reach among the messages stored before: looked up before any lock is taken, since
 * it tells which conversations to lock.
 */
final class AcknowledgedMessages {
    /** A stretch of a user's stream: after {@code low}, up to {@code high}. */
    private record Stretch(long user, long low, long high) {
        static final Stretch EMPTY = new Stretch(0, 0, 0);
    }

    private record Found(long conversation, long seq, long firstOffset) {}

    private static final class Stream {
        final long head;
        final long acked;
        /** By the offset up to which a stretch goes. */
        final NavigableMap<Long, List<Found>> stretches = new TreeMap<>();

        Stream(long head, long acked) {
            this.head = head;
            this.acked = acked;
        }
    }

    /** The statements that look. */
    static final class Lookup {
        private final Directory directory;
        private final RowsQuery<Long> positions;
        private final RowsQuery<Stretch> messages;

        Lookup(Tables tables, Dialect dialect, Directory directory) {
            this.directory = directory;
            positions = dialect.in("SELECT id, head, acked, erased FROM " + tables.user() + " WHERE id", "");
            messages = ListQuery.each(
                    "SELECT to_user, conversation_id, MAX(seq), MIN(to_offset) FROM " + tables.message()
                            + " WHERE to_user = ? AND to_offset > ? AND to_offset <= ?"
                            + " GROUP BY to_user, conversation_id",
                    Stretch.EMPTY,
                    (statement, at, stretch) -> {
                        statement.setLong(at, stretch.user());
                        statement.setLong(at + 1, stretch.low());
                        statement.setLong(at + 2, stretch.high());
                        return at + 3;
                    });
        }

        AcknowledgedMessages find(Connection connection, List<? extends Write> batch, List<Target> targets)
                throws SQLException {
            Map<Long, NavigableMap<Long, List<Found>>> asked = new TreeMap<>();
            Map<Long, KnownUser> users = new HashMap<>();
            for (int i = 0; i < batch.size(); i++) {
                KnownUser by = targets.get(i).by();
                if (batch.get(i) instanceof Write.Acknowledge acknowledge && by != null) {
                    users.put(by.id(), by);
                    asked.computeIfAbsent(by.id(), id -> new TreeMap<>()).put(acknowledge.offset(), new ArrayList<>());
                }
            }
            AcknowledgedMessages found = new AcknowledgedMessages();
            positions.forEachRow(connection, new ArrayList<>(asked.keySet()), row -> {
                directory.requireCurrent(Objects.requireNonNull(users.get(row.getLong(1))), row.getBoolean(4));
                Stream stream = new Stream(row.getLong(2), row.getLong(3));
                stream.stretches.putAll(
                        Objects.requireNonNull(asked.get(row.getLong(1))).tailMap(stream.acked, false));
                found.streams.put(row.getLong(1), stream);
            });
            messages.forEachRow(connection, found.stretches(), row -> {
                Stream stream = Objects.requireNonNull(found.streams.get(row.getLong(1)));
                Found conversation = new Found(row.getLong(2), row.getLong(3), row.getLong(4));
                Objects.requireNonNull(stream.stretches.ceilingEntry(conversation.firstOffset()))
                        .getValue()
                        .add(conversation);
            });
            return found;
        }
    }

    private final Map<Long, Stream> streams = new HashMap<>();

    private List<Stretch> stretches() {
        List<Stretch> all = new ArrayList<>();
        streams.forEach((user, stream) -> {
            long low = stream.acked;
            for (long high : stream.stretches.keySet()) {
                all.add(new Stretch(user, low, high));
                low = high;
            }
        });
        return all;
    }

    /** The conversations with a message that is acknowledged. */
    Collection<Long> conversations() {
        return streams.values().stream()
                .flatMap(stream -> stream.stretches.values().stream())
                .flatMap(List::stream)
                .map(Found::conversation)
                .distinct()
                .toList();
    }

    /**
     * The conversations with a message in the stream above {@code user.acked} and up to the offset, in the order of the
     * first such message; and the {@code seq} of the last one.
     *
     * @throws SQLTransactionRollbackException if another transaction may have added one since the lookup
     */
    Map<Long, Long> upTo(UserState user, long offset) throws SQLTransactionRollbackException {
        Map<Long, Long> lastSeqs = new LinkedHashMap<>();
        Stream stream = streams.get(user.user.id());
        if (stream == null) {
            return lastSeqs;
        }
        if (offset > stream.head && user.before.head() > stream.head) {
            throw new SQLTransactionRollbackException("the stream grew before it was locked", "40001");
        }
        for (List<Found> stretch :
                stream.stretches.subMap(user.acked, false, offset, true).values()) {
            stretch.sort(Comparator.comparingLong(Found::firstOffset));
            for (Found found : stretch) {
                lastSeqs.merge(found.conversation(), found.seq(), Math::max);
            }
        }
        return lastSeqs;
    }
}
