package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServerOptions;
import chat.duologue.ErrorCode;
import chat.duologue.RequestException;
import chat.duologue.Sent;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.StoreException;
import chat.duologue.store.spi.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** G9: what could not be committed is answered with an error, and the server comes back by itself. */
class StoreFaultsTest {
    private static final Duration DEADLINE = Duration.ofMillis(400);
    private final FaultyStore store = new FaultyStore();
    private final FaultyStore.Gate gate = new FaultyStore.Gate();
    private ChatFixture chat = ChatFixture.start(
            store,
            ChatServerOptions.builder().storeDeadline(DEADLINE).readerThreads(2).build());

    @AfterEach
    void stop() {
        gate.open();
        chat.close();
    }

    private void restart(ChatServerOptions options) {
        chat.close();
        chat = ChatFixture.start(store, options);
    }

    @Test
    void aHangingStoreIsAnsweredUnavailableInTimeAndWorksAgainWhenItGoesOn() {
        TestClient alice = chat.login("alice");
        TestClient bob = chat.login("bob");
        store.beforeWrite = batch -> gate.await();
        long start = System.nanoTime();
        JsonNode refused = alice.say("bob", "hello", "same");
        assertThat(code(refused)).isEqualTo("unavailable");
        assertThat(refused.get("retryAfterMs").longValue()).isPositive();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(DEADLINE, Duration.ofSeconds(5));
        assertThat(code(bob.request("conversations", Map.of())))
                .as("reads go on")
                .isEqualTo("ok");

        gate.open();
        JsonNode again = alice.say("bob", "hello", "same");
        assertThat(again.get("seq").longValue()).isEqualTo(1);
        assertThat(again.get("duplicate").booleanValue()).isTrue();
        assertThat(bob.texts(1)).containsExactly("hello");
        assertThat(alice.texts(1)).containsExactly("hello");
        assertThat(code(alice.say("bob", "on we go"))).isEqualTo("ok");
    }

    @Test
    void whatWasAnsweredUnavailableWhileItWaitedIsNeverStored() {
        TestClient alice = chat.login("alice");
        TestClient bob = chat.login("bob");
        store.beforeWrite = batch -> gate.await();
        alice.post("send", Map.of("to", "carol", "text", "in commit", "clientMessageId", "1"));
        await().until(gate::hasWaiting);
        bob.post("send", Map.of("to", "alice", "text", "waits", "clientMessageId", "2"));
        assertThat(code(alice.reply())).isEqualTo("unavailable");
        assertThat(code(bob.reply())).isEqualTo("unavailable");
        gate.open();
        assertThat(bob.say("alice", "later").get("seq").longValue()).isEqualTo(1);
        assertThat(bob.texts(1)).containsExactly("later");
    }

    @Test
    void pastItsLimitTheQueueRefusesAtOnce() {
        restart(ChatServerOptions.builder()
                .storeDeadline(Duration.ofMinutes(1))
                .maxQueuedWrites(10)
                .build());
        TestClient alice = chat.login("alice");
        TestClient bob = chat.login("bob");
        store.beforeWrite = batch -> gate.await();
        alice.post("send", Map.of("to", "bob", "text", "1", "clientMessageId", "1"));
        await().until(gate::hasWaiting);
        for (int i = 2; i <= 11; i++) {
            alice.post("send", Map.of("to", "bob", "text", "" + i, "clientMessageId", "" + i));
        }
        await().untilAsserted(() -> {
            JsonNode refused = bob.say("alice", "too many", "same");
            assertThat(code(refused)).isEqualTo("unavailable");
        });
        assertThat(alice.arrivedReplies()).isZero();
        gate.open();
        for (int i = 1; i <= 11; i++) {
            assertThat(alice.reply().get("seq").longValue()).isEqualTo(i);
        }
        assertThat(code(bob.say("alice", "too many", "same"))).isEqualTo("ok");
    }

    @Test
    void aSlowStoreKeepsUpByLargerCommitsAndKeepsTheOrder() {
        List<Integer> batches = new ArrayList<>();
        store.beforeWrite = batch -> {
            batches.add(batch.size());
            LockSupport.parkNanos(Duration.ofMillis(30).toNanos());
        };
        TestClient alice = chat.login("alice");
        for (int i = 1; i <= 300; i++) {
            alice.post("send", Map.of("to", "bob", "text", "" + i, "clientMessageId", "" + i));
        }
        for (int i = 1; i <= 300; i++) {
            assertThat(alice.reply().get("seq").longValue()).isEqualTo(i);
        }
        assertThat(batches.size()).isLessThan(100);
    }

