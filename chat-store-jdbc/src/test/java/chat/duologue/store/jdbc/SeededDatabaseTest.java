package chat.duologue.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Anchor;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationPage;
import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Write;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A million messages: 10,000 conversations of 45, one of 500,000, and someone with 50,000 conversations of one message each.
 * The database counts what it reads, and every page and write reads about as many rows as it returns or changes, whoever
 * asks for whatever part.
 */
class SeededDatabaseTest {
    private static final int HUBS_CONVERSATIONS = 50_000;
    private static final int LONGEST_CONVERSATION = 500_000;
    private static final int PAIRS = 10_000;
    private static final int OF_A_PAIR = 45;

    private static final int PAGE = 50;
    /** For each conversation of a list its row, its newest message and who it is with; PostgreSQL counts index entries, too. */
    private static final int MOST_ROWS = 16 * PAGE;

    private static final UserId HUB = user(1);
    private static final UserId TALKER = user(50_002);
    private static final UserId LISTENER = user(50_003);

    private HikariDataSource pool;

    private static UserId user(int number) {
        return new UserId("user" + number);
    }

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void whatIsReadDoesNotGrowWithWhatIsThere(DatabaseKind kind) throws Exception {
        try (TestDatabase database = TestDatabase.fresh(kind);
                HikariDataSource one = new HikariDataSource()) {
            one.setJdbcUrl(database.url());
            one.setMaximumPoolSize(1); // so that what it counts is what the store did
            pool = one;
            JdbcChatStore.open(database.dataSource());
            seed(kind);

            // one that knows everybody it is asked about, and one that asks for every name
            ChatStore store = JdbcChatStore.open(pool);
            Map<String, Runnable> calls = calls(store);
            calls.values().forEach(Runnable::run);
            assertThat(read(kind, calls))
                    .allSatisfy((call, rows) -> assertThat(rows).as(call).isLessThanOrEqualTo(MOST_ROWS));
            ChatStore stranger = JdbcChatStore.open(
                    pool, JdbcStoreOptions.builder().remembered(0).build());
            assertThat(read(kind, calls(stranger)))
                    .allSatisfy((call, rows) -> assertThat(rows).as(call).isLessThanOrEqualTo(2 * MOST_ROWS));
        }
    }

    private static Map<String, Runnable> calls(ChatStore store) {
        Map<String, Runnable> calls = new LinkedHashMap<>();
        ConversationId talk =
                store.conversation(TALKER, new WithPeer(LISTENER)).orElseThrow().id();
        for (long seq : List.of(1L, 30L, 250_000L, 499_990L, 500_001L)) {
            calls.put("history before " + seq, () -> messages(store, talk, new Anchor.Before(seq)));
            calls.put("history after " + seq, () -> messages(store, talk, new Anchor.After(seq)));
            calls.put("history around " + seq, () -> messages(store, talk, new Anchor.Around(seq)));
        }
        for (ConversationFilter filter : ConversationFilter.values()) {
            for (long before : List.of(Long.MAX_VALUE, 25_000L, 20L)) {
                calls.put("list " + filter + " before " + before, () -> list(store, filter, before));
            }
        }
        for (long after : List.of(0L, 250_000L, 499_980L)) {
            calls.put(
                    "events after " + after,
                    () -> assertThat(store.events(TALKER, after, PAGE).events()).isNotEmpty());
        }
        calls.put(
                "events of the hub",
                () -> assertThat(store.events(HUB, 25_000, PAGE).events()).hasSize(PAGE));
        calls.put(
                "a conversation",
                () -> assertThat(store.conversation(HUB, new WithPeer(user(40_000))))
                        .isPresent());
        calls.put(
                "positions",
                () -> assertThat(store.positions(List.of(HUB, TALKER, user(60_000))))
                        .hasSize(3));
        calls.put(
                "a message in the longest conversation",
                () -> store.write(List.of(Chatter.send(TALKER, LISTENER, "hello"))));
        calls.put("a message to the hub", () -> store.write(List.of(Chatter.send(user(33_333), HUB, "hello"))));
        calls.put("a message of a pair", () -> store.write(List.of(Chatter.send(user(50_004), user(50_005), "hello"))));
        calls.put("twenty messages of the hub", () -> store.write(twenty()));
        calls.put("a repeated message", () -> {
            Write.Send send = Chatter.send(TALKER, LISTENER, "again");
            store.write(List.of(send));
            store.write(List.of(send));
        });
        calls.put(
                "a read marker in the middle", () -> store.write(List.of(new Write.MarkRead(LISTENER, talk, 250_000))));
        calls.put("a read marker at the end", () -> store.write(List.of(new Write.MarkRead(LISTENER, talk, 500_000))));
        calls.put("an acknowledgement", () -> store.write(List.of(new Write.Acknowledge(HUB, 50_001))));
        return calls;
    }

