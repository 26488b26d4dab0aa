package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServerOptions;
import chat.duologue.ErrorCode;
import chat.duologue.RequestException;
import chat.duologue.model.Anchor;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A stop ends what was begun, says goodbye to all, and keeps its time. */
class GracefulStopTest {
    private static final Duration DRAIN = Duration.ofSeconds(1);
    private final FaultyStore store = new FaultyStore();

    private ChatFixture start() {
        return ChatFixture.start(
                store, ChatServerOptions.builder().drainTimeout(DRAIN).build());
    }

    @Test
    void underTrafficEverySendThatWasAnsweredOkIsStoredAndAllSessionsAreToldToGo() {
        ChatFixture chat = start();
        Set<String> confirmed = ConcurrentHashMap.newKeySet();
        List<TestClient> clients = new ArrayList<>();
        List<CompletableFuture<?>> traffic = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            TestClient client = chat.login("user-" + i);
            clients.add(client);
            traffic.add(Background.run(() -> {
                for (int n = 0; !client.isClosed(); n++) {
                    String text = client.hashCode() + "/" + n;
                    try {
                        JsonNode reply = client.say("bob", text, text);
                        assertThat(code(reply)).isIn("ok", "unavailable");
                        if (code(reply).equals("ok")) {
                            confirmed.add(text);
                        }
                    } catch (RuntimeException | AssertionError hungUp) {
                        assertThat(client.closeCode()).isEqualTo(1001);
                    }
                }
            }));
        }
        TestClient bystander = chat.login("bystander");
        TestClient nameless = TestClient.connect(chat.port());
        await().until(() -> confirmed.size() > 500);

        long start = System.nanoTime();
        chat.chat.stop();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DRAIN.plusSeconds(5));
        clients.forEach(client -> assertThat(client.closeCode()).isEqualTo(1001));
        assertThat(bystander.closeCode()).isEqualTo(1001);
        assertThat(nameless.closeCode()).isEqualTo(1001);
        assertThat(RawClient.upgradeStatus(chat.port())).isEqualTo(503);
        clients.forEach(client -> {
            while (client.arrivedReplies() > 0) {
                assertThat(code(client.reply())).isIn("ok", "unavailable");
            }
        });
        assertThat(storedTexts()).containsAll(confirmed);
        chat.close();
    }

    private Set<String> storedTexts() {
        Set<String> texts = new HashSet<>();
        UserId bob = new UserId("bob");
        store.healthy
                .conversations(bob, ConversationFilter.ALL, Long.MAX_VALUE, 500)
                .conversations()
                .forEach(conversation -> {
                    long after = 0;
                    MessagePage page;
                    do {
                        page = store.healthy
                                .messages(bob, conversation.id(), new Anchor.After(after), 500)
                                .orElseThrow();
                        for (Message message : page.messages()) {
                            texts.add(message.content().text());
                            assertThat(message.seq()).isEqualTo(++after);
                        }
                    } while (page.hasAfter());
                });
        return texts;
    }

    @Test
    void whatIsInCommitIsAnsweredBeforeTheGoodbye() {
        ChatFixture chat = start();
        TestClient alice = chat.login("alice");
        FaultyStore.Gate gate = new FaultyStore.Gate();
        store.beforeWrite = batch -> gate.await();
        for (int i = 1; i <= 10; i++) {
            alice.post("send", Map.of("to", "bob", "text", "" + i, "clientMessageId", "" + i));
        }
        await().until(gate::hasWaiting);
        CompletableFuture<?> stopping = Background.run(chat.chat::stop);
        await().until(() -> !chat.chat.hasRoom());
        gate.open();
        int answered = 0;
        assertThat(alice.closeCode()).isEqualTo(1001);
        while (alice.arrivedReplies() > 0) {
            assertThat(alice.reply().get("seq").longValue()).isEqualTo(++answered);
        }
        assertThat(answered).isPositive();
        assertThat(chat.stored("bob").events()).hasSize(answered);
        stopping.join();
        chat.close();
    }

    @Test
    void aStoreThatHangsDoesNotHoldUpTheStopForLongerThanTheDrainTime() {
        ChatFixture chat = start();
        TestClient alice = chat.login("alice");
        FaultyStore.Gate gate = new FaultyStore.Gate();
        store.beforeWrite = batch -> gate.await();
        alice.post("send", Map.of("to", "bob", "text", "hello", "clientMessageId", "1"));
        await().until(gate::hasWaiting);
        alice.post("send", Map.of("to", "bob", "text", "hello", "clientMessageId", "2"));
        long start = System.nanoTime();
        chat.chat.stop();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DRAIN.plusSeconds(5));
        assertThat(alice.closeCode()).isEqualTo(1001);
        assertThat(code(alice.reply())).isEqualTo("unavailable");
        assertThat(alice.arrivedReplies()).isLessThanOrEqualTo(1);
        gate.open();
        chat.close();
    }

    @Test
    void whenTheStopReturnsTheStoreKnowsWhoWasHereAndMayBeClosed() {
        ChatFixture chat = start();
        chat.login("alice").say("bob", "hello");
        store.beforeSeen = () -> LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        chat.chat.stop();
        UserId alice = new UserId("alice");
        assertThat(store.healthy.lastSeen(List.of(alice))).containsKey(alice);
        chat.close();
    }

    @Test
    void afterTheStopTheHostsOwnCodeIsToldSo() {
        ChatFixture chat = start();
        chat.close();
        CompletableFuture<?> sent = chat.chat
                .as(new UserId("alice"))
                .send(
                        new ConversationRef.WithPeer(new UserId("bob")),
                        new ClientMessageId("1"),
                        Content.text("too late"))
                .toCompletableFuture();
        assertThatThrownBy(sent::join)
                .cause()
                .isInstanceOfSatisfying(
                        RequestException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        assertThat(chat.stored("bob").events()).isEmpty();
    }

    @Test
    void stoppingTwiceIsStoppingOnceAndNoThreadIsLeft() {
        ChatFixture chat = start();
        chat.login("alice").say("bob", "hello");
        chat.chat.stop();
        chat.close();
        chat.close();
        assertThatThrownBy(chat.chat::start).isInstanceOf(IllegalStateException.class);
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("duologue")))
                .isEmpty());
    }
}
