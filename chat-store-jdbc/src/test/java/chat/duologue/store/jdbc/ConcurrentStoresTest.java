package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
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
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Two servers on one database: each with a store of its own, writing at once. */
@ParameterizedClass
@EnumSource
class ConcurrentStoresTest {
    private final DatabaseKind kind;
    private TestDatabase database;
    private ExecutorService threads;
    private List<ChatStore> stores;

    ConcurrentStoresTest(DatabaseKind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void openTwoStores() {
        database = TestDatabase.fresh(kind);
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
        DatabaseRules.check(database);
        assertThat(Chatter.events(stores.get(0), users.get(0)))
                .extracting(event -> event.offset())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    /** No unique key would tell. */
    @Test
    void whatAnotherStoreChangedIsNotOverwrittenFromMemory() throws Exception {
        ChatStore other = stores.get(0);
        ChatStore store = storeThatRemembers();
        ConversationId id =
                other.conversation(BOB, new WithPeer(ALICE)).orElseThrow().id();
        // a receipt in both streams
        other.write(List.of(new Write.MarkRead(BOB, id, 1)));
        store.write(List.of(Chatter.send(ALICE, BOB, "after a receipt")));
        DatabaseRules.check(database);

        // an acknowledgement of what was read, which is no event
        store = storeThatRemembers();
        other.write(List.of(new Write.Acknowledge(BOB, 1)));
        store.write(List.of(Chatter.send(ALICE, BOB, "after an acknowledgement")));
        assertThat(acknowledged(BOB)).isEqualTo("1");

        // messages that go
        store = storeThatRemembers();
        other.housekeeping().orElseThrow().purge(id, 100);
        store.write(List.of(Chatter.send(ALICE, BOB, "after a purge")));
        assertThat(store.conversations(BOB, ConversationFilter.ALL, Long.MAX_VALUE, 10)
                        .conversations())
                .extracting(Conversation::unread)
                .containsExactly(1L);
        assertThat(database.query("SELECT unread FROM duologue_user WHERE name = 'bob'"))
                .containsExactly("1");
    }

    /** It is written for all users of a batch as soon as it changes for one. */
    @Test
    void anAcknowledgementAtAnotherStoreIsNotOverwrittenByThatOfAnotherUser() throws Exception {
        UserId carol = new UserId("carol");
        ChatStore store = JdbcChatStore.open(database.dataSource());
        store.write(List.of(Chatter.send(BOB, carol, "hello")));
        store.write(List.of(Chatter.send(ALICE, BOB, "hello")));
        ConversationId id =
                store.conversation(BOB, new WithPeer(ALICE)).orElseThrow().id();
        store.write(List.of(new Write.MarkRead(BOB, id, 1)));
        stores.get(0).write(List.of(new Write.Acknowledge(BOB, 2)));
        store.write(List.of(Chatter.send(ALICE, BOB, "hello again"), new Write.Acknowledge(carol, 1)));
        assertThat(acknowledged(BOB)).isEqualTo("2");
        assertThat(acknowledged(carol)).isEqualTo("1");
        DatabaseRules.check(database);
    }

    /** A few users are changed in another way than many. */
    @Test
    void oneUserWhomAnotherStoreChangedIsNotOverwrittenAmongOthers() throws Exception {
        for (int pairs = 1; pairs <= 4; pairs++) {
            ChatStore store = JdbcChatStore.open(database.dataSource());
            store.write(toEach(pairs, "hello"));
            UserId last = receiver(pairs, pairs);
            stores.get(0).write(List.of(new Write.Acknowledge(last, 1)));
            store.write(toEach(pairs, "hello again"));
            assertThat(acknowledged(last)).isEqualTo("1");
            assertThat(Chatter.head(store, last)).isEqualTo(3);
        }
        DatabaseRules.check(database);
    }

    private String acknowledged(UserId user) throws Exception {
        return database.query("SELECT acked FROM duologue_user WHERE name = '" + user.value() + "'")
                .get(0);
    }

    private static List<Write> toEach(int pairs, String text) {
        return IntStream.rangeClosed(1, pairs)
                .<Write>mapToObj(i -> Chatter.send(new UserId("sender " + pairs + i), receiver(pairs, i), text))
                .toList();
    }

    private static UserId receiver(int pairs, int number) {
        return new UserId("receiver " + pairs + number);
    }

    private ChatStore storeThatRemembers() {
        ChatStore store = JdbcChatStore.open(database.dataSource());
        store.write(List.of(Chatter.send(ALICE, BOB, "hello")));
        return store;
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

    private static List<Long> dense(int count) {
        return LongStream.rangeClosed(1, count).boxed().toList();
    }
}
