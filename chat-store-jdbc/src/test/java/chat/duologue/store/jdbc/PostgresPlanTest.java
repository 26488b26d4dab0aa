package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Anchor;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Erasure;
import chat.duologue.store.spi.Housekeeping;
import chat.duologue.store.spi.Notes;
import chat.duologue.store.spi.Write;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every statement has an index to go by, whatever its parameters are. The tables are too small for PostgreSQL to prefer
 * it, so it is told to read no table from end to end where it can do otherwise.
 */
class PostgresPlanTest {
    /** What a statement says in words of its own: all that a batch, a page and retention consist of. */
    private static final List<String> AMONG_THEM = List.of(
            "INSERT INTO duologue_user",
            "INSERT INTO duologue_conversation",
            "INSERT INTO duologue_message",
            "INSERT INTO duologue_event",
            "UPDATE duologue_user AS t SET head = v.head",
            "UPDATE duologue_user AS t SET head = CASE WHEN t.head = v.was_head",
            "UPDATE duologue_conversation AS t",
            "UPDATE duologue_event AS t",
            "FOR NO KEY UPDATE",
            "m.client_key = ?",
            "ORDER BY from_user, from_offset",
            "ORDER BY to_user, to_offset",
            "ORDER BY user_id, event_offset",
            "c.low_has_unread = TRUE",
            "c.low_has_unread = FALSE",
            "c.high_has_unread = TRUE",
            "c.high_has_unread = FALSE",
            "ORDER BY conversation_id, seq",
            "DELETE FROM duologue_message",
            "DELETE FROM duologue_event",
            "SELECT position, entry FROM duologue_note",
            "UPDATE duologue_note_head",
            "DELETE FROM duologue_note");

    private final Set<String> statements = Collections.synchronizedSet(new LinkedHashSet<>());
    private TestDatabase database;

    @BeforeEach
    void runEverything() {
        database = TestDatabase.fresh(DatabaseKind.POSTGRESQL);
        for (int i = 0; i < 2; i++) {
            everything(open()); // a store that knows nobody asks for names, too
        }
        housekeeping(open().housekeeping().orElseThrow());
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void noStatementNeedsToReadAWholeTable() throws Exception {
        assertThat(AMONG_THEM).allSatisfy(words -> assertThat(statements).anyMatch(sql -> sql.contains(words)));
        assertThat(faults()).isEmpty();
    }

    /** Where another index begins with the same column a range only grows, which SeededDatabaseTest counts. */
    @Test
    void aStatementThatHasLostItsIndexIsFound() throws Exception {
        Map<String, String> lost = Map.of(
                "ALTER TABLE duologue_message DROP CONSTRAINT duologue_message_to", "ORDER BY to_user, to_offset",
                "ALTER TABLE duologue_event DROP CONSTRAINT duologue_event_stream", "ORDER BY user_id, event_offset",
                "ALTER TABLE duologue_user DROP CONSTRAINT duologue_user_pk CASCADE", "CASE WHEN t.head = v.was_head",
                "DROP INDEX duologue_conversation_low_unread", "ORDER BY c.low_user DESC");
        for (Map.Entry<String, String> each : lost.entrySet()) {
            database.execute(each.getKey());
            assertThat(faults().keySet()).as(each.getKey()).anyMatch(sql -> sql.contains(each.getValue()));
        }
    }

    /** The statements that have no good plan, with the plan. */
    private Map<String, List<String>> faults() throws SQLException {
        Map<String, List<String>> faults = new LinkedHashMap<>();
        try (TestDatabase simple = TestDatabase.at(database.url() + "&preferQueryMode=simple"
                        + "&options=-c%20enable_seqscan=off%20-c%20enable_sort=off%20-c%20enable_hashjoin=off"
                        + "%20-c%20enable_mergejoin=off%20-c%20plan_cache_mode=force_generic_plan");
                Connection connection = simple.dataSource().getConnection()) {
            PostgresPlan.Indexes indexes = PostgresPlan.Indexes.of(simple);
            for (String sql : statements) {
                PostgresPlan plan = new PostgresPlan(genericPlan(connection, sql));
                if (!plan.rangesOnly(indexes) || sql.contains("LIMIT") && plan.sorts()) {
                    faults.put(sql, plan.lines());
                }
            }
        }
        return faults;
    }

    /** How the statement is run when nothing is known of its parameters. */
    private static List<String> genericPlan(Connection connection, String sql) throws SQLException {
        long parameters = sql.chars().filter(c -> c == '?').count();
        String none = String.join(", ", Collections.nCopies((int) parameters, "NULL"));
        List<String> lines = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            statement.execute("PREPARE the_statement AS " + numbered(sql));
            try (var rows = statement.executeQuery(
                    "EXPLAIN EXECUTE the_statement" + (parameters == 0 ? "" : "(" + none + ")"))) {
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
            }
            statement.execute("DEALLOCATE the_statement");
        }
        return lines;
    }

