package chat.duologue.store.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** The plain SQL files of this module, for who applies them by hand. */
final class MigrationFiles {
    static final String H2_V1 = "h2/V1__users_conversations_messages_events.sql";
    static final String H2_V2 = "h2/V2__running_counts.sql";
    private static final String V2 = "/V2__users_conversations_messages_events.sql";
    private static final String V3 = "/V3__changes_settings_attachments_blocks.sql";
    private static final String V4 = "/V4__search.sql";
    private static final String V5 = "/V5__listener_cursors.sql";
    private static final String V6 = "/V6__notes.sql";

    private MigrationFiles() {}

    static List<String> of(DatabaseKind kind) {
        return switch (kind) {
            case H2 -> List.of(H2_V1, H2_V2, "h2" + V3, "h2" + V4, "h2" + V5, "h2" + V6);
            case POSTGRESQL ->
                List.of("postgresql" + V2, "postgresql" + V3, "postgresql" + V4, "postgresql" + V5, "postgresql" + V6);
            case MARIADB, MYSQL_DRIVER -> List.of("mysql" + V2, "mysql" + V3, "mysql" + V4, "mysql" + V5, "mysql" + V6);
        };
    }

    /** A file's statements. */
    static List<String> statements(String file, String prefix) {
        try (InputStream in = JdbcChatStore.class.getResourceAsStream("migration/" + file)) {
            String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceAll("(?m)^--.*$", "")
                    .replace("${prefix}", prefix);
            return Stream.of(sql.split(";"))
                    .filter(statement -> !statement.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void apply(TestDatabase database, DatabaseKind kind) throws Exception {
        for (String file : of(kind)) {
            database.execute(statements(file, "duologue_").toArray(String[]::new));
        }
    }
}