    @Test
    void oneWritesFaultDoesNotHurtTheOthersOfItsBatch() {
        TestClient bob = chat.login("bob");
        List<Integer> poisoned = new ArrayList<>();
        store.beforeWrite = batch -> gate.await();
        CompletionStage<Sent> first = sendInProcess("first");
        await().until(gate::hasWaiting);
        List<CompletionStage<Sent>> next = new ArrayList<>();
        for (int i = 1; i <= 9; i++) {
            next.add(sendInProcess(i == 5 ? "poison" : "good " + i));
        }
        store.beforeWrite = batch -> {
            if (batch.stream().anyMatch(StoreFaultsTest::isPoison)) {
                poisoned.add(batch.size());
                throw StoreException.lasting("a broken row, says the test", null);
            }
        };
        gate.open();
        assertThat(first.toCompletableFuture().join().message().seq()).isEqualTo(1);
        for (int i = 1; i <= 9; i++) {
            if (i == 5) {
                assertThatThrownBy(next.get(4).toCompletableFuture()::join)
                        .cause()
                        .isInstanceOfSatisfying(
                                RequestException.class,
                                refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INTERNAL))
                        .hasMessageNotContaining("broken row");
            } else {
                long seq =
                        next.get(i - 1).toCompletableFuture().join().message().seq();
                assertThat(seq).isEqualTo(i < 5 ? i + 1 : i);
            }
        }
        assertThat(poisoned).containsExactly(9, 1);
        assertThat(bob.texts(9)).doesNotContain("poison");
    }

    private CompletionStage<Sent> sendInProcess(String text) {
        return chat.chat
                .as(new UserId("alice"))
                .send(new ConversationRef.WithPeer(new UserId("bob")), new ClientMessageId(text), Content.text(text));
    }

    private static boolean isPoison(Write write) {
        return write instanceof Write.Send send
                && "poison".equals(send.content().text());
    }

    static Stream<Throwable> faults() {
        return Stream.of(
                FaultyStore.down(),
                StoreException.lasting("wrong schema, says the test", null),
                new IllegalStateException("a fault, says the test"),
                new StackOverflowError(),
                new AssertionError("a fault, says the test"),
                new Exception("checked, but thrown all the same"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whateverTheStoreThrowsTheServerGoesOn(Throwable fault) {
        TestClient alice = chat.login("alice");
        store.beforeWrite = batch -> raise(fault);
        JsonNode refused = alice.say("bob", "hello", "same");
        assertThat(code(refused)).isIn("internal", "unavailable");
        assertThat(refused.toString()).doesNotContain("says the test", "chat.duologue", "Error", "Exception");
        store.beforeRead = () -> raise(fault);
        JsonNode unread = alice.request("conversations", Map.of());
        assertThat(code(unread)).isIn("internal", "unavailable");

        store.beforeWrite = batch -> {};
        store.beforeRead = () -> {};
        assertThat(alice.say("bob", "hello", "same").get("seq").longValue()).isEqualTo(1);
        assertThat(alice.request("conversations", Map.of()).get("conversations"))
                .hasSize(1);
        assertThat(alice.texts(1)).containsExactly("hello");
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void raise(Throwable fault) throws T {
        throw (T) fault;
    }

    @Test
    void aStoreThatLeavesItsThreadInterruptedDoesNotEndTheServer() {
        TestClient alice = chat.login("alice");
        store.afterWrite = batch -> Thread.currentThread().interrupt();
        store.beforeRead = () -> Thread.currentThread().interrupt();
        for (int i = 1; i <= 10; i++) {
            assertThat(alice.say("bob", "hello").get("seq").longValue()).isEqualTo(i);
            assertThat(alice.request("conversations", Map.of()).get("conversations"))
                    .hasSize(1);
        }
        assertThat(alice.texts(10)).hasSize(10);
    }

    @Test
    void hangingReadsAreAnsweredUnavailableAndWorkAgainWhenTheyGoOn() {
        TestClient alice = chat.login("alice");
        TestClient late = TestClient.connect(chat.port());
        store.beforeRead = gate::await;
        for (int i = 0; i < 5; i++) {
            assertThat(code(alice.request("conversations", Map.of()))).isEqualTo("unavailable");
        }
        assertThat(code(late.hello("late"))).isEqualTo("unavailable");
        assertThat(code(alice.say("bob", "writes go on"))).isEqualTo("ok");
        gate.open();
        assertThat(alice.request("conversations", Map.of()).get("conversations"))
                .hasSize(1);
        assertThat(code(late.hello("late"))).isEqualTo("ok");
    }
}
