package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Anchor;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef.Existing;
import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Cursors.Cursor;
import chat.duologue.store.spi.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No statement reads a whole table, and a page costs the same number of statements whatever it holds. */
class IndexUseTest {
    /** Which of {@link #counts} is the list of conversations. */
    private static final int LIST = 3;

    private final List<String> statements = Collections.synchronizedList(new ArrayList<>());
    private TestDatabase database;
    private ChatStore store;

    @BeforeEach
    void open() {
        database = TestDatabase.inNewFolder();
        JdbcChatStore.open(database.dataSource());
        store = openTapped();
    }

    /** A store that knows nobody yet. */
    private ChatStore openTapped() {
        List<String> before = List.copyOf(statements);
        ChatStore opened = JdbcChatStore.open(new TappedDataSource(database.dataSource(), (method, sql, call) -> {
            if (method.startsWith("execute")) {
                statements.add(sql);
            }
            return call.proceed();
        }));
        statements.retainAll(before);
        return opened;
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static UserId peer(int i) {
        return new UserId("peer " + i);
    }

    private void talk(int peers) {
        List<Write> batch = new ArrayList<>();
        for (int i = 0; i < peers; i++) {
            batch.add(Chatter.send(peer(i), ALICE, "hello"));
            batch.add(Chatter.send(ALICE, peer(i), "hello"));
        }
        store.write(batch);
    }

    private void everyRead(ConversationId id) {
        store.positions(List.of(ALICE, BOB));
        store.events(ALICE, 0, 10);
        store.messages(ALICE, id, Anchor.NEWEST, 10);
        store.conversations(ALICE, ConversationFilter.ALL, Long.MAX_VALUE, 10);
        store.conversations(ALICE, ConversationFilter.UNREAD, Long.MAX_VALUE, 10);
        store.conversation(ALICE, new WithPeer(peer(0)));
        store.conversation(ALICE, new Existing(id));
    }

    @Test
    void everyStatementGoesThroughAnIndex() throws Exception {
        talk(40);
        ConversationId id =
                store.conversation(ALICE, new WithPeer(peer(0))).orElseThrow().id();
        store.write(List.of(new Write.MarkRead(ALICE, id, 1), new Write.Acknowledge(ALICE, 50)));
        store = openTapped(); // one that remembers nobody, so that it asks for names too
        everyRead(id);
        store.write(List.of(new Write.Hide(ALICE, id, 1, Instant.EPOCH)));
        store.messages(ALICE, id, Anchor.NEWEST, 10);
        store.allMessages(ALICE, id, Anchor.NEWEST, 10);
        store = openTapped();
        store.write(IntStream.range(0, 40)
                .<Write>mapToObj(i -> Chatter.send(ALICE, peer(i), "again"))
                .toList());
        store = openTapped();
        store.write(List.of(
                new Write.MarkRead(ALICE, id, 2),
                new Write.Acknowledge(ALICE, 60),
                new Write.Acknowledge(ALICE, 70),
                new Write.Acknowledge(peer(1), 3)));

        for (int position = 1; position <= 2; position++) {
            store.cursors().advance("audit", Map.of(ALICE, new Cursor(position, 0), BOB, new Cursor(position, 0)));
        }
        store.cursors().behind("audit", null, 100);
        long last = store.notes().orElseThrow().append(List.of(new byte[1], new byte[1]));
        store.notes().orElseThrow().read(last - 1, 10);
        store.notes().orElseThrow().remove(last);

        Set<String> distinct = new LinkedHashSet<>(statements);
        assertThat(distinct).hasSizeGreaterThan(20);
        List<String> plans = new ArrayList<>();
        for (String sql : distinct) {
            if (!sql.startsWith("INSERT")) {
                plans.add(database.plan(sql));
            }
        }
        assertThat(plans)
                .isNotEmpty()
                .allSatisfy(plan -> assertThat(plan)
                        .doesNotContain("tableScan")
                        .containsPattern(
                                "/\\* .*(PRIMARY_KEY|_INDEX_|_UNREAD|_NAME|_PK|_FROM|_TO|_ONCE|_MEMBERS|_STREAM)"));
        assertThat(plans)
                .filteredOn(plan -> plan.contains("ORDER BY") && plan.contains("FETCH FIRST"))
                .hasSizeGreaterThanOrEqualTo(7)
                .allSatisfy(plan -> assertThat(plan).contains("index sorted"));
    }

    @Test
    void aPageCostsTheSameStatementsWhateverItHolds() {
        talk(3);
        int[] few = counts();
        talk(300);
        int[] many = counts();
        for (int count : few) {
            assertThat(count).isLessThanOrEqualTo(6);
        }
        // H2 reads the newest messages of a list 64 at a time
        assertThat(many[LIST]).isLessThanOrEqualTo(few[LIST] + 300 / 64);
        many[LIST] = few[LIST];
        assertThat(many).isEqualTo(few);
    }

    /** How many statements each read takes, once the store knows the users. */
    private int[] counts() {
        ConversationId id =
                store.conversation(ALICE, new WithPeer(peer(0))).orElseThrow().id();
        List<Runnable> reads = List.of(
                () -> store.positions(List.of(ALICE, BOB)),
                () -> store.events(ALICE, 0, 500),
                () -> store.messages(ALICE, id, Anchor.NEWEST, 500),
                () -> store.conversations(ALICE, ConversationFilter.ALL, Long.MAX_VALUE, 500),
                () -> store.conversation(ALICE, new WithPeer(peer(0))));
        return reads.stream()
                .mapToInt(read -> {
                    read.run();
                    statements.clear();
                    read.run();
                    return statements.size();
                })
                .toArray();
    }
}
