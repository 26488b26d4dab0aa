package chat.duologue.store.jdbc.internal;

import static java.util.Objects.requireNonNull;

import chat.duologue.model.UserId;
import chat.duologue.store.spi.Cursors;
import chat.duologue.store.spi.DuePage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rows of their own, apart from what sends lock: only who has none in a user's stream yet waits for the user's row once, since
 * the user may be about to be erased.
 */
final class SqlCursors implements Cursors {
    private record Key(long user, String listener) {}

    private record Move(Key key, Cursor to) {}

    private final SmallTransactions transactions;
    private final Dialect dialect;
    private final RowsQuery<UserId> living;
    private final RowsQuery<Key> select;
    private final RowsQuery<Long> lock;
    private final RowsStatement<Move> insert;
    private final RowsStatement<Move> update;
    private final String behind;

    SqlCursors(Tables tables, Dialect dialect, SmallTransactions transactions) {
        this.transactions = transactions;
        this.dialect = dialect;
        String table = tables.listenerCursor();
        living = Directory.names("SELECT id, name FROM " + tables.user() + " WHERE NOT erased AND name", dialect);
        select = ListQuery.each(
                "SELECT user_id, position, mark FROM " + table + " WHERE user_id = ? AND listener = ?",
                new Key(0, ""),
                (statement, at, key) -> {
                    statement.setLong(at, key.user());
                    statement.setString(at + 1, key.listener());
                    return at + 2;
                });
        lock = dialect.in(
                "SELECT id FROM " + tables.user() + " WHERE NOT erased AND id", " ORDER BY id" + dialect.lock());
        List<Column<Move>> key = List.of(
                Column.number("user_id", move -> move.key().user()),
                Column.text("listener", move -> move.key().listener()));
        List<Column<Move>> to = List.of(
                Column.number("position", move -> move.to().position()),
                Column.number("mark", move -> move.to().mark()));
        List<Column<Move>> all = new ArrayList<>(key);
        all.addAll(to);
        insert = dialect.insert(table, all);
        List<Column<Move>> changed = new ArrayList<>(to);
        changed.addAll(key);
        changed.add(to.get(0));
        update = new RowByRow<>(
                "UPDATE " + table + " SET position = ?, mark = ? WHERE user_id = ? AND listener = ? AND position <= ?",
                false,
                changed);
        behind = "SELECT u.name, NOT u.erased AND u.head > COALESCE(c.position, 0) FROM " + tables.user()
                + " u LEFT JOIN " + table + " c ON c.user_id = u.id AND c.listener = ?"
                + " WHERE u.name > ? ORDER BY u.name LIMIT ?";
    }

    @Override
    public Map<UserId, Cursor> read(String name, Collection<UserId> users) {
        Cursors.requireName(name);
        return transactions.read("tell how far a listener has come", connection -> {
            Map<Long, UserId> ids = living(connection, users);
            Map<Long, Cursor> kept = kept(connection, name, ids.keySet());
            Map<UserId, Cursor> found = new HashMap<>();
            users.forEach(user -> found.put(user, Cursor.START));
            kept.forEach((id, cursor) -> found.put(ids.get(id), cursor));
            return Map.copyOf(found);
        });
    }

    /** In the order in which rows are locked. */
    private Map<Long, UserId> living(Connection connection, Collection<UserId> users) throws SQLException {
        Map<Long, UserId> ids = new TreeMap<>();
        living.forEachRow(
                connection,
                List.copyOf(new HashSet<>(users)),
                row -> ids.put(row.getLong(1), new UserId(row.getString(2))));
        return ids;
    }

    private Map<Long, Cursor> kept(Connection connection, String name, Collection<Long> users) throws SQLException {
        Map<Long, Cursor> kept = new HashMap<>();
        select.forEachRow(
                connection,
                users.stream().map(user -> new Key(user, name)).toList(),
                row -> kept.put(row.getLong(1), new Cursor(row.getLong(2), row.getLong(3))));
        return kept;
    }

    @Override
    public void advance(String name, Map<UserId, Cursor> cursors) {
        Cursors.requireName(name);
        transactions.run("keep how far a listener has come", connection -> {
            Map<Long, UserId> ids = living(connection, cursors.keySet());
            Map<Long, Cursor> kept = kept(connection, name, ids.keySet());
            List<Move> first = new ArrayList<>();
            List<Move> further = new ArrayList<>();
            ids.forEach((id, user) -> {
                Move move = new Move(new Key(id, name), requireNonNull(cursors.get(user)));
                (kept.containsKey(id) ? further : first).add(move);
            });
            begin(connection, first);
            update.execute(connection, further);
            return ids.size();
        });
    }

    private void begin(Connection connection, List<Move> moves) throws SQLException {
        Set<Long> stillThere = new HashSet<>();
        lock.forEachRow(
                connection,
                moves.stream().map(move -> move.key().user()).toList(),
                row -> stillThere.add(row.getLong(1)));
        try {
            insert.execute(
                    connection,
                    moves.stream()
                            .filter(move -> stillThere.contains(move.key().user()))
                            .toList());
        } catch (SQLException e) {
            throw dialect.fault(e) == Fault.KEY_TAKEN ? new Unexpected() : e;
        }
    }

    @Override
    public DuePage behind(String name, @Nullable UserId after, int limit) {
        Cursors.requireName(name);
        int rows = SqlHousekeeping.atLeastOne(limit);
        return transactions.read("tell in whose streams a listener is behind", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(behind)) {
                statement.setString(1, name);
                statement.setString(2, after == null ? "" : after.value());
                statement.setInt(3, rows);
                return DueUsers.page(statement, rows);
            }
        });
    }
}
