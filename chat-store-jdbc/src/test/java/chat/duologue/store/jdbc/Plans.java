package chat.duologue.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Asks the database how it runs each query that goes through a data source: on the same connection, with the same
 * parameters, just before it is run.
 */
final class Plans {
    /**
     * A query and how it is run.
     *
     * @param rows of the database's answer, by the columns' names
     */
    record Plan(String sql, List<Map<String, String>> rows) {
        /** The answer of a database that gives a text. */
        List<String> lines() {
            return rows.stream()
                    .flatMap(row -> row.values().stream())
                    .flatMap(String::lines)
                    .toList();
        }
    }

    private final String explain;
    private final Map<Object, PreparedStatement> explaining = new IdentityHashMap<>();
    private final List<Plan> plans = new ArrayList<>();

    /** @param explain the word that a query follows */
    Plans(String explain) {
        this.explain = explain;
    }

    /** The queries that went through this since it was last asked. */
    List<Plan> take() {
        List<Plan> taken = List.copyOf(plans);
        plans.clear();
        return taken;
    }

    DataSource tap(DataSource real) {
        return new TappedDataSource(real, (method, sql, call) -> {
            PreparedStatement explained = explaining.get(call.target());
            if (method.equals("prepareStatement") && sql.matches("\\(?SELECT .*|UPDATE .*|DELETE .*")) {
                Object query = call.proceed();
                explaining.put(query, ((Connection) call.target()).prepareStatement(explain + " " + sql));
                return query;
            } else if (explained != null && method.startsWith("set")) {
                call.on(explained);
            } else if (explained != null && (method.equals("executeQuery") || method.equals("executeUpdate"))) {
                plans.add(new Plan(sql, rows(explained)));
            } else if (explained != null && method.equals("close")) {
                explaining.remove(call.target()).close();
            }
            return call.proceed();
        });
    }

    private static List<Map<String, String>> rows(PreparedStatement explained) throws SQLException {
        List<Map<String, String>> rows = new ArrayList<>();
        try (ResultSet row = explained.executeQuery()) {
            var columns = row.getMetaData();
            while (row.next()) {
                Map<String, String> values = new LinkedHashMap<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    values.put(columns.getColumnLabel(i), String.valueOf(row.getString(i)));
                }
                rows.add(values);
            }
        }
        return rows;
    }
}
