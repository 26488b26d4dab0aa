package chat.duologue.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.UserId;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * A million messages: 10,000 conversations of 45, one of 500,000, and someone with 50,000 conversations of one message each.
 * H2, which takes a minute for them, has a fifth: 1,111 conversations of 45, one of 100,000, and the same someone.
 */
final class SeededDatabase implements AutoCloseable {
    private static final int HUBS_CONVERSATIONS = 50_000;
    private static final int OF_A_PAIR = 45;

    /** With 50,000 conversations, half of them unread: of half the lower member, of half the higher. */
    static final UserId HUB = user(25_001);
    /** The members of the longest conversation. */
    static final UserId TALKER = user(50_002);

    static final UserId LISTENER = user(50_003);

    private final DatabaseKind kind;
    private final int longest;
    private final int pairs;
    private final TestDatabase database;
    private final PostgresPlan.Indexes indexes;
    private final HikariDataSource pool = new HikariDataSource();

    SeededDatabase(DatabaseKind kind) throws SQLException {
        this.kind = kind;
        longest = kind == DatabaseKind.H2 ? 100_000 : 500_000;
        pairs = kind == DatabaseKind.H2 ? 1_111 : 10_000;
        database = TestDatabase.fresh(kind);
        pool.setJdbcUrl(database.url());
        pool.setMaximumPoolSize(1); // so that what it counts is what the store did
        if (kind == DatabaseKind.H2) {
            pool.setUsername("sa");
        }
        JdbcChatStore.open(database.dataSource());
        seed();
        indexes = kind == DatabaseKind.POSTGRESQL
                ? PostgresPlan.Indexes.of(database)
                : new PostgresPlan.Indexes(Map.of());
    }

    static UserId user(int number) {
        return new UserId("user" + number);
    }

    /** How many messages the longest conversation has. */
    long longest() {
        return longest;
    }

    /** Those of PostgreSQL, none elsewhere. */
    PostgresPlan.Indexes indexes() {
        return indexes;
    }

