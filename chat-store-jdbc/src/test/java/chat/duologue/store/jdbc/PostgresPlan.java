package chat.duologue.store.jdbc;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What PostgreSQL's {@code EXPLAIN} answers. */
record PostgresPlan(List<String> lines) {
    private static final Pattern INDEX = Pattern.compile("Index (?:Only )?Scan.*? (?:using|on) (\\w+)");
    private static final Pattern ANY_SCAN = Pattern.compile("(Seq|Index|Index Only|Bitmap Index|Tid|Sample) Scan");

    /** The leading column of each index. */
    record Indexes(Map<String, String> leading) {
        static Indexes of(TestDatabase database) throws SQLException {
            Map<String, String> leading = new LinkedHashMap<>();
            for (String each : database.query("SELECT i.indexrelid::regclass || ' ' || a.attname FROM pg_index i"
                    + " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
                    + " WHERE i.indexrelid::regclass::text LIKE 'duologue%'")) {
                leading.put(each.split(" ")[0], each.split(" ")[1]);
            }
            return new Indexes(leading);
        }
    }

    /**
     * Whether it reads nothing but ranges of indexes, or rows by their keys. An index that is read from end to end is not
     * one, nor one whose leading column is not given.
     */
    boolean rangesOnly(Indexes indexes) {
        for (int i = 0; i < lines.size(); i++) {
            if (ANY_SCAN.matcher(lines.get(i)).find()) {
                Matcher scan = INDEX.matcher(lines.get(i));
                String condition = i + 1 < lines.size() ? lines.get(i + 1).strip() : "";
                if (!scan.find()
                        || !condition.startsWith("Index Cond: ")
                        || !condition.matches(".*\\b" + indexes.leading().get(scan.group(1)) + "\\b.*")) {
                    return false;
                }
            }
        }
        return true;
    }

    boolean sorts() {
        return lines.stream().anyMatch(line -> line.contains("Sort"));
    }
}
