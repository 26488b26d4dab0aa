package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.model.Anchor;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef.Existing;
import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.model.Message;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Erasure;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Reason;
import chat.duologue.store.spi.StoreException;
import chat.duologue.store.spi.Write;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Removing beside others: two servers on one database, of which one knows what the other has not heard of. */
class HousekeepingTest {
    private static final Outcome REFUSED = new Outcome.Refused(Reason.NOT_A_MEMBER);

    private TestDatabase database;
    /** Does the removing. */
    private ChatStore here;
    /** Remembers how things were before. */
    private ChatStore there;

    private void open(DatabaseKind kind) {
        database = TestDatabase.fresh(kind);
        here = JdbcChatStore.open(database.dataSource());
        there = JdbcChatStore.open(database.dataSource());
    }

    @AfterEach
    void close() {
        try (TestDatabase closing = database) {
            assertThat(StoreVerifier.verify(closing.dataSource()).findings()).isEmpty();
        }
    }

    private static Message send(ChatStore store, UserId from, UserId to, String text) {
        return Chatter.stored(store.write(List.of(Chatter.send(from, to, text))).get(0));
    }

    private static Outcome write(ChatStore store, Write write) {
        return store.write(List.of(write)).get(0);
    }

    private static List<Conversation> list(ChatStore store, UserId user) {
        return store.conversations(user, ConversationFilter.ALL, Long.MAX_VALUE, 100)
                .conversations();
    }

    private static long totalUnread(ChatStore store, UserId user) {
        return store.conversations(user, ConversationFilter.ALL, Long.MAX_VALUE, 0)
                .totalUnread();
    }

    private static void erase(ChatStore store, UserId user, Erasure erasure) {
        store.housekeeping().orElseThrow().erase(user, erasure);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "MYSQL_DRIVER")
    void whatOnePurgesTheOtherDoesNotCountFromMemory(DatabaseKind kind) {
        open(kind);
        ConversationId id = send(there, ALICE, BOB, "1").conversation();
        for (int i = 2; i <= 5; i++) {
            send(there, ALICE, BOB, Integer.toString(i));
        }
        here.housekeeping().orElseThrow().purge(id, 5);
        Message next = send(there, ALICE, BOB, "6");
        assertThat(next.seq()).isEqualTo(6);
        for (ChatStore store : List.of(here, there)) {
            assertThat(list(store, BOB)).extracting(Conversation::last).containsExactly(next);
            assertThat(list(store, BOB).get(0).unread()).isEqualTo(1);
            assertThat(totalUnread(store, BOB)).isEqualTo(1);
        }
        write(there, new Write.MarkRead(BOB, id, 6));
        assertThat(totalUnread(here, BOB)).isZero();
        here.housekeeping().orElseThrow().purge(id, 6);
        assertThat(list(there, BOB)).isEmpty();
        assertThat(write(there, new Write.MarkRead(BOB, id, 7))).isEqualTo(new Outcome.Refused(Reason.NO_SUCH_MESSAGE));
        assertThat(send(there, BOB, ALICE, "7").seq()).isEqualTo(7);
        assertThat(totalUnread(here, ALICE)).isEqualTo(1);
    }

    /** Something that a server does for a user whom another server has erased, and what has to come of it. */
    private interface Late {
        void happens(UserId erased, ConversationId conversation, Message message);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "MYSQL_DRIVER")
    void whoWasErasedElsewhereCanDoAndReadNothingMore(DatabaseKind kind) {
        open(kind);
        List<Late> all = List.of(
                (user, id, message) ->
                        assertThat(there.events(user, 0, 10).events()).isEmpty(),
                (user, id, message) ->
                        assertThat(there.positions(Set.of(user))).containsEntry(user, StreamPosition.EMPTY),
                (user, id, message) ->
                        assertThat(there.messages(user, id, Anchor.NEWEST, 10)).isEmpty(),
                (user, id, message) ->
                        assertThat(there.conversation(user, new Existing(id))).isEmpty(),
                (user, id, message) ->
                        assertThat(there.conversation(user, new WithPeer(BOB))).isEmpty(),
                (user, id, message) ->
                        assertThat(there.conversation(BOB, new WithPeer(user))).isEmpty(),
                (user, id, message) -> assertThat(there.conversation(BOB, new Existing(id))
                                .orElseThrow()
                                .peer()
                                .value())
                        .startsWith("deleted-"),
                (user, id, message) -> assertThat(there.messages(BOB, id, Anchor.NEWEST, 10)
                                .orElseThrow()
                                .messages())
                        .allSatisfy(kept -> assertThat(kept.from()).isNotEqualTo(user)),
                (user, id, message) -> assertThat(list(there, user)).isEmpty(),
                (user, id, message) -> assertThat(totalUnread(there, user)).isZero(),
                (user, id, message) -> assertThat(write(there, new Write.MarkRead(user, id, 1)))
                        .isEqualTo(REFUSED),
                (user, id, message) ->
                        assertThat(write(there, sendTo(user, id))).isEqualTo(REFUSED),
                (user, id, message) -> assertThat(write(there, sendTo(BOB, id))).isEqualTo(REFUSED),
                (user, id, message) -> assertNew(send(there, user, BOB, "new"), id),
                (user, id, message) -> assertNew(send(there, BOB, user, "new"), id),
                (user, id, message) -> {
                    Message fresh = send(here, BOB, user, "to the new one");
                    assertThat(list(there, user)).extracting(Conversation::last).containsExactly(fresh);
                },
                (user, id, message) -> {
                    send(here, BOB, user, "to the new one");
                    assertThat(there.events(user, 0, 10).events()).hasSize(1);
                },
                (user, id, message) -> {
                    send(here, BOB, user, "to the new one");
                    assertThat(write(there, new Write.Acknowledge(user, 1)).deliveries())
                            .hasSize(2);
                });
        for (int i = 0; i < all.size(); i++) {
            UserId user = new UserId("user " + i);
            Message message = send(there, user, BOB, "from who will be erased");
            send(there, BOB, user, "to who will be erased");
            ConversationId id = message.conversation();
            assertThat(there.messages(user, id, Anchor.NEWEST, 10)).isPresent();
            erase(here, user, Erasure.KEEP_MESSAGES);
            all.get(i).happens(user, id, message);
        }
    }

