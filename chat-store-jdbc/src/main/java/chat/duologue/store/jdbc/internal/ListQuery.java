package chat.duologue.store.jdbc.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A query for a list of keys. It exists in a few lengths only, so that the database has few statements to know; a list in
 * between is filled up with a key that changes nothing, a long one goes in several statements.
 */
final class ListQuery<K> implements RowsQuery<K> {
    interface Binder<K> {
        /** Sets a key's parameters from {@code at} on; returns where the next key's begin. */
        int bind(PreparedStatement statement, int at, K key) throws SQLException;
    }

    /** Of a list of statements: each is planned by itself, so that more at once would gain little. */
    private static final int MOST_UNITED = 16;

    private record OfLength(int length, String sql) {}

    private final List<OfLength> queries = new ArrayList<>();
    private final Binder<K> binder;
    private final K filler;

    private ListQuery(String head, String key, String separator, String tail, int longest, K filler, Binder<K> binder) {
        this.binder = binder;
        this.filler = filler;
        for (int length = 1; length <= longest; length *= 4) {
            queries.add(new OfLength(length, head + key + (separator + key).repeat(length - 1) + tail));
        }
    }

    /** A query for the rows whose column has one of these values. */
    static <K> ListQuery<K> in(String select, String tail, int longest, K filler, Binder<K> binder) {
        return new ListQuery<>(select + " IN (", "?", ", ", ")" + tail, longest, filler, binder);
    }

    /** A query that is asked for each key by itself, all in one statement. */
    static <K> ListQuery<K> each(String select, K filler, Binder<K> binder) {
        return new ListQuery<>("", "(" + select + ")", " UNION ALL ", "", MOST_UNITED, filler, binder);
    }

    @Override
    public void forEachRow(Connection connection, List<K> keys, RowReader reader) throws SQLException {
        for (int done = 0; done < keys.size(); ) {
            OfLength query = fitting(keys.size() - done);
            try (PreparedStatement statement = connection.prepareStatement(query.sql())) {
                int at = 1;
                for (int i = done; i < done + query.length(); i++) {
                    at = binder.bind(statement, at, i < keys.size() ? keys.get(i) : filler);
                }
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        reader.read(rows);
                    }
                }
            }
            done += query.length();
        }
    }

    private OfLength fitting(int keys) {
        for (OfLength query : queries) {
            if (query.length() >= keys) {
                return query;
            }
        }
        return queries.get(queries.size() - 1);
    }
}
