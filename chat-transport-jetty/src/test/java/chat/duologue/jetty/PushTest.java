package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServerOptions;
import chat.duologue.PushHook;
import chat.duologue.PushNotification;
import chat.duologue.ReadElsewhere;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.memory.InMemoryChatStore;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Cursors.Cursor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Whom the host notifies whose devices are on sockets, or were. */
class PushTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(400);

    private final ChatStore store = new InMemoryChatStore();
    private final List<PushNotification> pushed = new CopyOnWriteArrayList<>();
    private final List<Instant> pushedAt = new CopyOnWriteArrayList<>();
    private final List<ReadElsewhere> withdrawn = new CopyOnWriteArrayList<>();
    private ChatFixture chat;

    private final PushHook hook = new PushHook() {
        @Override
        public void onPush(PushNotification notification) {
            pushedAt.add(Instant.now());
            pushed.add(notification);
        }

        @Override
        public void onReadElsewhere(ReadElsewhere read) {
            withdrawn.add(read);
        }
    };

    private void start(Duration pushAfter) {
        chat = ChatFixture.start(
                store,
                ChatServerOptions.builder()
                        .pushAfter(pushAfter)
                        .listenerInterval(Duration.ofHours(20))
                        .build(),
                builder -> builder.push(hook));
    }

    @AfterEach
    void stop() {
        chat.close();
    }

    private List<String> texts() {
        return pushed.stream()
                .flatMap(push -> push.messages().stream())
                .map(message -> message.content().text())
                .toList();
    }

    private void awaitTexts(String... texts) {
        await().untilAsserted(() -> assertThat(texts()).containsExactly(texts));
    }

    private static void read(TestClient client, JsonNode message) {
        client.request(
                "read",
                Map.of(
                        "conversation",
                        message.get("conversation").stringValue(),
                        "seq",
                        message.get("seq").longValue()));
    }

    @Test
    void aDeviceThatAcknowledgesIsEnough() {
        start(SHORT);
        TestClient alice = chat.login("alice");
        TestClient phone = chat.login("bob");
        TestClient laptop = chat.login("bob");
        alice.say("bob", "acknowledged");
        phone.event();
        laptop.ack(laptop.event().get("offset").longValue());
        chat.login("carol").say("bob", "not acknowledged");
        awaitTexts("not acknowledged");
        assertThat(withdrawn).isEmpty();
    }

    @Test
    void aDeviceThatDoesNotAcknowledgeInTimeIsNone() {
        start(SHORT);
        TestClient bob = chat.login("bob");
        JsonNode sent = chat.login("alice").say("bob", "hello");
        bob.event();
        awaitTexts("hello");
        Message message = pushed.get(0).messages().get(0);
        assertThat(pushedAt.get(0)).isAfterOrEqualTo(message.at().plus(SHORT));
        assertThat(pushed.get(0).badge()).isEqualTo(1);
        read(bob, sent);
        await().untilAsserted(() -> assertThat(withdrawn)
                .containsExactly(new ReadElsewhere(new UserId("bob"), message.conversation(), 1, 0)));
    }

    @Test
    void withNoTimeToAcknowledgeEveryoneIsPushedTo() {
        start(Duration.ZERO);
        TestClient bob = chat.login("bob");
        chat.login("alice").say("bob", "hello");
        bob.event();
        awaitTexts("hello");
    }

    @Test
    void whoIsNotConnectedIsPushedToAtOnceAndToldWhenItIsReadElsewhere() {
        start(LONG);
        chat.login("bob").close();
        await().until(() -> chat.chat.sessions(new UserId("bob")).isEmpty());
        TestClient alice = chat.login("alice");
        JsonNode sent = alice.say("bob", "hello");
        awaitTexts("hello");

        TestClient laptop = chat.login("bob");
        laptop.ack(1);
        alice.event("receipt", event -> event.get("deliveredSeq").longValue() == 1);
        assertThat(withdrawn).isEmpty();
        read(laptop, sent);
        await().untilAsserted(() -> assertThat(withdrawn).hasSize(1));
        assertThat(withdrawn.get(0).badge()).isZero();
        assertThat(withdrawn.get(0).upToSeq()).isEqualTo(1);
    }

    @Test
    void whatWaitsForADeviceSurvivesTheServer() {
        start(LONG);
        TestClient bob = chat.login("bob");
        JsonNode sent = chat.login("carol").say("bob", "read");
        chat.login("alice").say("bob", "hello");
        bob.events(2);
        read(bob, sent);
        UserId user = new UserId("bob");
        await().untilAsserted(() ->
                assertThat(store.cursors().read("push", List.of(user))).isEqualTo(Map.of(user, new Cursor(1, 0))));
        chat.close();
        assertThat(pushed).isEmpty();

        start(LONG);
        awaitTexts("hello");
    }

    @Test
    void whatWaitsForADeviceIsOverWhenItIsRead() {
        start(SHORT);
        TestClient bob = chat.login("bob");
        JsonNode sent = chat.login("alice").say("bob", "read");
        bob.event();
        read(bob, sent);
        chat.login("carol").say("bob", "not acknowledged");
        awaitTexts("not acknowledged");
        assertThat(withdrawn).isEmpty();
    }

    @Test
    void messagesThatWaitForADeviceAreOneNotification() {
        start(SHORT);
        TestClient bob = chat.login("bob");
        TestClient alice = chat.login("alice");
        alice.say("bob", "one");
        alice.say("bob", "two");
        alice.say("bob", "three");
        bob.events(3);
        awaitTexts("one", "two", "three");
        assertThat(pushed).hasSize(1);
    }
}
