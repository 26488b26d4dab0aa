package chat.duologue.store.jdbc.internal;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The events of a batch that are not messages. Of those with the same key only the last one is left. */
final class BatchEvents {
    /**
     * What a later event of the same key makes moot.
     *
     * @param user     in whose stream
     * @param seq      which message, 0 for none
     * @param by       whose deed
     * @param reaction empty for what is none
     */
    record Key(long conversation, long user, long seq, EventKind kind, long by, String reaction) {}

    /** An event's row. */
    static final class Row {
        final Key key;
        /** Whether one of this key lies in the stream from before the batch. */
        final boolean moves;

        long offset;
        boolean removed;
        long delivered;
        long read;

        Row(Key key, boolean moves) {
            this.key = key;
            this.moves = moves;
        }
    }

    private final Map<Key, Row> rows = new LinkedHashMap<>();

    /** @param known whether one of this key lies in the stream from before the batch */
    Row put(Key key, boolean known, long offset) {
        Row row = rows.computeIfAbsent(key, k -> new Row(k, known));
        row.offset = offset;
        return row;
    }

    Collection<Row> rows() {
        return rows.values();
    }
}
