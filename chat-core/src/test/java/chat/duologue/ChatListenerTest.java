package chat.duologue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.Event;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.UserId;
import chat.duologue.store.memory.InMemoryChatStore;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Cursors.Cursor;
import chat.duologue.store.spi.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a listener hears, whatever befalls it. */
class ChatListenerTest {
    private static final UserId ALICE = new UserId("alice");
    private static final UserId BOB = new UserId("bob");
    private static final UserId CAROL = new UserId("carol");

    /** Remembers what it heard of each user. */
    private static final class Ear implements ChatListener {
        final Map<UserId, List<Event>> heard = new ConcurrentHashMap<>();

        @Override
        public void onEvents(UserId user, List<Event> events) throws Exception {
            heard.computeIfAbsent(user, key -> new CopyOnWriteArrayList<>()).addAll(events);
        }

        List<Long> offsets(UserId user) {
            return heard.getOrDefault(user, List.of()).stream()
                    .map(Event::offset)
                    .toList();
        }

        List<String> texts(UserId user) {
            return heard.getOrDefault(user, List.of()).stream()
                    .filter(MessageEvent.class::isInstance)
                    .map(event -> ((MessageEvent) event).message().content().text())
                    .toList();
        }
    }

    private final ChatStore store = new InMemoryChatStore();
    private final List<ChatServer> servers = new ArrayList<>();
    private final Ear ear = new Ear();

    @AfterEach
    void stop() {
        servers.forEach(ChatServer::stop);
    }

    private static ChatServerOptions.Builder rareSweeps() {
        return ChatServerOptions.builder().listenerInterval(Duration.ofHours(20));
    }

    private ChatServer start(ChatStore on, ChatServerOptions.Builder options, ChatListener listener) {
        ChatServer server = ChatServer.builder()
                .store(on)
                .authenticator(credentials -> Optional.empty())
                .options(options.build())
                .listener("audit", listener)
                .build()
                .start();
        servers.add(server);
        return server;
    }

    private ChatServer start(ChatListener listener) {
        return start(store, rareSweeps(), listener);
    }