    private static List<Write> twenty() {
        List<Write> batch = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            batch.add(Chatter.send(HUB, user(1_000 + i), "hello"));
        }
        return batch;
    }

    private static void messages(ChatStore store, ConversationId conversation, Anchor anchor) {
        assertThat(store.messages(TALKER, conversation, anchor, PAGE)).isPresent();
    }

    private static void list(ChatStore store, ConversationFilter filter, long before) {
        ConversationPage page = store.conversations(HUB, filter, before, PAGE);
        assertThat(page.conversations()).isNotEmpty();
    }

    // ---- what the database read

    /** How many rows and index entries each call made the database read. */
    private Map<String, Long> read(DatabaseKind kind, Map<String, Runnable> calls) throws SQLException {
        Map<String, Long> rows = new LinkedHashMap<>();
        for (Map.Entry<String, Runnable> call : calls.entrySet()) {
            long before = read(kind);
            call.getValue().run();
            rows.put(call.getKey(), read(kind) - before);
        }
        return rows;
    }

    private long read(DatabaseKind kind) throws SQLException {
        if (kind == DatabaseKind.POSTGRESQL) {
            number("SELECT COUNT(*) FROM pg_stat_force_next_flush()");
            return number("SELECT SUM(seq_tup_read + COALESCE(idx_tup_fetch, 0)) FROM pg_stat_user_tables")
                    + number("SELECT SUM(idx_tup_read) FROM pg_stat_user_indexes");
        }
        return number("SELECT SUM(VARIABLE_VALUE) FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME IN"
                + " ('HANDLER_READ_FIRST', 'HANDLER_READ_KEY', 'HANDLER_READ_LAST', 'HANDLER_READ_NEXT',"
                + " 'HANDLER_READ_PREV', 'HANDLER_READ_RND')");
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    // ---- what it holds

    private void seed(DatabaseKind kind) throws SQLException {
        boolean postgres = kind == DatabaseKind.POSTGRESQL;
        String key = postgres ? "gen_random_uuid()" : "UNHEX(MD5(UUID()))";
        int users = 50_003 + 2 * PAIRS;
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
                            + " erased) SELECT n, CONCAT('user', n), CASE WHEN n = 1 THEN 50000 WHEN n <= 50001 THEN 1"
                            + " WHEN n <= 50003 THEN " + LONGEST_CONVERSATION + " ELSE " + OF_A_PAIR
                            + " END, 0, CASE WHEN n = 1 THEN 49000 ELSE 0 END, CASE WHEN n = 1 THEN 25000 WHEN n = 50003 THEN 249950 ELSE 0 END,"
                            + " 0, 0, FALSE FROM " + series(postgres, users),
                    conversation + "n, 1, n + 1, '', 0, 0, n, n % 2 = 0, 0, 0, 0, 1, FALSE, 0, 0, 0 FROM "
                            + series(postgres, HUBS_CONVERSATIONS),
                    "UPDATE duologue_conversation SET low_delivered = 1, low_read = 1, low_seen = 1 WHERE NOT low_has_unread",
                    conversation
                            + "60000, 50002, 50003, '', 0, 0, 1, FALSE, 500000, 500000, 250000, 1, TRUE, 100, 100,"
                            + " 50 FROM " + series(postgres, 1),
                    conversation + "100000 + n, 50002 + 2 * n, 50003 + 2 * n, '', 0, 0, 1, FALSE, 45, 45, 22, 1, FALSE,"
                            + " 45, 45, 23 FROM " + series(postgres, PAIRS),
                    message + "n, 1, 0, n + 1, 1, 1, n, 1790000000000 + n, " + key + ", 'hello' FROM "
                            + series(postgres, HUBS_CONVERSATIONS),
                    message + "60000, n, FLOOR((n + 1) / 2), 50003 - n % 2, n, 50002 + n % 2, n, 1790000000000 + n, "
                            + key + ", 'hello' FROM " + series(postgres, LONGEST_CONVERSATION),
                    message + "100000 + k, j, FLOOR((j + 1) / 2), 50003 + 2 * k - j % 2, j, 50002 + 2 * k + j % 2, j,"
                            + " 1790000000000 + j, " + key + ", 'hello' FROM (SELECT FLOOR((n - 1) / " + OF_A_PAIR
                            + ") + 1 AS k, (n - 1) % " + OF_A_PAIR + " + 1 AS j FROM "
                            + series(postgres, PAIRS * OF_A_PAIR) + ") AS said")) {
                statement.execute(sql);
            }
            for (String table : List.of("user", "conversation", "message", "event")) {
                statement.execute((postgres ? "VACUUM (ANALYZE) duologue_" : "ANALYZE TABLE duologue_") + table);
            }
        }
        assertThat(number("SELECT COUNT(*) FROM duologue_message")).isEqualTo(1_000_000);
    }

    private static String series(boolean postgres, int count) {
        return postgres
                ? "generate_series(1, " + count + ") AS s (n)"
                : "(SELECT seq AS n FROM seq_1_to_" + count + ") AS s";
    }
}