    private static Write sendTo(UserId from, ConversationId id) {
        return new Write.Send(from, new Existing(id), new ClientMessageId("late"), Content.text("late"), Instant.EPOCH);
    }

    private static void assertNew(Message message, ConversationId old) {
        assertThat(message.conversation()).isNotEqualTo(old);
        assertThat(message.seq()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "MYSQL_DRIVER")
    void aWalkPastAllUsersMakesAServerShowThePseudonymsOfThoseErasedElsewhere(DatabaseKind kind) {
        open(kind);
        send(there, ALICE, BOB, "hello");
        assertThat(list(there, BOB)).extracting(Conversation::peer).containsExactly(ALICE);
        erase(here, ALICE, Erasure.KEEP_MESSAGES);
        Optional<UserId> after = Optional.empty();
        do {
            after = there.housekeeping().orElseThrow().trim(after.orElse(null), 1000, 1);
        } while (after.isPresent());
        assertThat(list(there, BOB)).isEqualTo(list(here, BOB));
        assertThat(list(there, BOB)).extracting(Conversation::peer).doesNotContain(ALICE);
    }

    @ParameterizedTest
    @EnumSource
    void anErasureThatIsCutShortAnywhereIsCompletedByTheNextCall(Erasure erasure) {
        open(DatabaseKind.H2);
        AtomicInteger statementsLeft = new AtomicInteger(Integer.MAX_VALUE);
        ChatStore cut = JdbcChatStore.open(new TappedDataSource(database.dataSource(), (method, sql, call) -> {
            if ((method.startsWith("execute") || method.equals("commit")) && statementsLeft.decrementAndGet() < 0) {
                throw new SQLException("cut", "08006");
            }
            return call.proceed();
        }));
        int statements = 0;
        boolean completed = false;
        for (; !completed; statements++) {
            UserId user = new UserId("user " + statements);
            UserId peer = new UserId("peer " + statements);
            Message first = send(here, user, peer, "first");
            write(here, new Write.MarkRead(peer, first.conversation(), 1));
            send(here, peer, user, "second");
            write(here, new Write.MarkRead(user, first.conversation(), 2));
            statementsLeft.set(statements);
            try {
                erase(cut, user, erasure);
                completed = true;
            } catch (StoreException e) {
                statementsLeft.set(Integer.MAX_VALUE);
                Optional<Conversation> seen = cut.conversation(peer, new Existing(first.conversation()));
                if (here.positions(Set.of(user)).get(user).equals(StreamPosition.EMPTY)) {
                    assertThat(write(here, sendTo(user, first.conversation()))).isEqualTo(REFUSED);
                    assertThat(here.messages(user, first.conversation(), Anchor.NEWEST, 10))
                            .isEmpty();
                } else {
                    assertThat(seen).as("nothing was done").isPresent();
                }
                erase(cut, user, erasure);
            }
            assertThat(here.conversation(peer, new Existing(first.conversation()))
                            .isPresent())
                    .isEqualTo(erasure == Erasure.KEEP_MESSAGES);
            assertThat(totalUnread(here, peer)).isEqualTo(0);
            assertNew(send(here, user, peer, "new"), first.conversation());
        }
        assertThat(statements).isGreaterThan(15);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "MYSQL_DRIVER")
    void purgesBesideWritersLeaveTheCountsRight(DatabaseKind kind) throws Exception {
        open(kind);
        ConversationId id = send(here, ALICE, BOB, "0").conversation();
        int perWriter = 60;
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            ChatStore store = writer % 2 == 0 ? here : there;
            UserId from = writer < 2 ? ALICE : BOB;
            UserId to = writer < 2 ? BOB : ALICE;
            tasks.add(() -> {
                for (int i = 0; i < perWriter; i++) {
                    long seq = send(store, from, to, "text").seq();
                    if (i % 7 == 0) {
                        write(store, new Write.MarkRead(from, id, Math.max(1, seq - 3)));
                    }
                }
                return null;
            });
        }
        for (ChatStore store : List.of(here, there)) {
            tasks.add(() -> {
                for (int upTo = 5; upTo <= 2 * perWriter; upTo += 5) {
                    store.housekeeping().orElseThrow().purge(id, upTo);
                }
                return null;
            });
        }
        inParallel(tasks);
        here.housekeeping().orElseThrow().purge(id, 2 * perWriter);
        List<Message> left =
                here.messages(ALICE, id, Anchor.NEWEST, 500).orElseThrow().messages();
        assertThat(left)
                .extracting(Message::seq)
                .isEqualTo(LongStream.rangeClosed(2 * perWriter + 1, 4 * perWriter + 1)
                        .boxed()
                        .toList());
        for (UserId user : List.of(ALICE, BOB)) {
            Conversation seen = here.conversation(user, new Existing(id)).orElseThrow();
            long unread = left.stream()
                    .filter(message -> !message.from().equals(user)
                            && message.seq() > seen.markers().readSeq())
                    .count();
            assertThat(seen.unread()).isEqualTo(unread);
            assertThat(totalUnread(there, user)).isEqualTo(unread);
            assertThat(list(there, user)).containsExactly(seen);
            write(there, new Write.MarkRead(user, id, 4 * perWriter + 1));
            assertThat(totalUnread(here, user)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "MYSQL_DRIVER")
    void aUserIsErasedWhileOthersWriteToThem(DatabaseKind kind) throws Exception {
        open(kind);
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            ChatStore store = writer % 2 == 0 ? here : there;
            UserId peer = new UserId("peer " + writer);
            boolean answers = writer < 2;
            send(store, peer, ALICE, "before");
            tasks.add(() -> {
                for (int i = 0; i < 40; i++) {
                    Write write =
                            answers ? Chatter.send(ALICE, peer, "from alice") : Chatter.send(peer, ALICE, "to alice");
                    assertThat(write(store, write))
                            .matches(outcome -> outcome instanceof Outcome.Stored || outcome.equals(REFUSED));
                }
                return null;
            });
        }
        tasks.add(() -> {
            erase(here, ALICE, Erasure.REMOVE_CONVERSATIONS);
            return null;
        });
        inParallel(tasks);
        for (int i = 0; i < 4; i++) {
            UserId peer = new UserId("peer " + i);
            Message last = send(i % 2 == 0 ? there : here, peer, ALICE, "after");
            List<Message> history = Chatter.history(here, ALICE, peer);
            assertThat(history)
                    .extracting(Message::seq)
                    .isEqualTo(LongStream.rangeClosed(1, last.seq()).boxed().toList());
            assertThat(history).extracting(message -> message.content().text()).doesNotContain("before");
            assertThat(list(here, peer)).extracting(Conversation::last).containsExactly(last);
        }
        assertThat(Chatter.events(here, ALICE).get(0).offset()).isEqualTo(1);
    }

    private static void inParallel(List<Callable<Void>> tasks) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (Future<Void> future : threads.invokeAll(tasks)) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void everyStatementGoesThroughAnIndex() throws Exception {
        open(DatabaseKind.H2);
        Set<String> statements = new LinkedHashSet<>();
        ChatStore tapped = JdbcChatStore.open(new TappedDataSource(database.dataSource(), (method, sql, call) -> {
            if (method.startsWith("execute")) {
                statements.add(sql);
            }
            return call.proceed();
        }));
        List<Write> batch = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            batch.add(Chatter.send(new UserId("peer " + i), ALICE, "hello"));
        }
        here.write(batch);
        statements.clear();
        var housekeeping = tapped.housekeeping().orElseThrow();
        for (var extent : housekeeping.extents(null, 20).extents()) {
            housekeeping.oldest(extent.id(), 10);
            housekeeping.purge(extent.id(), 1);
        }
        housekeeping.trim(null, 10, 20);
        housekeeping.erase(ALICE, Erasure.REMOVE_CONVERSATIONS);
        assertThat(statements).hasSizeGreaterThan(15);
        List<String> plans = new ArrayList<>();
        for (String sql : statements) {
            plans.add(database.plan(sql));
        }
        assertThat(plans).allSatisfy(plan -> assertThat(plan).doesNotContain("tableScan"));
        assertThat(plans)
                .filteredOn(plan -> plan.contains("ORDER BY") && plan.contains("FETCH FIRST"))
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(plan -> assertThat(plan).contains("index sorted"));
    }

    @Test
    void anInterruptedErasureFailsAndKeepsTheInterrupt() {
        open(DatabaseKind.H2);
        send(here, ALICE, BOB, "hello");
        ChatStore contended = JdbcChatStore.open(new TappedDataSource(database.dataSource(), (method, sql, call) -> {
            if (method.equals("commit")) {
                throw new SQLException("lost against another", "40001");
            }
            return call.proceed();
        }));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> erase(contended, ALICE, Erasure.KEEP_MESSAGES)).isInstanceOf(StoreException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
