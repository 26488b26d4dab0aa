package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two servers on one database: each with a store of its own, writing at once. */
class ConcurrentStoresTest {
    private TestDatabase database;
    private ExecutorService threads;
    private List<ChatStore> stores;

    @BeforeEach
    void openTwoStores() {
        database = TestDatabase.inNewFolder();
        threads = Executors.newCachedThreadPool();
        stores = List.of(JdbcChatStore.open(database.dataSource()), JdbcChatStore.open(database.dataSource()));
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        database.close();
    }

    private <T> List<T> together(List<Callable<T>> tasks) throws Exception {
        List<T> results = new ArrayList<>();
        for (Future<T> future : threads.invokeAll(tasks)) {
            results.add(future.get());
        }
        return results;
    }

    @Test
    void theSameMessagesThroughBothAreStoredOnceAndWithoutGaps() throws Exception {
        int count = 200;
        List<Callable<Long>> tasks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ChatStore store = stores.get(i % 2);
            int start = i * 31;
            tasks.add(() -> {
                long stored = 0;
                for (int n = 0; n < count; n += 10) {
                    int first = n;
                    List<Write> batch = IntStream.range(0, 10)
                            .map(k -> (start + first + k) % count)
                            .<Write>mapToObj(k -> Chatter.send(
                                    k % 2 == 0 ? ALICE : BOB, k % 2 == 0 ? BOB : ALICE, "id " + k, "text " + k))
                            .toList();
                    List<Outcome> outcomes = store.write(batch);
                    assertThat(outcomes)
                            .hasSize(10)
                            .allMatch(o -> o instanceof Outcome.Stored || o instanceof Outcome.Duplicate);
                    stored += outcomes.stream()
                            .filter(Outcome.Stored.class::isInstance)
                            .count();
                }
                return stored;
            });
        }
        assertThat(together(tasks).stream().mapToLong(n -> n).sum()).isEqualTo(count);

        List<Message> history = Chatter.history(stores.get(0), ALICE, BOB);
        assertThat(history).extracting(Message::seq).containsExactlyElementsOf(dense(count));
        assertThat(history).extracting(Message::clientMessageId).doesNotHaveDuplicates();
        for (UserId user : List.of(ALICE, BOB)) {
            assertThat(Chatter.events(stores.get(1), user))
                    .extracting(event -> event.offset())
                    .containsExactlyElementsOf(dense(count));
        }
        assertThat(database.query("SELECT COUNT(*) FROM duologue_conversation")).containsExactly("1");
        assertThat(database.query("SELECT COUNT(*) FROM duologue_user")).containsExactly("2");
    }

    @Test
    void sendsReadsAndAcknowledgementsOfManyPairsAddUp() throws Exception {
        List<UserId> users =
                IntStream.range(0, 6).mapToObj(i -> new UserId("user " + i)).toList();
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ChatStore store = stores.get(i % 2);
            Random random = new Random(i);
            tasks.add(() -> {
                int stored = 0;
                for (int n = 0; n < 40; n++) {
                    List<Write> batch = new ArrayList<>();
                    for (int k = 0; k < 8; k++) {
                        batch.add(anyWrite(store, users, random));
                    }
                    for (Outcome outcome : store.write(batch)) {
                        stored += outcome instanceof Outcome.Stored ? 1 : 0;
                    }
                }
                return stored;
            });
        }
        int stored = together(tasks).stream().mapToInt(n -> n).sum();

        assertThat(database.query("SELECT COUNT(*) FROM duologue_message")).containsExactly(Integer.toString(stored));
        assertThat(database.query("SELECT SUM(last_seq) FROM duologue_conversation"))
                .containsExactly(Integer.toString(stored));
        assertThat(database.query(mismatches("low", "high"))).containsExactly("0");
        assertThat(database.query(mismatches("high", "low"))).containsExactly("0");
        assertThat(database.query("SELECT COUNT(*) FROM duologue_user u WHERE unread <> (SELECT"
                        + " COALESCE(SUM(CASE WHEN low_user = u.id THEN low_unread ELSE high_unread END), 0)"
                        + " FROM duologue_conversation c WHERE u.id IN (c.low_user, c.high_user))"))
                .containsExactly("0");
        // each user's newest event is at the head
        assertThat(database.query("SELECT COUNT(*) FROM duologue_user u WHERE head <> GREATEST("
                        + "COALESCE((SELECT MAX(from_offset) FROM duologue_message WHERE from_user = u.id), 0),"
                        + "COALESCE((SELECT MAX(to_offset) FROM duologue_message WHERE to_user = u.id), 0),"
                        + "COALESCE((SELECT MAX(event_offset) FROM duologue_event WHERE user_id = u.id), 0))"))
                .containsExactly("0");
        assertThat(Chatter.events(stores.get(0), users.get(0)))
                .extracting(event -> event.offset())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    private static Write anyWrite(ChatStore store, List<UserId> users, Random random) {
        UserId by = users.get(random.nextInt(users.size()));
        UserId peer = users.get((users.indexOf(by) + 1 + random.nextInt(users.size() - 1)) % users.size());
        if (random.nextInt(3) == 0) {
            long head = Chatter.head(store, by);
            return new Write.Acknowledge(by, Math.max(0, head - random.nextInt(3)));
        }
        var conversation = store.conversation(by, new WithPeer(peer));
        if (conversation.isPresent() && random.nextInt(2) == 0) {
            long last = conversation.get().last().seq();
            return new Write.MarkRead(by, conversation.get().id(), Math.max(1, last - random.nextInt(3)));
        }
        return Chatter.send(by, peer, "hello");
    }

    /** Conversations whose unread counter is not the number of the peer's messages above the marker. */
    private static String mismatches(String side, String other) {
        return "SELECT COUNT(*) FROM duologue_conversation c WHERE " + side + "_unread <> (SELECT COUNT(*) FROM"
                + " duologue_message m WHERE m.conversation_id = c.id AND m.from_user = c." + other
                + "_user AND m.seq > c."
                + side + "_read)";
    }

    private static List<Long> dense(int count) {
        return LongStream.rangeClosed(1, count).boxed().toList();
    }
}
