package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatUser;
import chat.duologue.ErrorCode;
import chat.duologue.RequestException;
import chat.duologue.Sent;
import chat.duologue.model.Anchor;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.Event;
import chat.duologue.model.Markers;
import chat.duologue.model.UserId;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the host's own code does as a user, beside clients on sockets. */
class InProcessTest {
    private final ChatFixture chat = ChatFixture.start();
    private final ChatUser system = chat.chat.as(new UserId("system"));
    private final ChatUser bob = chat.chat.as(new UserId("bob"));

    @AfterEach
    void stop() {
        chat.close();
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(20, java.util.concurrent.TimeUnit.SECONDS)
                .join();
    }

    private Sent tellBob(String text) {
        return get(system.send(
                new ConversationRef.WithPeer(new UserId("bob")), new ClientMessageId(text), Content.text(text)));
    }

    private static String text(Event event) {
        return ((Event.MessageEvent) event).message().content().text();
    }

    @Test
    void sendsReachSocketsAndAnswersComeBack() {
        TestClient client = chat.login("bob");
        Sent sent = tellBob("your order has left");
        assertThat(sent.duplicate()).isFalse();
        JsonNode event = client.event();
        assertThat(event.get("text").stringValue()).isEqualTo("your order has left");
        assertThat(event.get("from").stringValue()).isEqualTo("system");
        assertThat(tellBob("your order has left").duplicate()).isTrue();

        client.say("system", "thanks");
        ConversationId conversation = sent.message().conversation();
        assertThat(get(system.history(conversation, Anchor.NEWEST, 10)).messages())
                .extracting(message -> message.content().text())
                .containsExactly("your order has left", "thanks");
        assertThat(get(system.conversations(ConversationFilter.UNREAD, Long.MAX_VALUE, 10))
                        .totalUnread())
                .isEqualTo(1);
        Markers read = get(system.markRead(conversation, 2));
        assertThat(read.readSeq()).isEqualTo(2);
        assertThat(client.event("receipt", any -> true).get("readSeq").longValue())
                .isEqualTo(2);
        get(bob.acknowledge(1));
        assertThat(get(system.conversation(new ConversationRef.Existing(conversation)))
                        .peerMarkers()
                        .deliveredSeq())
                .isEqualTo(1);
        assertThat(get(bob.position()).head()).isEqualTo(chat.stored("bob").upTo());
    }

    @Test
    void refusalsAreRequestExceptions() {
        ConversationId conversation = tellBob("hello").message().conversation();
        ChatUser stranger = chat.chat.as(new UserId("stranger"));
        for (CompletionStage<?> stage : List.of(
                stranger.history(conversation, Anchor.NEWEST, 10),
                stranger.markRead(conversation, 1),
                stranger.conversation(new ConversationRef.Existing(conversation)))) {
            assertThatThrownBy(() -> get(stage))
                    .cause()
                    .isInstanceOfSatisfying(
                            RequestException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.FORBIDDEN));
        }
    }

    @Test
    void followingGivesTheBacklogAndThenWhatHappensInOrder() {
        int backlog = 700;
        for (int i = 1; i <= backlog; i++) {
            tellBob("" + i);
        }
        List<Event> seen = new CopyOnWriteArrayList<>();
        ChatUser.Following following = bob.follow(0, seen::add);
        int total = backlog + 500;
        for (int i = backlog + 1; i <= total; i++) {
            tellBob("" + i);
        }
        await().untilAsserted(() -> assertThat(seen).hasSize(total));
        for (int i = 1; i <= total; i++) {
            assertThat(seen.get(i - 1).offset()).isEqualTo(i);
            assertThat(text(seen.get(i - 1))).isEqualTo("" + i);
        }
        following.close();
        tellBob("after the close");
        List<Event> others = new CopyOnWriteArrayList<>();
        bob.follow(total, others::add);
        await().untilAsserted(() -> assertThat(others).hasSize(1));
        assertThat(seen).hasSize(total);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aListenerThatThrowsIsClosedAndLoggedAndHurtsNobody(boolean error) {
        TestClient client = chat.login("bob");
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        List<String> good = new CopyOnWriteArrayList<>();
        AtomicInteger calls = new AtomicInteger();
        try {
            bob.follow(0, event -> {
                calls.incrementAndGet();
                if (error) {
                    throw new AssertionError("a fault, says the test");
                }
                throw new IllegalStateException("a fault, says the test");
            });
            bob.follow(0, event -> good.add(text(event)));
            for (int i = 1; i <= 50; i++) {
                tellBob("" + i);
            }
            await().untilAsserted(() -> assertThat(good).hasSize(50));
            await().untilAsserted(() ->
                    assertThat(log.toString(StandardCharsets.UTF_8)).contains("a fault, says the test"));
        } finally {
            System.setErr(before);
        }
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("ERROR chat.duologue");
        assertThat(calls).hasValue(1);
        assertThat(client.texts(50)).isEqualTo(good);
    }

    @Test
    void aSlowListenerFallsBehindAloneAndCatchesUp() {
        TestClient client = chat.login("bob");
        FaultyStore.Gate gate = new FaultyStore.Gate();
        List<String> slow = new CopyOnWriteArrayList<>();
        List<String> quick = new CopyOnWriteArrayList<>();
        bob.follow(0, event -> {
            gate.await();
            slow.add(text(event));
        });
        bob.follow(0, event -> quick.add(text(event)));
        int count = 1_000;
        for (int i = 1; i <= count; i++) {
            tellBob("" + i);
        }
        await().untilAsserted(() -> assertThat(quick).hasSize(count));
        assertThat(client.texts(count)).isEqualTo(quick);
        assertThat(slow).isEmpty();
        gate.open();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(slow).isEqualTo(quick));
    }

    @Test
    void manySlowListenersDoNotKeepClientsFromLoggingIn() {
        FaultyStore.Gate gate = new FaultyStore.Gate();
        try {
            for (int i = 0; i < chat.chat.options().callbackThreads(); i++) {
                bob.follow(0, event -> gate.await());
            }
            chat.login("alice").say("bob", "hello");
            await().until(gate::hasWaiting);
            chat.login("carol");
        } finally {
            gate.open();
        }
    }
}
