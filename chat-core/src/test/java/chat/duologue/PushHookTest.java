package chat.duologue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.Message;
import chat.duologue.model.Settings;
import chat.duologue.model.UserId;
import chat.duologue.store.memory.InMemoryChatStore;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Cursors.Cursor;
import chat.duologue.store.spi.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is pushed to users who have no session. */
class PushHookTest {
    private static final UserId ALICE = new UserId("alice");
    private static final UserId BOB = new UserId("bob");
    private static final UserId CAROL = new UserId("carol");

    private final ChatStore store = new InMemoryChatStore();
    private final List<PushNotification> pushed = new CopyOnWriteArrayList<>();
    private final List<ReadElsewhere> withdrawn = new CopyOnWriteArrayList<>();
    private final List<ChatServer> servers = new ArrayList<>();
    private volatile Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private volatile Runnable before = () -> {};

    private final PushHook hook = new PushHook() {
        @Override
        public void onPush(PushNotification notification) {
            before.run();
            pushed.add(notification);
        }

        @Override
        public void onReadElsewhere(ReadElsewhere read) {
            before.run();
            withdrawn.add(read);
        }
    };

    @AfterEach
    void stop() {
        servers.forEach(ChatServer::stop);
    }

    private ChatServer start() {
        ChatServer server = ChatServer.builder()
                .store(store)
                .authenticator(credentials -> Optional.empty())
                .options(ChatServerOptions.builder()
                        .listenerInterval(Duration.ofHours(20))
                        .build())
                .clock(() -> now)
                .push(hook)
                .build()
                .start();
        servers.add(server);
        return server;
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static Message say(ChatServer server, UserId from, UserId to, String text) {
        return get(server.as(from).send(new ConversationRef.WithPeer(to), newId(), Content.text(text)))
                .message();
    }

    private static ClientMessageId newId() {
        return new ClientMessageId(UUID.randomUUID().toString());
    }

    /** As another node would. */
    private Message sayElsewhere(UserId from, UserId to, String text) {
        store.write(List.of(new Write.Send(from, new ConversationRef.WithPeer(to), newId(), Content.text(text), now)));
        return store.conversation(to, new ConversationRef.WithPeer(from))
                .orElseThrow()
                .last();
    }

    private static List<String> texts(PushNotification notification) {
        return notification.messages().stream()
                .map(message -> message.content().text())
                .toList();
    }

    private Cursor cursor(UserId user) {
        return store.cursors().read("push", List.of(user)).get(user);
    }

    private void awaitPushed(int count) {
        await().untilAsserted(() -> assertThat(pushed).hasSize(count));
    }

    /** What comes later in a stream is handled later: so when this is, all before it was. */
    private void settle(ChatServer server, UserId user) {
        UserId last = new UserId("last");
        say(server, last, user, "last");
        await().until(() -> pushed.stream()
                .anyMatch(push -> push.user().equals(user) && push.peer().equals(last)));
        pushed.removeIf(push -> push.peer().equals(last));
    }

    @Test
    void pushesAtOnceToWhomHasNoSession() {
        ChatServer server = start();
        Message first = say(server, ALICE, BOB, "one");
        awaitPushed(1);
        Message other = say(server, CAROL, BOB, "two");
        awaitPushed(2);
        Message second = say(server, ALICE, BOB, "three");
        awaitPushed(3);
        assertThat(pushed)
                .containsExactly(
                        new PushNotification(BOB, first.conversation(), ALICE, "", List.of(first), 1, 1),
                        new PushNotification(BOB, other.conversation(), CAROL, "", List.of(other), 1, 2),
                        new PushNotification(BOB, first.conversation(), ALICE, "", List.of(second), 2, 3));
    }

    @Test
    void messagesThatComeTogetherAreOneNotification() {
        ChatServer server = start();
        CountDownLatch free = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        before = () -> {
            inside.countDown();
            try {
                free.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        say(server, ALICE, BOB, "one");
        assertThat(inside).satisfies(latch -> latch.await());
        for (int i = 1; i <= 4; i++) {
            say(server, ALICE, BOB, "a" + i);
            say(server, CAROL, BOB, "c" + i);
        }
        free.countDown();
        awaitPushed(3);
        assertThat(texts(pushed.get(1))).containsExactly("a1", "a2", "a3", "a4");
        assertThat(pushed.get(1).unread()).isEqualTo(5);
        assertThat(texts(pushed.get(2))).containsExactly("c1", "c2", "c3", "c4");
        assertThat(pushed.get(2).badge()).isEqualTo(9);
        settle(server, BOB);
        assertThat(pushed).hasSize(3);
    }

    @Test
    void ofVeryManyMessagesTheNewestAreShown() {
        IntStream.rangeClosed(1, 250).forEach(i -> sayElsewhere(ALICE, BOB, "text " + i));
        start();
        awaitPushed(1);
        assertThat(texts(pushed.get(0)))
                .containsExactlyElementsOf(IntStream.rangeClosed(241, 250)
                        .mapToObj(i -> "text " + i)
                        .toList());
        assertThat(pushed.get(0).badge()).isEqualTo(250);
        await().untilAsserted(() -> assertThat(cursor(BOB).position()).isEqualTo(250));
        assertThat(pushed).hasSize(1);
    }

    @Test
    void isSilentAboutWhatNeedNotBeSeen() {
        Message recalled = sayElsewhere(ALICE, BOB, "recalled");
        Message hidden = sayElsewhere(CAROL, BOB, "hidden");
        Message muted = sayElsewhere(new UserId("muted"), BOB, "muted");
        Message read = sayElsewhere(new UserId("read"), BOB, "read");
        Message delivered = sayElsewhere(new UserId("delivered"), new UserId("dave"), "delivered");
        Instant ever = Instant.parse("9999-01-01T00:00:00Z");
        store.write(List.of(
                new Write.Recall(ALICE, recalled.conversation(), 1, now, Instant.EPOCH),
                new Write.Hide(BOB, hidden.conversation(), 1, Instant.EPOCH),
                new Write.Configure(BOB, muted.conversation(), new Settings.Change(ever, null, null)),
                new Write.MarkRead(BOB, read.conversation(), 1),
                new Write.Acknowledge(new UserId("dave"), 1)));
        assertThat(delivered.seq()).isEqualTo(1);
        ChatServer server = start();
        settle(server, BOB);
        settle(server, new UserId("dave"));
        assertThat(pushed).isEmpty();
        assertThat(withdrawn).isEmpty();
    }

    @Test
    void aSilenceThatIsOverIsNoSilence() {
        Message muted = sayElsewhere(ALICE, BOB, "one");
        store.write(List.of(
                new Write.Configure(BOB, muted.conversation(), new Settings.Change(now.plusSeconds(60), null, null))));
        now = now.plusSeconds(60);
        start();
        awaitPushed(1);
    }

    @Test
    void aNewHookIsQuietAboutWhatIsOld() {
        sayElsewhere(ALICE, BOB, "old");
        now = now.plus(Duration.ofDays(1)).plusMillis(1);
        sayElsewhere(CAROL, BOB, "new");
        start();
        awaitPushed(1);
        assertThat(texts(pushed.get(0))).containsExactly("new");
        assertThat(pushed.get(0).badge()).isEqualTo(2);
    }

    @Test
    void tellsWhenItWasReadElsewhereUntilNothingIsLeft() {
        ChatServer server = start();
        Message one = say(server, ALICE, BOB, "one");
        Message two = say(server, CAROL, BOB, "two");
        awaitPushed(2);
        await().untilAsserted(() -> assertThat(cursor(BOB)).isEqualTo(new Cursor(2, 2)));
        get(server.as(BOB).markRead(one.conversation(), 1));
        await().untilAsserted(
                        () -> assertThat(withdrawn).containsExactly(new ReadElsewhere(BOB, one.conversation(), 1, 1)));
        get(server.as(BOB).markRead(two.conversation(), 1));
        await().untilAsserted(() -> assertThat(withdrawn)
                .containsExactly(
                        new ReadElsewhere(BOB, one.conversation(), 1, 1),
                        new ReadElsewhere(BOB, two.conversation(), 1, 0)));
        await().untilAsserted(() -> assertThat(cursor(BOB)).isEqualTo(new Cursor(4, 0)));
    }

    @Test
    void twoConversationsReadBeforeTheHookHearsOfOneAreBothTold() {
        ChatServer first = start();
        Message one = say(first, ALICE, BOB, "one");
        Message two = say(first, CAROL, BOB, "two");
        await().untilAsserted(() -> assertThat(cursor(BOB)).isEqualTo(new Cursor(2, 2)));
        first.stop();
        store.write(List.of(
                new Write.MarkRead(BOB, one.conversation(), 1), new Write.MarkRead(BOB, two.conversation(), 1)));
        start();
        await().untilAsserted(() -> assertThat(withdrawn.stream().map(ReadElsewhere::conversation))
                .containsExactly(one.conversation(), two.conversation()));
        await().untilAsserted(() -> assertThat(cursor(BOB)).isEqualTo(new Cursor(4, 0)));
    }

    @Test
    void whoWasNeverPushedAnythingHasNothingToWithdraw() {
        Message message = sayElsewhere(ALICE, BOB, "one");
        store.write(List.of(new Write.MarkRead(BOB, message.conversation(), 1)));
        ChatServer server = start();
        settle(server, BOB);
        assertThat(withdrawn).isEmpty();
    }

    @Test
    void anAcknowledgementIsNotTakenForReading() {
        ChatServer server = start();
        Message one = say(server, ALICE, BOB, "one");
        ConversationId conversation = one.conversation();
        awaitPushed(1);
        get(server.as(BOB).markRead(conversation, 1));
        await().untilAsserted(() -> assertThat(withdrawn).hasSize(1));
        say(server, CAROL, BOB, "two");
        awaitPushed(2);
        say(server, ALICE, BOB, "three");
        awaitPushed(3);
        get(server.as(BOB).acknowledge(store.events(BOB, 0, 100).upTo()));
        settle(server, BOB);
        assertThat(withdrawn).hasSize(1);
    }

    @Test
    void aNotificationCostsFewAsks() {
        TappedStore tapped = new TappedStore(store);
        ChatServer server = ChatServer.builder()
                .store(tapped.store)
                .authenticator(credentials -> Optional.empty())
                .clock(() -> now)
                .push(hook)
                .build()
                .start();
        servers.add(server);
        await().until(() -> tapped.asked.contains("cursors.behind"));
        say(server, ALICE, BOB, "one");
        await().untilAsserted(() -> assertThat(cursor(BOB).position()).isEqualTo(1));
        tapped.asked.clear();
        say(server, ALICE, BOB, "two");
        await().untilAsserted(() -> assertThat(cursor(BOB).position()).isEqualTo(2));
        assertThat(tapped.asked)
                .containsExactly(
                        "write",
                        "cursors.read",
                        "events",
                        "conversation",
                        "messages",
                        "conversations",
                        "cursors.advance");
    }

    @Test
    void aHookThatThrowsIsCalledAgain() {
        List<String> faults = new CopyOnWriteArrayList<>(List.of("first", "second"));
        before = () -> {
            if (!faults.isEmpty()) {
                throw new IllegalStateException(faults.remove(0));
            }
        };
        ChatServer server = start();
        Message one = say(server, ALICE, BOB, "one");
        awaitPushed(1);
        faults.add("third");
        get(server.as(BOB).markRead(one.conversation(), 1));
        await().untilAsserted(() -> assertThat(withdrawn).hasSize(1));
        assertThat(pushed).hasSize(1);
    }
}