    private static void say(ChatServer server, UserId from, UserId to, String text) {
        server.as(from)
                .send(new ConversationRef.WithPeer(to), newId(), Content.text(text))
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static ClientMessageId newId() {
        return new ClientMessageId(UUID.randomUUID().toString());
    }

    /** As another node would. */
    private void sayElsewhere(UserId from, UserId to, String text) {
        store.write(List.of(
                new Write.Send(from, new ConversationRef.WithPeer(to), newId(), Content.text(text), Instant.now())));
    }

    private Cursor cursor(UserId user) {
        return store.cursors().read("audit", List.of(user)).get(user);
    }

    private static List<Long> upTo(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(i -> (long) i).toList();
    }

    @Test
    void hearsOfWhatEntersTheStreamsOfBothInOrder() {
        ChatServer server = start(ear);
        for (int i = 1; i <= 20; i++) {
            say(server, i % 2 == 0 ? ALICE : BOB, i % 2 == 0 ? BOB : ALICE, "text " + i);
        }
        await().untilAsserted(() -> {
            assertThat(ear.offsets(ALICE)).isEqualTo(upTo(20));
            assertThat(ear.offsets(BOB)).isEqualTo(upTo(20));
            assertThat(cursor(BOB)).isEqualTo(new Cursor(20, 0));
        });
        assertThat(ear.heard.get(ALICE)).isEqualTo(store.events(ALICE, 0, 100).events());
    }

    @Test
    void aNewNameBeginsAtTheBeginningOfWhatIsKept() {
        for (int i = 1; i <= 350; i++) {
            sayElsewhere(ALICE, BOB, "text " + i);
        }
        start(ear);
        await().untilAsserted(() -> {
            assertThat(ear.offsets(ALICE)).isEqualTo(upTo(350));
            assertThat(ear.offsets(BOB)).isEqualTo(upTo(350));
        });
    }

    @Test
    void goesOnWithWhatATrimmedStreamStillHas() {
        for (int i = 1; i <= 30; i++) {
            sayElsewhere(ALICE, BOB, "text " + i);
        }
        store.housekeeping().orElseThrow().trim(null, 5, 100);
        start(ear);
        await().untilAsserted(() -> assertThat(cursor(BOB).position()).isEqualTo(30));
        assertThat(ear.offsets(BOB)).contains(30L).isSorted();
    }

    @Test
    void hearsAgainOfWhatItThrewAtWhileOthersGoOn() {
        AtomicInteger thrown = new AtomicInteger();
        ChatServer server = start((user, events) -> {
            if (user.equals(BOB) && thrown.incrementAndGet() <= 3) {
                throw new IllegalStateException("the index is down");
            }
            ear.onEvents(user, events);
        });
        say(server, ALICE, BOB, "one");
        await().untilAsserted(() -> assertThat(ear.texts(ALICE)).containsExactly("one"));
        assertThat(cursor(BOB)).isEqualTo(Cursor.START);
        say(server, ALICE, BOB, "two");
        await().untilAsserted(() -> assertThat(ear.texts(BOB)).containsExactly("one", "two"));
        assertThat(thrown.get()).isEqualTo(4);
        await().untilAsserted(() -> assertThat(cursor(BOB).position()).isEqualTo(2));
    }

    @Test
    void pausesGrowThoughMoreIsSaid() {
        AtomicInteger calls = new AtomicInteger();
        ChatServer server = start((user, events) -> {
            if (user.equals(BOB)) {
                calls.incrementAndGet();
                throw new IllegalStateException("for ever");
            }
            ear.onEvents(user, events);
        });
        for (int i = 1; i <= 200; i++) {
            say(server, ALICE, BOB, "text " + i);
        }
        await().untilAsserted(() -> assertThat(ear.offsets(ALICE)).isEqualTo(upTo(200)));
        assertThat(calls.get()).isLessThan(20);
    }

    @Test
    void oneThatHangsIsInterruptedAndHearsAgainWhileOthersGoOn() {
        CountDownLatch hanging = new CountDownLatch(1);
        AtomicInteger interrupted = new AtomicInteger();
        ChatServer server = start(
                store, rareSweeps().callbackDeadline(Duration.ofMillis(300)).callbackThreads(8), (user, events) -> {
                    if (user.equals(BOB) && interrupted.get() < 2) {
                        try {
                            hanging.await();
                        } catch (InterruptedException e) {
                            interrupted.incrementAndGet();
                            throw e;
                        }
                    }
                    ear.onEvents(user, events);
                });
        say(server, ALICE, BOB, "one");
        say(server, ALICE, CAROL, "two");
        await().untilAsserted(() -> assertThat(ear.texts(CAROL)).containsExactly("two"));
        await().untilAsserted(() -> assertThat(ear.texts(BOB)).containsExactly("one"));
        assertThat(interrupted.get()).isEqualTo(2);
        assertThat(ear.texts(ALICE)).containsExactly("one", "two");
    }

    @Test
    void callsOfOneUserNeverOverlapThoughOneDoesNotHeedItsInterrupt() {
        CountDownLatch free = new CountDownLatch(1);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ChatServer server = start(
                store, rareSweeps().callbackDeadline(Duration.ofMillis(50)).callbackThreads(8), (user, events) -> {
                    if (user.equals(BOB)) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        while (free.getCount() > 0) {
                            try {
                                free.await();
                            } catch (InterruptedException e) {
                                most.accumulateAndGet(inside.get(), Math::max);
                            }
                        }
                        inside.decrementAndGet();
                    }
                    ear.onEvents(user, events);
                });
        say(server, ALICE, BOB, "one");
        say(server, ALICE, BOB, "two");
        for (int i = 0; i < 40; i++) {
            say(server, ALICE, CAROL, "text " + i);
        }
        await().untilAsserted(() -> assertThat(ear.offsets(CAROL)).isEqualTo(upTo(40)));
        free.countDown();
        await().untilAsserted(() -> assertThat(new HashSet<>(ear.texts(BOB))).isEqualTo(Set.of("one", "two")));
        assertThat(most.get()).isEqualTo(1);
    }

    @Test
    void whatWasCommittedElsewhereIsFoundBySweeping() {
        start(store, ChatServerOptions.builder().listenerInterval(Duration.ofMillis(30)), ear);
        IntStream.range(0, 450).forEach(i -> sayElsewhere(ALICE, new UserId("user " + i), "text " + i));
        await().untilAsserted(() -> {
            assertThat(ear.offsets(ALICE)).isEqualTo(upTo(450));
            assertThat(ear.heard).hasSize(451);
        });
    }

    @Test
    void aServerThatStartsGoesOnWhereTheLastOneStopped() {
        ChatServer first = start(ear);
        say(first, ALICE, BOB, "one");
        await().untilAsserted(() -> assertThat(ear.texts(BOB)).containsExactly("one"));
        first.stop();
        sayElsewhere(ALICE, BOB, "two");
        start(ear);
        await().untilAsserted(() -> assertThat(ear.texts(BOB)).containsExactly("one", "two"));
        await().untilAsserted(() -> assertThat(ear.texts(ALICE)).containsExactly("one", "two"));
    }

