package chat.duologue.store.jdbc.internal;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One statement for all rows, an array for each column: PostgreSQL knows one statement, whatever the number of rows. */
record Unnested<T>(String sql, List<Column<T>> columns) implements RowsStatement<T> {

    /** The parameters as a table. */
    static <T> String parameters(List<Column<T>> columns) {
        return columns.stream()
                .map(column -> "?::" + type(column) + "[]")
                .collect(Collectors.joining(", ", "unnest(", ")"));
    }

    private static String type(Column<?> column) {
        return switch (column.kind()) {
            case NUMBER -> "bigint";
            case FLAG -> "boolean";
            case TEXT -> "text";
            case CLIENT_KEY -> "uuid";
        };
    }

    @Override
    public void execute(Connection connection, List<T> rows) throws SQLException {
        if (!rows.isEmpty()) {
            executeTogether(connection, "", List.of(new RowsChange<>(this, rows)), "");
        }
    }

    /**
     * All in one round trip: the driver sends statements that are parted by semicolons together.
     *
     * @param first a statement to begin with, or empty
     * @param last  a statement to end with, or empty
     */
    static void executeTogether(Connection connection, String first, List<RowsChange<?>> changes, String last)
            throws SQLException {
        String sql = Stream.of(
                        Stream.of(first),
                        changes.stream().map(change -> ((Unnested<?>) change.statement()).sql()),
                        Stream.of(last))
                .flatMap(Function.identity())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
        if (sql.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int at = 1;
            for (RowsChange<?> change : changes) {
                at = bind(connection, statement, at, change);
            }
            statement.execute();
        }
    }

    /**
     * Whether what is sent together outside of a transaction is one: it is not where the driver sends each statement as a
     * simple query, as it can be told to.
     */
    static boolean isOneTransaction(Connection connection) throws SQLException {
        String settingForOne = "SELECT set_config('duologue.together', 'yes', true)";
        try (PreparedStatement statement =
                connection.prepareStatement(settingForOne + "; SELECT current_setting('duologue.together', true)")) {
            statement.execute();
            statement.getMoreResults();
            try (ResultSet row = statement.getResultSet()) {
                return row.next() && "yes".equals(row.getString(1));
            }
        }
    }

    private static <T> int bind(Connection connection, PreparedStatement statement, int at, RowsChange<T> change)
            throws SQLException {
        int next = at;
        for (Column<T> column : ((Unnested<T>) change.statement()).columns()) {
            Array array = connection.createArrayOf(type(column), values(column, change.rows()));
            statement.setArray(next++, array);
            array.free();
        }
        return next;
    }

    /** In arrays of the exact type, which the driver sends in binary form. */
    private static <T> @Nullable Object[] values(Column<T> column, List<T> rows) {
        @Nullable Object[] values = switch (column.kind()) {
            case NUMBER -> new @Nullable Long[rows.size()];
            case FLAG -> new @Nullable Boolean[rows.size()];
            case TEXT -> new @Nullable String[rows.size()];
            case CLIENT_KEY -> new @Nullable UUID[rows.size()];
        };
        for (int i = 0; i < values.length; i++) {
            Object value = column.of(rows.get(i));
            values[i] = value instanceof ClientKey key ? new UUID(key.high(), key.low()) : value;
        }
        return values;
    }
}
