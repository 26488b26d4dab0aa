package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Message;
import chat.duologue.model.SearchQuery;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Erasure;
import chat.duologue.store.spi.MessageSearch;
import chat.duologue.store.spi.Write;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is in the search index, and when. */
@ParameterizedClass
@EnumSource(names = {"H2", "POSTGRESQL", "MARIADB"})
class SearchIndexTest {
    private static final UserId CAROL = new UserId("carol");
    private static final int SLICE = 512;
    private static final Instant LATER = Instant.parse("2026-03-01T13:00:00Z");

    @Parameter
    DatabaseKind kind;

    private TestDatabase database;
    private ChatStore store;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh(kind);
        store = JdbcChatStore.open(database.dataSource());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Message send(UserId from, UserId to, String text) {
        return Chatter.stored(store.write(List.of(Chatter.send(from, to, text))).get(0));
    }

    private void fill(UserId from, UserId to, int count) {
        List<Write> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batch.add(Chatter.send(from, to, "filling"));
        }
        store.write(batch);
    }

    private static void index(ChatStore by, UserId... users) {
        MessageSearch search = by.search().orElseThrow();
        for (UserId user : users) {
            boolean more = true;
            while (more) {
                more = search.index(user);
            }
        }
    }

    private long rows(String table) throws SQLException {
        return Long.parseLong(
                database.query("SELECT COUNT(*) FROM duologue_" + table).get(0));
    }

    /** In how many rows the bytes of a word stand. */
    private int rowsWith(String word) throws SQLException {
        int found = 0;
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT entries FROM duologue_search");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                found += new String(row.getBytes(1), StandardCharsets.ISO_8859_1).contains(word) ? 1 : 0;
            }
        }
        return found;
    }

    private List<Long> found(UserId reader, String query) {
        return store
                .search()
                .orElseThrow()
                .find(reader, null, new SearchQuery(query), Long.MAX_VALUE, 500)
                .orElseThrow()
                .hits()
                .stream()
                .map(hit -> hit.message().seq())
                .toList();
    }

    @Test
    void aSendWritesNothingIntoTheIndexAndItIsMadeOfWholeSlices() throws Exception {
        fill(ALICE, BOB, SLICE - 1);
        index(store, ALICE, BOB);
        assertThat(rows("search")).isZero();
        fill(ALICE, BOB, SLICE);
        assertThat(rows("search")).isZero();
        assertThat(store.search().orElseThrow().due(null, 10).users()).containsExactly(ALICE, BOB);
        index(store, ALICE, BOB);
        assertThat(database.query("SELECT DISTINCT slice FROM duologue_search")).containsExactly("0");
        assertThat(store.search().orElseThrow().due(null, 10).users()).isEmpty();
        assertThat(found(BOB, "filling")).hasSize(500);
    }

    @Test
    void whatIsGoneFromAMessageIsGoneFromTheIndexToo() throws Exception {
        Message recalled = send(ALICE, BOB, "qrecalled");
        Message edited = send(ALICE, BOB, "wedited");
        Message purged = send(ALICE, BOB, "xpurged");
        send(ALICE, CAROL, "yerased");
        fill(ALICE, BOB, SLICE);
        fill(CAROL, BOB, SLICE);
        fill(ALICE, CAROL, SLICE);
        index(store, ALICE, BOB, CAROL);
        List<String> words = List.of("recalled", "edited", "purged", "erased");
        for (String word : words) {
            assertThat(rowsWith(word)).as(word).isEqualTo(2);
        }
        store.write(List.of(
                new Write.Recall(ALICE, recalled.conversation(), recalled.seq(), LATER, Instant.EPOCH),
                new Write.Edit(
                        ALICE, edited.conversation(), edited.seq(), "vnew", null, null, LATER, Instant.EPOCH, false)));
        assertThat(store.search().orElseThrow().due(null, 10).users()).containsExactly(ALICE, BOB);
        index(store, ALICE, BOB);
        assertThat(rowsWith("recalled")).isZero();
        assertThat(rowsWith("edited")).isZero();
        assertThat(rowsWith("new")).isEqualTo(2);
        store.housekeeping().orElseThrow().purge(purged.conversation(), purged.seq());
        assertThat(store.search().orElseThrow().due(null, 10).users()).containsExactly(ALICE, BOB);
        index(store, ALICE, BOB);
        assertThat(rowsWith("purged")).isZero();
        store.housekeeping().orElseThrow().erase(ALICE, Erasure.REMOVE_CONVERSATIONS);
        index(store, ALICE, BOB, CAROL);
        assertThat(rowsWith("erased")).isZero();
        assertThat(rows("search_stale")).isZero();
        assertThat(rows("search_progress")).isEqualTo(2);
    }

    @Test
    void anEditThatTheIndexHasNotSeenIsNotForgottenWhenItsAuthorIsErased() throws Exception {
        Message message = send(ALICE, BOB, "zbefore");
        fill(ALICE, BOB, SLICE);
        index(store, BOB);
        store.write(List.of(new Write.Recall(ALICE, message.conversation(), message.seq(), LATER, Instant.EPOCH)));
        store.housekeeping().orElseThrow().erase(ALICE, Erasure.KEEP_MESSAGES);
        assertThat(rowsWith("before")).isEqualTo(1);
        index(store, BOB);
        assertThat(rowsWith("before")).isZero();
        assertThat(found(BOB, "filling")).hasSize(500);
    }

    @Test
    void severalNodesMakeTheIndexAtOnceWhileMessagesComeAndGo() throws Exception {
        for (int i = 0; i < 4; i++) {
            fill(ALICE, BOB, SLICE);
        }
        Set<Long> needles = new TreeSet<>(Collections.reverseOrder());
        List<CompletableFuture<Void>> nodes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ChatStore node = JdbcChatStore.open(database.dataSource());
            nodes.add(CompletableFuture.runAsync(() -> {
                for (int round = 0; round < 5; round++) {
                    index(node, ALICE, BOB);
                }
            }));
        }
        for (int i = 0; i < 40; i++) {
            Message message = send(BOB, ALICE, "needle");
            if (i % 2 == 0) {
                store.write(
                        List.of(new Write.Recall(BOB, message.conversation(), message.seq(), LATER, Instant.EPOCH)));
            } else {
                needles.add(message.seq());
            }
            store.housekeeping().orElseThrow().purge(message.conversation(), i * 10);
        }
        nodes.forEach(CompletableFuture::join);
        index(store, ALICE, BOB);
        for (UserId user : List.of(ALICE, BOB)) {
            assertThat(found(user, "needle")).containsExactlyElementsOf(needles);
        }
        assertThat(rows("search_stale")).isZero();
        assertThat(database.query(
                        "SELECT COUNT(*) FROM duologue_search GROUP BY user_id, bucket, slice HAVING COUNT(*) > 1"))
                .isEmpty();
    }

    @Test
    void aStoreWithoutSearchHasNone() {
        ChatStore without = JdbcChatStore.open(
                database.dataSource(), JdbcStoreOptions.builder().search(false).build());
        assertThat(without.search()).isEmpty();
    }
}
