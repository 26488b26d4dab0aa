package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Anchor;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Write;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Every statement has an index to go by, whatever its parameters are. The tables are too small for PostgreSQL to prefer
 * it, so it is told to read no table from end to end where it can do otherwise.
 */
class PostgresPlanTest {
    private final Set<String> statements = Collections.synchronizedSet(new LinkedHashSet<>());

    @Test
    void noStatementNeedsToReadAWholeTable() throws Exception {
        try (TestDatabase database = TestDatabase.fresh(DatabaseKind.POSTGRESQL);
                TestDatabase simple = TestDatabase.at(database.url()
                        + "&preferQueryMode=simple&options=-c%20enable_seqscan=off%20-c%20enable_sort=off")) {
            for (int i = 0; i < 2; i++) {
                everything(open(database)); // a store that knows nobody asks for names, too
            }
            assertThat(statements).hasSizeGreaterThan(20);
            assertThat(statements).allSatisfy(sql -> {
                String plan = String.join("\n", simple.query("EXPLAIN (GENERIC_PLAN) " + numbered(sql)));
                assertThat(plan).as(sql).doesNotContain("Seq Scan");
                if (sql.contains("LIMIT")) {
                    assertThat(plan).as(sql).doesNotContain("Sort");
                }
            });
        }
    }

    private ChatStore open(TestDatabase database) {
        JdbcChatStore.open(database.dataSource());
        boolean[] opened = {false};
        ChatStore store = JdbcChatStore.open(new TappedDataSource(database.dataSource(), (method, sql, call) -> {
            if (opened[0] && method.startsWith("execute")) {
                statements.addAll(List.of(sql.split("; ")));
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
        for (Anchor anchor : List.of(Anchor.NEWEST, new Anchor.After(0), new Anchor.Around(1))) {
            store.messages(ALICE, id, anchor, 10);
        }
        for (ConversationFilter filter : ConversationFilter.values()) {
            store.conversations(ALICE, filter, Long.MAX_VALUE, 10);
        }
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