    private ChatStore open() {
        JdbcChatStore.open(database.dataSource());
        boolean[] opened = {false};
        ChatStore store = JdbcChatStore.open(new TappedDataSource(database.dataSource(), (method, sql, call) -> {
            if (opened[0] && method.startsWith("execute")) {
                statements.addAll(List.of(sql.split("; ")));
                statements.remove("COMMIT");
            }
            return call.proceed();
        }));
        opened[0] = true;
        return store;
    }

    private static void everything(ChatStore store) {
        List<UserId> peers =
                IntStream.range(0, 40).mapToObj(i -> new UserId("peer " + i)).toList();
        store.write(peers.stream()
                .<Write>map(peer -> Chatter.send(peer, ALICE, "hello"))
                .toList());
        Write.Send again = Chatter.send(ALICE, peers.get(0), "again");
        store.write(List.of(again));
        store.write(List.of(again));
        ConversationId id = store.conversation(ALICE, new WithPeer(peers.get(0)))
                .orElseThrow()
                .id();
        store.write(List.of(new Write.MarkRead(ALICE, id, 1), new Write.Acknowledge(ALICE, 20)));
        store.write(List.of(new Write.MarkRead(ALICE, id, 2), new Write.Acknowledge(ALICE, 30)));
        store.positions(List.of(ALICE));
        store.events(ALICE, 5, 10);
        Notes notes = store.notes().orElseThrow();
        long last = notes.append(List.of(new byte[1]));
        notes.read(last - 1, 10);
        notes.remove(last);
        for (Anchor anchor : List.of(Anchor.NEWEST, new Anchor.After(0), new Anchor.Around(1))) {
            store.messages(ALICE, id, anchor, 10);
        }
        store.write(List.of(new Write.Hide(ALICE, id, 1, Instant.EPOCH)));
        store.messages(ALICE, id, new Anchor.Around(1), 10);
        store.allMessages(ALICE, id, Anchor.NEWEST, 10);
        for (ConversationFilter filter : ConversationFilter.values()) {
            store.conversations(ALICE, filter, Long.MAX_VALUE, 10);
        }
    }

    private static void housekeeping(Housekeeping housekeeping) {
        for (var extent : housekeeping.extents(null, 20).extents()) {
            housekeeping.oldest(extent.id(), 10);
            housekeeping.purge(extent.id(), 1);
        }
        housekeeping.trim(null, 10, 20);
        housekeeping.erase(ALICE, Erasure.REMOVE_CONVERSATIONS);
    }

    /** With the parameters as PostgreSQL writes them. */
    private static String numbered(String sql) {
        StringBuilder numbered = new StringBuilder();
        int parameters = 0;
        for (char c : sql.toCharArray()) {
            numbered.append(c == '?' ? "$" + ++parameters : String.valueOf(c));
        }
        return numbered.toString();
    }
}
