package chat.duologue.store.jdbc.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A foreign key by its columns, and the table whose rows they name, without a schema; both in lower case. */
record ForeignKey(String columns, String to) {
    private static final Pattern DEFINITION =
            Pattern.compile("FOREIGN KEY \\(([^)]*)\\) REFERENCES (?:[^ (.]*\\.)?([^ (.]+) \\(");

    ForeignKey(Collection<String> columns, String to) {
        this(String.join(", ", columns).toLowerCase(Locale.ROOT), to.toLowerCase(Locale.ROOT));
    }

    /** Those of a table. */
    static Set<ForeignKey> of(Connection connection, CatalogTable table) throws SQLException {
        Map<String, Map<Integer, String>> columns = new TreeMap<>();
        Map<String, String> tables = new TreeMap<>();
        try (ResultSet row = connection.getMetaData().getImportedKeys(table.catalog(), table.schema(), table.name())) {
            while (row.next()) {
                String key = row.getString("FK_NAME");
                columns.computeIfAbsent(key, name -> new TreeMap<>())
                        .put(row.getInt("KEY_SEQ"), row.getString("FKCOLUMN_NAME"));
                tables.put(key, row.getString("PKTABLE_NAME"));
            }
        }
        Set<ForeignKey> found = new HashSet<>();
        columns.forEach((key, names) -> found.add(new ForeignKey(names.values(), tables.getOrDefault(key, ""))));
        return found;
    }

    /** Those that stand in a table's definition. */
    static Set<ForeignKey> in(String definition) {
        return DEFINITION
                .matcher(definition.replaceAll("[`\"]", ""))
                .results()
                .map(key -> new ForeignKey(List.of(key.group(1).split(", *")), key.group(2)))
                .collect(Collectors.toSet());
    }
}
