package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Anchor;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Write;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * PostgreSQL keeps the plan of a statement until it learns that a table has changed. A new database under load grows from
 * nothing to tens of thousands of rows before autovacuum looks at it, which here never does.
 */
class GrowingDatabaseTest {
    /** After so many times PostgreSQL's driver prepares a statement, and PostgreSQL plans it for whatever parameters. */
    private static final int UNTIL_GENERIC = 5 + 5 + 1;

    private static final int BATCHES = 160;
    private static final int OF_A_BATCH = 50;
    /** Of messages and events, there being 8,000 of each; PostgreSQL counts index entries, and those of dead rows, too. */
    private static final int MOST_ROWS = 1_200;

    private final HikariDataSource pool = new HikariDataSource();
    private TestDatabase database;
    private ChatStore store;

    @BeforeEach
    void open() throws SQLException {
        database = TestDatabase.fresh(DatabaseKind.POSTGRESQL);
        pool.setJdbcUrl(database.url());
        pool.setMaximumPoolSize(1); // so that one connection has all plans, and counts what the store did
        JdbcChatStore.open(database.dataSource());
        store = JdbcChatStore.open(pool);
        database.execute(
                "ALTER TABLE duologue_message SET (autovacuum_enabled = false)",
                "ALTER TABLE duologue_event SET (autovacuum_enabled = false)",
                "ALTER TABLE duologue_conversation SET (autovacuum_enabled = false)",
                "ALTER TABLE duologue_user SET (autovacuum_enabled = false)");
    }

    @AfterEach
    void close() {
        pool.close();
        database.close();
    }

    @Test
    void plansMadeForFewRowsGoWhenThereAreMany() throws Exception {
        ConversationId conversation = say(1);
        for (int i = 0; i < UNTIL_GENERIC; i++) {
            calls(conversation).values().forEach(Runnable::run);
        }
        for (int i = 0; i < BATCHES; i++) {
            say(OF_A_BATCH);
        }
        Map<String, Long> read = new LinkedHashMap<>();
        for (Map.Entry<String, Runnable> call : calls(conversation).entrySet()) {
            long before = read();
            call.getValue().run();
            read.put(call.getKey(), read() - before);
        }
        assertThat(read).allSatisfy((call, rows) -> assertThat(rows).as(call).isLessThanOrEqualTo(MOST_ROWS));
    }

    @Test
    void whoMayNotAnalyzeDoesNotTryAgain() throws Exception {
        String account = "guest_" + Long.toHexString(System.nanoTime());
        database.execute(
                "CREATE ROLE " + account + " LOGIN",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + account);
        AtomicInteger tried = new AtomicInteger();
        try (TestDatabase guests = TestDatabase.at(database.url().replace("user=postgres", "user=" + account))) {
            store = JdbcChatStore.open(new TappedDataSource(guests.dataSource(), (method, sql, call) -> {
                if (sql.startsWith("ANALYZE") && method.equals("execute")) {
                    tried.incrementAndGet();
                }
                return call.proceed();
            }));
            for (int i = 0; i < BATCHES; i++) {
                say(OF_A_BATCH);
            }
        } finally {
            database.execute("DROP OWNED BY " + account, "DROP ROLE " + account);
        }
        assertThat(tried).hasValue(1);
    }

    private ConversationId say(int messages) {
        List<Write> said = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            said.add(i % 2 == 0 ? Chatter.send(ALICE, BOB, "hello") : Chatter.send(BOB, ALICE, "hello"));
        }
        store.write(said);
        ConversationId id =
                store.conversation(ALICE, new WithPeer(BOB)).orElseThrow().id();
        long head = store.messages(ALICE, id, Anchor.NEWEST, 1)
                .orElseThrow()
                .messages()
                .get(0)
                .seq();
        store.write(IntStream.range(0, messages)
                .<Write>mapToObj(i -> new Write.React(i % 2 == 0 ? ALICE : BOB, id, head - i / 2, "👍", false, 1))
                .toList());
        return id;
    }

    private Map<String, Runnable> calls(ConversationId id) {
        Map<String, Runnable> calls = new LinkedHashMap<>();
        long head = store.messages(ALICE, id, Anchor.NEWEST, 1)
                .orElseThrow()
                .messages()
                .get(0)
                .seq();
        calls.put("send", () -> store.write(List.of(Chatter.send(ALICE, BOB, "again"))));
        calls.put("read", () -> store.write(List.of(new Write.MarkRead(ALICE, id, head))));
        calls.put("react", () -> store.write(List.of(new Write.React(BOB, id, head, "👍", false, 1))));
        calls.put("hide", () -> store.write(List.of(new Write.Hide(ALICE, id, head, Instant.EPOCH))));
        calls.put("history", () -> store.messages(ALICE, id, new Anchor.Before(head), 50));
        calls.put("list", () -> store.conversations(ALICE, ConversationFilter.ALL, Long.MAX_VALUE, 50));
        calls.put("resume", () -> store.events(ALICE, 2 * head - 50, 50));
        return calls;
    }

    /** How many rows of messages and events were read so far. */
    private long read() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_stat_force_next_flush()");
            try (var row = statement.executeQuery("SELECT SUM(t.seq_tup_read + COALESCE(t.idx_tup_fetch, 0)) +"
                    + " (SELECT SUM(idx_tup_read) FROM pg_stat_user_indexes WHERE relname IN"
                    + " ('duologue_message', 'duologue_event')) FROM pg_stat_user_tables t WHERE relname IN"
                    + " ('duologue_message', 'duologue_event')")) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
