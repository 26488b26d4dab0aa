package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.SeededDatabase.HUB;
import static chat.duologue.store.jdbc.SeededDatabase.LISTENER;
import static chat.duologue.store.jdbc.SeededDatabase.TALKER;
import static chat.duologue.store.jdbc.SeededDatabase.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chat.duologue.model.Anchor;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationPage;
import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.model.SearchQuery;
import chat.duologue.model.UserId;
import chat.duologue.store.jdbc.Plans.Plan;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Erasure;
import chat.duologue.store.spi.Housekeeping;
import chat.duologue.store.spi.Notes;
import chat.duologue.store.spi.Write;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * On a million messages every page and write reads about as many rows as it returns or changes, whoever asks for whatever
 * part: each page is a few ranges of indexes, as the databases' plans say and their counts of rows.
 */
@ParameterizedClass
@EnumSource(names = {"H2", "POSTGRESQL", "MARIADB"})
class SeededDatabaseTest {
    private static final int PAGE = 50;
    /** After so many times PostgreSQL's driver prepares a statement, and PostgreSQL plans it for whatever parameters. */
    private static final int UNTIL_GENERIC = 5 + 5 + 1;
    /**
     * A list takes a page of each of its four ranges, and for each conversation its row, its newest message and who it is
     * with; PostgreSQL counts index entries, too.
     */
    private static final int MOST_ROWS = 24 * PAGE;

    /** How many rows of a table H2 read. */
    private static final Pattern SCANNED = Pattern.compile("scanCount: (\\d+)");
    /** An index that H2 reads from end to end. */
    private static final Pattern WITHOUT_CONDITION = Pattern.compile("/\\* PUBLIC\\.\\w+ \\*/");
    /** How MariaDB calls it, "null" where the keys were enough; it would call a whole index "index" and a whole table "ALL". */
    private static final Set<String> BY_A_KEY = Set.of("const", "eq_ref", "ref", "range", "index_subquery", "null");

    private static SeededDatabase seeded;
    private static final AtomicInteger erased = new AtomicInteger(2_000);
    private static final AtomicInteger trimmed = new AtomicInteger(100);

    private final DatabaseKind kind;

    SeededDatabaseTest(DatabaseKind kind) {
        this.kind = kind;
    }

    @BeforeParameterizedClassInvocation
    static void seed(DatabaseKind kind) throws SQLException {
        seeded = new SeededDatabase(kind);
    }

    @AfterParameterizedClassInvocation
    static void drop() {
        seeded.close();
    }

    @Test
    void whatIsReadDoesNotGrowWithWhatIsThere() throws Exception {
        assumeTrue(kind != DatabaseKind.H2, "it counts with its plans");
        // one that knows everybody it is asked about, and one that asks for every name
        ChatStore store = JdbcChatStore.open(seeded.pool());
        Map<String, Runnable> calls = calls(store);
        calls.values().forEach(Runnable::run);
        assertThat(read(calls))
                .allSatisfy((call, rows) -> assertThat(rows).as(call).isLessThanOrEqualTo(MOST_ROWS));
        ChatStore stranger = stranger(seeded.pool());
        for (int i = 0; i < UNTIL_GENERIC; i++) {
            pages(stranger).values().forEach(Runnable::run);
            housekeeping(stranger).values().forEach(Runnable::run);
        }
        assertThat(read(calls(stranger)))
                .allSatisfy((call, rows) -> assertThat(rows).as(call).isLessThanOrEqualTo(2 * MOST_ROWS));
    }

    /** One that remembers nobody. */
    private static ChatStore stranger(DataSource dataSource) {
        return JdbcChatStore.open(
                dataSource, JdbcStoreOptions.builder().remembered(0).build());
    }

    @Test
    void everyPageIsARangeOfAnIndex() throws Exception {
        Plans plans = plans();
        Map<String, Runnable> pages = pages(stranger(plans.tap(seeded.pool())));
        plans.take();
        for (Map.Entry<String, Runnable> page : pages.entrySet()) {
            page.getValue().run();
            List<Plan> taken = plans.take();
            assertThat(taken).as(page.getKey()).isNotEmpty();
            for (Plan plan : taken) {
                assertThat(readsRangesOnly(plan))
                        .as("%s: %s", page.getKey(), plan)
                        .isTrue();
            }
        }
    }

    @Test
    void housekeepingReadsAndChangesRangesOfIndexes() throws Exception {
        assumeTrue(kind != DatabaseKind.H2, "EXPLAIN ANALYZE changes what it explains");
        Plans plans = plans();
        Map<String, Runnable> calls = housekeeping(stranger(plans.tap(seeded.pool())));
        plans.take();
        Map<String, List<Plan>> taken = new LinkedHashMap<>();
        calls.forEach((call, run) -> {
            run.run();
            taken.put(call, plans.take());
        });
        assertThat(taken.values()).noneMatch(List::isEmpty);
        taken.replaceAll((call, all) ->
                all.stream().filter(plan -> !readsRangesOnly(plan)).toList());
        assertThat(taken)
                .allSatisfy((call, others) -> assertThat(others).as(call).isEmpty());
    }