    @Test
    void aServerThatStopsWaitsAMomentForACallThatRuns() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        ChatServer server = start((user, events) -> {
            if (user.equals(BOB)) {
                inside.countDown();
                free.await();
            }
            ear.onEvents(user, events);
        });
        say(server, ALICE, BOB, "one");
        inside.await();
        Thread stopping = new Thread(server::stop);
        stopping.start();
        await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
        free.countDown();
        stopping.join();
        assertThat(ear.texts(BOB)).containsExactly("one");
        assertThat(cursor(BOB).position()).isEqualTo(1);
    }

    @Test
    void whatWasNotHeardToTheEndIsHeardByTheNextServer() {
        ChatServer first = start((user, events) -> new CountDownLatch(1).await());
        say(first, ALICE, BOB, "one");
        first.stop();
        assertThat(cursor(BOB)).isEqualTo(Cursor.START);
        start(ear);
        await().untilAsserted(() -> assertThat(ear.texts(BOB)).containsExactly("one"));
    }

    @Test
    void twoServersOnOneStoreMayRepeatButLoseNothing() {
        Ear other = new Ear();
        ChatServer one = start(store, ChatServerOptions.builder().listenerInterval(Duration.ofMillis(20)), ear);
        ChatServer two = start(store, ChatServerOptions.builder().listenerInterval(Duration.ofMillis(20)), other);
        for (int i = 1; i <= 100; i++) {
            say(i % 2 == 0 ? one : two, i % 3 == 0 ? ALICE : BOB, CAROL, "text " + i);
        }
        await().untilAsserted(() -> {
            Set<Long> heard = new HashSet<>(ear.offsets(CAROL));
            heard.addAll(other.offsets(CAROL));
            assertThat(heard).containsExactlyInAnyOrderElementsOf(upTo(100));
            assertThat(cursor(CAROL).position()).isEqualTo(100);
        });
    }

    @Test
    void waitsForAStoreThatIsDownWithoutAskingItAllTheTime() {
        TappedStore tapped = new TappedStore(store);
        ChatServer server = start(tapped.store, rareSweeps(), ear);
        await().until(() -> tapped.asked.contains("cursors.behind"));
        for (String broken : List.of("cursors.read", "events", "cursors.advance")) {
            tapped.asked.clear();
            tapped.broken = broken;
            say(server, ALICE, BOB, broken);
            await().until(() -> tapped.asked.stream().filter(broken::equals).count() >= 3);
            assertThat(tapped.asked).hasSizeLessThan(200);
            tapped.broken = "";
            await().untilAsserted(() -> assertThat(cursor(BOB)).isEqualTo(new Cursor(head(BOB), 0)));
        }
        assertThat(ear.texts(BOB)).containsSubsequence("cursors.read", "events", "cursors.advance");
    }

    @Test
    void aStoreThatFailsForEverIsAskedEverMoreRarelyThoughMoreIsSaid() {
        TappedStore tapped = new TappedStore(store);
        ChatServer server = start(tapped.store, rareSweeps(), ear);
        await().until(() -> tapped.asked.contains("cursors.behind"));
        tapped.broken = "cursors.advance";
        for (int i = 1; i <= 500; i++) {
            say(server, ALICE, BOB, "text " + i);
        }
        assertThat(tapped.asked.stream().filter("cursors.advance"::equals).count())
                .isLessThan(15);
        tapped.broken = "";
        await().untilAsserted(() -> assertThat(cursor(BOB)).isEqualTo(new Cursor(500, 0)));
    }

    private long head(UserId user) {
        return store.positions(List.of(user)).get(user).head();
    }

    @Test
    void severalListenersHaveCursorsOfTheirOwn() {
        Ear other = new Ear();
        ChatServer server = ChatServer.builder()
                .store(store)
                .authenticator(credentials -> Optional.empty())
                .listener("audit", (user, events) -> {
                    throw new IllegalStateException("for ever");
                })
                .listener("search-2", other)
                .build()
                .start();
        servers.add(server);
        say(server, ALICE, BOB, "one");
        await().untilAsserted(() -> assertThat(other.texts(BOB)).containsExactly("one"));
        assertThat(cursor(BOB)).isEqualTo(Cursor.START);
    }

    @Test
    void withoutAListenerTheStoreIsNotAsked() {
        TappedStore tapped = new TappedStore(store);
        ChatServer server = ChatServer.builder()
                .store(tapped.store)
                .authenticator(credentials -> Optional.empty())
                .build()
                .start();
        servers.add(server);
        say(server, ALICE, BOB, "one");
        assertThat(tapped.asked).noneMatch(name -> name.startsWith("cursors."));
    }

    @Test
    void namesAreCheckedWhereTheyAreGiven() {
        ChatServer.Builder builder = ChatServer.builder().listener("audit", ear);
        assertThatThrownBy(() -> builder.listener("audit", ear))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is a listener named audit already");
        assertThatThrownBy(() -> builder.listener("Audit", ear))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 64 of a-z, 0-9 and -");
        assertThatThrownBy(() -> builder.listener("push", ear))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is the push hook's");
    }
}
