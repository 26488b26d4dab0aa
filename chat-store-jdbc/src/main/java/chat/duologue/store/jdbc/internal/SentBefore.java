package chat.duologue.store.jdbc.internal;

import chat.duologue.model.Message;
import chat.duologue.store.spi.Write;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The messages that are known under the ids of a batch's sends: stored earlier, or earlier in the batch. */
final class SentBefore {
    /** The statements that look. */
    static final class Lookup {
        private static final SendKey NONE = new SendKey(0, 0, new ClientKey(0, 0));

        private final Dialect dialect;
        private final MessageReads reads;
        private final RowsQuery<SendKey> messages;

        private record Found(SendKey key, long fromOffset, long toOffset, long lowCount) {}

        /** @param tail what the queries end with */
        Lookup(Tables tables, Dialect dialect, Directory directory, String tail) {
            this.dialect = dialect;
            reads = new MessageReads(tables, dialect, directory::users, tail);
            messages = ListQuery.each(
                    "SELECT " + MessageRow.columns("m") + ", m.from_offset, m.to_offset, m.low_count FROM "
                            + tables.message()
                            + " m WHERE m.conversation_id = ? AND m.from_user = ? AND m.client_key = ?" + tail,
                    NONE,
                    (statement, at, key) -> {
                        statement.setLong(at, key.conversation());
                        statement.setLong(at + 1, key.from());
                        dialect.setClientKey(statement, at + 2, key.key());
                        return at + 3;
                    });
        }

        /**
         * Looks up what is stored, while the conversations are locked.
         *
         * @param which the writes to look up; the others are taken for new, and the unique key tells where that is wrong
         */
        SentBefore find(
                Connection connection, List<? extends Write> batch, List<Target> targets, Predicate<Write.Send> which)
                throws SQLException {
            SentBefore known = new SentBefore();
            read(connection, known, known.keys(batch, targets, which));
            return known;
        }

        private void read(Connection connection, SentBefore known, Map<SendKey, Target> sends) throws SQLException {
            List<MessageRow> rows = new ArrayList<>();
            List<Found> found = new ArrayList<>();
            messages.forEachRow(connection, new ArrayList<>(sends.keySet()), row -> {
                rows.add(MessageRow.of(dialect, row, 1));
                found.add(new Found(
                        new SendKey(row.getLong(1), row.getLong(3), dialect.clientKey(row, 4)),
                        row.getLong(MessageRow.COLUMNS + 1),
                        row.getLong(MessageRow.COLUMNS + 2),
                        row.getLong(MessageRow.COLUMNS + 3)));
            });
            List<Message> complete = reads.complete(connection, rows);
            for (int i = 0; i < rows.size(); i++) {
                Found one = found.get(i);
                Target target = Objects.requireNonNull(sends.get(one.key()));
                KnownUser from = Objects.requireNonNull(target.by());
                KnownUser to = Objects.requireNonNull(target.conversation()).peerOf(from);
                known.add(new PlacedMessage(
                        complete.get(i), one.key(), from, one.fromOffset(), to, one.toOffset(), one.lowCount()));
            }
        }
    }

    private final List<@Nullable SendKey> keys = new ArrayList<>();
    private final Map<SendKey, PlacedMessage> messages = new HashMap<>();

    private SentBefore() {}

    private Map<SendKey, Target> keys(List<? extends Write> batch, List<Target> targets, Predicate<Write.Send> which) {
        Map<SendKey, Target> sends = new LinkedHashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            Target target = targets.get(i);
            SendKey key = batch.get(i) instanceof Write.Send send ? key(send, target) : null;
            keys.add(key);
            if (key != null && which.test((Write.Send) batch.get(i))) {
                sends.put(key, target);
            }
        }
        return sends;
    }

    private static @Nullable SendKey key(Write.Send send, Target target) {
        KnownUser by = target.by();
        KnownConversation conversation = target.conversation();
        return by == null || conversation == null
                ? null
                : new SendKey(conversation.id(), by.id(), ClientKey.of(send.clientMessageId()));
    }

    /** The key of the send at this place in the batch, whose target is known. */
    SendKey key(int place) {
        return Objects.requireNonNull(keys.get(place));
    }

    @Nullable PlacedMessage get(SendKey key) {
        return messages.get(key);
    }

    void add(PlacedMessage message) {
        messages.put(message.key(), message);
    }
}