    @Test
    void aSearchOfWhatIsNotInTheIndexIsMadeOfRanges() throws Exception {
        Plans plans = plans();
        ChatStore store = stranger(plans.tap(seeded.pool()));
        plans.take();
        SearchQuery query = new SearchQuery("hello");
        assertThat(store.search()
                        .orElseThrow()
                        .find(TALKER, null, query, Long.MAX_VALUE, PAGE)
                        .orElseThrow()
                        .hits())
                .hasSize(PAGE);
        assertThat(plans.take()).hasSizeGreaterThan(3).allMatch(this::readsRangesOnly);
    }

    @Test
    void aQueryWithoutAnIndexOfItsOwnIsFound() throws Exception {
        Plans plans = plans();
        String messages = "SELECT seq FROM duologue_message WHERE ";
        try (Connection connection = plans.tap(seeded.pool()).getConnection()) {
            for (String sql : List.of(
                    messages + "client_id = 'it'",
                    messages + "conversation_id = 60000 ORDER BY sent_at LIMIT 50",
                    messages + "from_offset < 10 ORDER BY conversation_id, seq LIMIT 50")) {
                try (PreparedStatement query = connection.prepareStatement(sql)) {
                    query.executeQuery();
                }
            }
        }
        assertThat(plans.take()).hasSize(3).noneMatch(this::readsRangesOnly);
    }

    // ---- how the database reads

    private Plans plans() {
        return new Plans(kind == DatabaseKind.H2 ? "EXPLAIN ANALYZE" : "EXPLAIN");
    }

    /** Whether a page is read from where it begins in an index, in the index's order: nothing is searched or sorted. */
    private boolean readsRangesOnly(Plan plan) {
        return switch (kind) {
            case POSTGRESQL -> {
                PostgresPlan postgres = new PostgresPlan(plan.lines());
                yield postgres.rangesOnly(seeded.indexes()) && !postgres.sorts();
            }
            case H2 -> {
                String text = String.join("\n", plan.lines());
                boolean inOrder = !text.contains("FETCH FIRST") || text.contains("index sorted");
                boolean byKeys = !text.contains("tableScan")
                        && !WITHOUT_CONDITION.matcher(text).find();
                yield inOrder
                        && byKeys
                        && SCANNED.matcher(text)
                                .results()
                                .allMatch(rows -> Long.parseLong(rows.group(1)) <= 2 * PAGE + 2);
            }
            default ->
                plan.rows().stream()
                        .allMatch(table -> BY_A_KEY.contains(table.get("type"))
                                && !table.get("Extra").matches(".*(filesort|temporary).*"));
        };
    }

    private static Map<String, Runnable> calls(ChatStore store) {
        Map<String, Runnable> calls = pages(store);
        calls.putAll(writes(store));
        calls.putAll(housekeeping(store));
        return calls;
    }

    private static Map<String, Runnable> pages(ChatStore store) {
        Map<String, Runnable> calls = new LinkedHashMap<>();
        ConversationId talk =
                store.conversation(TALKER, new WithPeer(LISTENER)).orElseThrow().id();
        long newest = seeded.longest();
        for (long seq : List.of(1L, 30L, newest / 2, newest - 10, newest + 1)) {
            calls.put("history before " + seq, () -> messages(store, talk, new Anchor.Before(seq)));
            calls.put("history after " + seq, () -> messages(store, talk, new Anchor.After(seq)));
            calls.put("history around " + seq, () -> messages(store, talk, new Anchor.Around(seq)));
        }
        for (ConversationFilter filter : ConversationFilter.values()) {
            for (long before : List.of(Long.MAX_VALUE, 25_000L, 20L)) {
                calls.put("list " + filter + " before " + before, () -> list(store, filter, before));
            }
        }
        for (long after : List.of(0L, newest / 2, newest - 20)) {
            calls.put(
                    "events after " + after,
                    () -> assertThat(store.events(TALKER, after, PAGE).events()).isNotEmpty());
        }
        calls.put(
                "events of the hub",
                () -> assertThat(store.events(HUB, 25_000, PAGE).events()).hasSize(PAGE));
        for (int peer : List.of(10_000, 40_000)) {
            calls.put(
                    "the conversation with " + peer,
                    () -> assertThat(store.conversation(HUB, new WithPeer(user(peer))))
                            .isPresent());
        }
        for (UserId peer : List.of(TALKER, user(50_004))) {
            calls.put(
                    "no conversation with " + peer,
                    () -> assertThat(store.conversation(HUB, new WithPeer(peer)))
                            .isEmpty());
        }
        calls.put(
                "no conversation with the hub",
                () -> assertThat(store.conversation(user(10_000), new WithPeer(HUB, "about")))
                        .isEmpty());
        calls.put(
                "positions",
                () -> assertThat(store.positions(List.of(HUB, TALKER, user(60_000))))
                        .hasSize(3));
        return calls;
    }

