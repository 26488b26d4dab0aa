package chat.duologue.store.jdbc.internal;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A column of a statement over many rows, and where its value comes from. Immutable.
 *
 * @param <T> what a row is made of
 */
final class Column<T> {
    /** What is in a column. */
    enum Kind {
        NUMBER(Types.BIGINT),
        FLAG(Types.BOOLEAN),
        TEXT(Types.VARCHAR),
        CLIENT_KEY(Types.BINARY);

        final int sqlType;

        Kind(int sqlType) {
            this.sqlType = sqlType;
        }
    }

    private final String name;
    private final Kind kind;
    private final Function<? super T, ? extends @Nullable Object> value;

    private Column(String name, Kind kind, Function<? super T, ? extends @Nullable Object> value) {
        this.name = name;
        this.kind = kind;
        this.value = value;
    }

    static <T> Column<T> number(String name, ToLongFunction<? super T> value) {
        return new Column<>(name, Kind.NUMBER, value::applyAsLong);
    }

    static <T> Column<T> numberOrNull(String name, Function<? super T, @Nullable Long> value) {
        return new Column<>(name, Kind.NUMBER, value);
    }

    static <T> Column<T> flag(String name, Predicate<? super T> value) {
        return new Column<>(name, Kind.FLAG, value::test);
    }

    static <T> Column<T> text(String name, Function<? super T, @Nullable String> value) {
        return new Column<>(name, Kind.TEXT, value);
    }

    static <T> Column<T> clientKey(String name, Function<? super T, ClientKey> value) {
        return new Column<>(name, Kind.CLIENT_KEY, value);
    }

    String name() {
        return name;
    }

    Kind kind() {
        return kind;
    }

    @Nullable Object of(T row) {
        return value.apply(row);
    }

    /** The names, as they stand in a list. */
    static <T> String names(List<Column<T>> columns) {
        return String.join(", ", columns.stream().map(Column::name).toList());
    }

    /** Sets a row's parameters from {@code at} on; returns where the next row's begin. */
    static <T> int bind(PreparedStatement statement, int at, List<Column<T>> columns, T row) throws SQLException {
        int next = at;
        for (Column<T> column : columns) {
            Object value = column.of(row);
            if (value == null) {
                statement.setNull(next, column.kind.sqlType);
            } else if (value instanceof Long number) {
                statement.setLong(next, number);
            } else if (value instanceof Boolean flag) {
                statement.setBoolean(next, flag);
            } else if (value instanceof ClientKey key) {
                statement.setBytes(next, key.bytes());
            } else {
                statement.setString(next, (String) value);
            }
            next++;
        }
        return next;
    }
}
