package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.Handshake;
import chat.duologue.Sent;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import chat.duologue.spi.CloseCode;
import chat.duologue.spi.Connection;
import chat.duologue.spi.ConnectionListener;
import chat.duologue.store.spi.Erasure;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Who is erased is gone, and what peers hold is as the host chose. */
class ErasureTest {
    private final ChatFixture chat = ChatFixture.start();
    private final UserId alice = new UserId("alice");

    @AfterEach
    void stop() {
        chat.close();
    }

    private static JsonNode conversations(TestClient client) {
        return client.request("conversations", Map.of("limit", 10)).get("conversations");
    }

    @ParameterizedTest
    @EnumSource
    void theSessionsOfTheErasedEndAndTheNameIsANewUsers(Erasure erasure) {
        TestClient phone = chat.login("alice");
        TestClient tablet = chat.login("alice");
        TestClient bob = chat.login("bob");
        String old = phone.say("bob", "hello").get("conversation").stringValue();
        phone.event();
        tablet.event();
        chat.chat.erase(alice, erasure);
        assertThat(phone.closeCode()).isEqualTo(4401);
        assertThat(tablet.closeCode()).isEqualTo(4401);

        TestClient fresh = TestClient.connect(chat.port());
        assertThat(fresh.hello("alice").get("head").longValue()).isZero();
        assertThat(conversations(fresh)).isEmpty();
        assertThat(code(fresh.request("history", Map.of("conversation", old, "limit", 10))))
                .isEqualTo("forbidden");
        JsonNode sent = bob.say("alice", "are you new here?");
        assertThat(sent.get("conversation").stringValue()).isNotEqualTo(old);
        assertThat(fresh.event().get("offset").longValue()).isEqualTo(1);
    }

    /** Or else the message could reach a new user of that name. */
    @Test
    void theNameIsNotFreeBeforeWhatWasCommittedIsPushed() throws Exception {
        StuckConnection stuck = new StuckConnection();
        ConnectionListener phone = chat.chat.serve(stuck, Handshake.NONE);
        phone.onFrame("{\"type\":\"hello\",\"id\":\"1\",\"token\":\"alice\"}");
        await().until(() -> stuck.sent.get() == 1);
        stuck.isStuck = true;
        UserId bob = new UserId("bob");
        CompletionStage<Sent> sent = chat.chat
                .as(bob)
                .send(new WithPeer(alice), new ClientMessageId("1"), Content.text("for the old alice"));
        stuck.reached.await();

        CompletableFuture<Void> erased =
                CompletableFuture.runAsync(() -> chat.chat.erase(alice, Erasure.KEEP_MESSAGES));
        assertThat(erased).failsWithin(Duration.ofMillis(300)).withThrowableOfType(TimeoutException.class);
        assertThat(chat.store.write(List.of(new Write.Send(
                        bob,
                        new WithPeer(alice),
                        new ClientMessageId("2"),
                        Content.text("still there?"),
                        Instant.now()))))
                .containsExactly(new Outcome.Refused(Outcome.Reason.NOT_A_MEMBER));
        stuck.goOn.release();
        assertThat(erased).succeedsWithin(Duration.ofSeconds(10));
        assertThat(sent.toCompletableFuture()).isCompleted();
        assertThat(chat.store.positions(List.of(alice)).get(alice)).isEqualTo(StreamPosition.EMPTY);
    }

    /** Holds up whoever sends to it. */
    private static final class StuckConnection implements Connection {
        final AtomicInteger sent = new AtomicInteger();
        final CountDownLatch reached = new CountDownLatch(1);
        final Semaphore goOn = new Semaphore(0);
        volatile boolean isStuck;

        @Override
        public void send(List<String> frames, SendCallback done) {
            if (isStuck) {
                reached.countDown();
                goOn.acquireUninterruptibly();
            }
            sent.incrementAndGet();
            done.sent();
        }

        @Override
        public void demand() {}

        @Override
        public void ping() {}

        @Override
        public void close(CloseCode code) {}
    }

    @Test
    void thePeersKeepMessagesOfADeletedUser() {
        String old = chat.login("alice").say("bob", "hello").get("conversation").stringValue();
        TestClient bob = chat.login("bob");
        chat.chat.erase(alice, Erasure.KEEP_MESSAGES);
        JsonNode kept = conversations(bob).get(0);
        assertThat(kept.get("peer").stringValue()).startsWith("deleted-");
        assertThat(kept.get("last").get("text").stringValue()).isEqualTo("hello");
        assertThat(kept.get("last").get("from")).isEqualTo(kept.get("peer"));
        assertThat(code(bob.request("send", Map.of("conversation", old, "text", "hi", "clientMessageId", "1"))))
                .isEqualTo("forbidden");
        assertThat(code(bob.say(kept.get("peer").stringValue(), "hi"))).isEqualTo("forbidden");
        assertThat(code(bob.request("read", Map.of("conversation", old, "seq", 1))))
                .isEqualTo("ok");
        assertThat(bob.event("receipt", any -> true).get("by").stringValue()).isEqualTo("bob");
    }

    @Test
    void thePeersKeepNothingWhereConversationsAreRemoved() {
        String old = chat.login("alice").say("bob", "hello").get("conversation").stringValue();
        TestClient bob = chat.login("bob");
        chat.chat.erase(alice, Erasure.REMOVE_CONVERSATIONS);
        assertThat(conversations(bob)).isEmpty();
        JsonNode history = bob.request("history", Map.of("conversation", old, "limit", 10));
        assertThat(history.get("messages")).isEmpty();
        assertThat(code(bob.request("send", Map.of("conversation", old, "text", "hi", "clientMessageId", "1"))))
                .isEqualTo("forbidden");
    }
}