    private static Map<String, Runnable> writes(ChatStore store) {
        Map<String, Runnable> calls = new LinkedHashMap<>();
        ConversationId talk =
                store.conversation(TALKER, new WithPeer(LISTENER)).orElseThrow().id();
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
                "a read marker in the middle",
                () -> store.write(List.of(new Write.MarkRead(LISTENER, talk, seeded.longest() / 2))));
        calls.put(
                "a read marker at the end",
                () -> store.write(List.of(new Write.MarkRead(LISTENER, talk, seeded.longest()))));
        Notes notes = store.notes().orElseThrow();
        long last = notes.append(Collections.nCopies(100 * PAGE, new byte[100]));
        calls.put("a note", () -> notes.append(List.of(new byte[100])));
        calls.put(
                "old notes",
                () -> assertThat(notes.read(last - 2 * PAGE, PAGE).entries()).hasSize(PAGE));
        calls.put("an acknowledgement", () -> store.write(List.of(new Write.Acknowledge(HUB, 50_001))));
        return calls;
    }

    private static Map<String, Runnable> housekeeping(ChatStore store) {
        Map<String, Runnable> calls = new LinkedHashMap<>();
        Housekeeping housekeeping = store.housekeeping().orElseThrow();
        ConversationId talk =
                store.conversation(TALKER, new WithPeer(LISTENER)).orElseThrow().id();
        ConversationId beforeTalk = store.conversation(HUB, new WithPeer(user(50_001)))
                .orElseThrow()
                .id();
        calls.put(
                "the first extents",
                () -> assertThat(housekeeping.extents(null, PAGE).extents()).hasSizeGreaterThan(PAGE / 2));
        calls.put(
                "later extents",
                () -> assertThat(housekeeping.extents(beforeTalk, PAGE).extents())
                        .hasSize(PAGE));
        calls.put(
                "the oldest of the longest conversation",
                () -> assertThat(housekeeping.oldest(talk, PAGE)).hasSize(PAGE));
        calls.put("a purge of the longest conversation", () -> {
            long oldest = housekeeping.oldest(talk, 1).get(0).seq();
            assertThat(housekeeping.purge(talk, oldest + PAGE - 1)).isEqualTo(PAGE);
        });
        calls.put(
                "a look at streams that are short",
                () -> assertThat(housekeeping.trim(null, 100_000, PAGE)).isPresent());
        calls.put(
                "streams that are too long",
                () -> housekeeping.trim(new UserId("user6" + trimmed.incrementAndGet()), 10, PAGE / 5));
        for (Erasure erasure : Erasure.values()) {
            calls.put("one of a pair, " + erasure, () -> housekeeping.erase(user(nextOfPair()), erasure));
            calls.put(
                    "one of the hub's, " + erasure, () -> housekeeping.erase(user(erased.incrementAndGet()), erasure));
        }
        return calls;
    }

    /** Of one pair the lower member, of the next the higher. */
    private static int nextOfPair() {
        return 51_000 + 3 * erased.incrementAndGet();
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
    private Map<String, Long> read(Map<String, Runnable> calls) throws SQLException {
        Map<String, Long> rows = new LinkedHashMap<>();
        for (Map.Entry<String, Runnable> call : calls.entrySet()) {
            long before = read();
            call.getValue().run();
            rows.put(call.getKey(), read() - before);
        }
        return rows;
    }

    private long read() throws SQLException {
        if (kind == DatabaseKind.POSTGRESQL) {
            seeded.number("SELECT COUNT(*) FROM pg_stat_force_next_flush()");
            return seeded.number("SELECT SUM(seq_tup_read + COALESCE(idx_tup_fetch, 0)) FROM pg_stat_user_tables")
                    + seeded.number("SELECT SUM(idx_tup_read) FROM pg_stat_user_indexes");
        }
        return seeded.number("SELECT SUM(VARIABLE_VALUE) FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME IN"
                + " ('HANDLER_READ_FIRST', 'HANDLER_READ_KEY', 'HANDLER_READ_LAST', 'HANDLER_READ_NEXT',"
                + " 'HANDLER_READ_PREV', 'HANDLER_READ_RND')");
    }
}
