package chat.duologue.store.jdbc.internal;

import chat.duologue.store.spi.Write;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who blocks whom, as far as a batch changes that. */
final class BatchBlocks {
    /** One user's block of another. */
    static final class Row {
        final long user;
        final long peer;
        /** Whether the database has a row. */
        boolean moves;

        boolean blocked;
        long offset;
        boolean changed;

        Row(long user, long peer) {
            this.user = user;
            this.peer = peer;
        }
    }

    private record Pair(long user, long peer) {
        static final Pair NONE = new Pair(0, 0);
    }

    /** The statement that looks. */
    static final class Lookup {
        private final RowsQuery<Pair> blocks;

        Lookup(Tables tables) {
            blocks = ListQuery.each(
                    "SELECT user_id, peer_id, blocked FROM " + tables.block() + " WHERE user_id = ? AND peer_id = ?",
                    Pair.NONE,
                    (statement, at, pair) -> {
                        statement.setLong(at, pair.user());
                        statement.setLong(at + 1, pair.peer());
                        return at + 2;
                    });
        }

        BatchBlocks find(Connection connection, List<? extends Write> batch, List<Target> targets) throws SQLException {
            BatchBlocks found = new BatchBlocks();
            for (int i = 0; i < batch.size(); i++) {
                KnownUser by = targets.get(i).by();
                KnownUser peer = targets.get(i).user();
                if (by != null && peer != null) {
                    found.row(by, peer);
                }
            }
            blocks.forEachRow(connection, new ArrayList<>(found.rows.keySet()), read -> {
                Row row = found.rows.get(new Pair(read.getLong(1), read.getLong(2)));
                if (row != null) {
                    row.moves = true;
                    row.blocked = read.getBoolean(3);
                }
            });
            return found;
        }
    }

    private final Map<Pair, Row> rows = new LinkedHashMap<>();

    private BatchBlocks() {}

    Row row(KnownUser user, KnownUser peer) {
        return rows.computeIfAbsent(new Pair(user.id(), peer.id()), pair -> new Row(pair.user(), pair.peer()));
    }

    Collection<Row> changed() {
        return rows.values().stream().filter(row -> row.changed).toList();
    }
}