    /** Of one connection. */
    DataSource pool() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
        database.close();
    }

    long number(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void seed() throws SQLException {
        String key = switch (kind) {
            case POSTGRESQL -> "gen_random_uuid()";
            case H2 -> "CAST(RANDOM_UUID() AS BINARY(16))";
            default -> "UNHEX(MD5(UUID()))";
        };
        int users = 50_003 + 2 * pairs;
        String message =
                "INSERT INTO duologue_message (conversation_id, seq, low_count, from_user, from_offset, to_user,"
                        + " to_offset, sent_at, client_key, text) SELECT ";
        String conversation = "INSERT INTO duologue_conversation (id, low_user, high_user, context, purged_seq,"
                + " purged_low_count, low_list_offset, low_has_unread, low_delivered, low_read, low_seen,"
                + " high_list_offset, high_has_unread, high_delivered, high_read, high_seen) SELECT ";
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : List.of(
                    "INSERT INTO duologue_user (id, name, head, trimmed_to, acked, unread, top_conversation, upkeep,"
                            + " erased) SELECT n, CONCAT('user', n), CASE WHEN n = 25001 THEN 75000 WHEN n <= 50001 THEN 1"
                            + " WHEN n <= 50003 THEN " + longest + " ELSE " + (OF_A_PAIR + 2)
                            + " END, 0, CASE WHEN n = 25001 THEN 49000 ELSE 0 END, CASE WHEN n = 25001 THEN 25000 WHEN n = 50003 THEN "
                            + (longest / 2 - 50) + " ELSE 0 END,"
                            + " 0, 0, FALSE FROM " + series(users),
                    conversation + "n, n, 25001, '', 0, 0, 1, FALSE, 0, 0, 0, n, n % 2 = 0, n % 2, n % 2, n % 2 FROM "
                            + series(HUBS_CONVERSATIONS / 2),
                    conversation
                            + "25000 + n, 25001, 25001 + n, '', 0, 0, 25000 + n, n % 2 = 0, n % 2, n % 2, n % 2, 1,"
                            + " FALSE, 0, 0, 0 FROM " + series(HUBS_CONVERSATIONS / 2),
                    conversation
                            + "60000, 50002, 50003, '', 0, 0, 1, FALSE, " + longest + ", " + longest + ", "
                            + longest / 2
                            + ", 1, TRUE, 100, 100, 50 FROM " + series(1),
                    conversation + "100000 + n, 50002 + 2 * n, 50003 + 2 * n, '', 0, 0, 1, FALSE, 45, 45, 22, 1, FALSE,"
                            + " 45, 45, 23 FROM " + series(pairs),
                    message + "n, 1, 1, n, 1, 25001, n, 1790000000000 + n, " + key + ", 'hello' FROM "
                            + series(HUBS_CONVERSATIONS / 2),
                    message + "25000 + n, 1, 0, 25001 + n, 1, 25001, 25000 + n, 1790000000000 + n, " + key
                            + ", 'hello' FROM " + series(HUBS_CONVERSATIONS / 2),
                    message + "60000, n, FLOOR((n + 1) / 2), 50003 - n % 2, n, 50002 + n % 2, n, 1790000000000 + n, "
                            + key + ", 'hello' FROM " + series(longest),
                    message + "100000 + k, j, FLOOR((j + 1) / 2), 50003 + 2 * k - j % 2, j, 50002 + 2 * k + j % 2, j,"
                            + " 1790000000000 + j, " + key + ", 'hello' FROM (SELECT FLOOR((n - 1) / " + OF_A_PAIR
                            + ") + 1 AS k, (n - 1) % " + OF_A_PAIR + " + 1 AS j FROM "
                            + series(pairs * OF_A_PAIR) + ") AS said",
                    "INSERT INTO duologue_event (conversation_id, user_id, kind, by_user, event_offset, delivered_seq,"
                            + " read_seq, seq, reaction, removed) SELECT 100000 + n, 50002 + 2 * n, 4, 50003 + 2 * n, "
                            + (OF_A_PAIR + 1) + ", 0, 0, 1, '+', FALSE FROM " + series(pairs),
                    // what was done in the hub's conversations, and what belongs to the pairs and their messages
                    "INSERT INTO duologue_event (conversation_id, user_id, kind, by_user, event_offset, delivered_seq,"
                            + " read_seq, seq, reaction, removed) SELECT n, 25001, 4, n, 50000 + n, 0, 0, 1, '+', FALSE FROM "
                            + series(HUBS_CONVERSATIONS / 2),
                    "INSERT INTO duologue_attachment (conversation_id, seq, place, from_user, ref, name, media_type, bytes)"
                            + " SELECT 100000 + n, 1, 1, 50002 + 2 * n, 'ref', 'name', 'image/png', 7 FROM "
                            + series(pairs),
                    "INSERT INTO duologue_revision (conversation_id, seq, revision, said_at, text)"
                            + " SELECT 100000 + n, 1, 0, 0, 'hallo' FROM " + series(pairs),
                    "INSERT INTO duologue_block (user_id, peer_id, blocked, event_offset)"
                            + " SELECT 50002 + 2 * n, 50003 + 2 * n, FALSE, " + (OF_A_PAIR + 2) + " FROM "
                            + series(pairs),
                    "INSERT INTO duologue_listener_cursor (user_id, listener, position, mark)"
                            + " SELECT 50002 + 2 * n, 'audit', 1, 1 FROM " + series(pairs),
                    "UPDATE duologue_conversation SET low_archived = TRUE, low_archive_offset = low_list_offset"
                            + " WHERE low_user = 25001",
                    "UPDATE duologue_conversation SET high_archived = TRUE, high_archive_offset = high_list_offset"
                            + " WHERE high_user = 25001")) {
                statement.execute(sql);
            }
            for (String table : List.of(
                    "user", "conversation", "message", "event", "attachment", "revision", "block", "listener_cursor")) {
                statement.execute(analyze() + " duologue_" + table);
            }
        }
        assertThat(number("SELECT COUNT(*) FROM duologue_message"))
                .isEqualTo(HUBS_CONVERSATIONS + longest + pairs * OF_A_PAIR);
    }

    private String analyze() {
        return kind == DatabaseKind.POSTGRESQL ? "VACUUM (ANALYZE)" : "ANALYZE TABLE";
    }

    private String series(int count) {
        return switch (kind) {
            case POSTGRESQL -> "generate_series(1, " + count + ") AS s (n)";
            case H2 -> "(SELECT x AS n FROM SYSTEM_RANGE(1, " + count + ")) AS s";
            default -> "(SELECT seq AS n FROM seq_1_to_" + count + ") AS s";
        };
    }
}
