package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServerOptions;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** G8: a client that does not read costs little and hinders nobody. */
class SlowClientTest {
    private static final int SMALL_BUFFER = 4096;
    private static final String FILLER = "x".repeat(700);

    /** Fills bob's stream: waits for the answers, so that everything is committed at the end. */
    private static void sendToBob(ChatFixture chat, int count) {
        TestClient alice = TestClient.connect(chat.port());
        alice.hello("alice");
        for (int i = 1; i <= count; i++) {
            alice.post("send", Map.of("to", "bob", "text", i + FILLER, "clientMessageId", "id " + i));
            if (i > 200) {
                assertThat(alice.reply().get("seq").longValue()).isEqualTo(i - 200);
            }
        }
        for (int i = Math.max(count - 199, 1); i <= count; i++) {
            assertThat(alice.reply().get("seq").longValue()).isEqualTo(i);
        }
        alice.close();
    }

    static long usedHeapAfterCollection() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            used = Math.min(
                    used,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return used;
    }

    @Test
    void twentyThousandEventsForAClientThatDoesNotReadStayInTheStoreUntilItReadsOn() {
        ChatServerOptions options = ChatServerOptions.builder()
                .writeTimeout(Duration.ofMinutes(5))
                .idleTimeout(Duration.ofMinutes(5))
                .build();
        int count = 20_000;
        try (ChatFixture chat = ChatFixture.start(options);
                RawClient bob = RawClient.login(chat.port(), "bob", SMALL_BUFFER)) {
            AtomicBoolean done = new AtomicBoolean();
            CompletableFuture<Long> bystanders = Background.supply(() -> chatUntil(chat, done));
            sendToBob(chat, count);
            done.set(true);
            assertThat(bystanders.join()).isLessThan(Duration.ofSeconds(5).toMillis());

            long whileBlocked = usedHeapAfterCollection();
            for (int i = 1; i <= count; i++) {
                JsonNode event = bob.json();
                assertThat(event.get("offset").longValue()).isEqualTo(i);
                assertThat(event.get("text").stringValue()).startsWith(i + "x");
            }
            long heldForBob = whileBlocked - usedHeapAfterCollection();
            assertThat(heldForBob).isLessThan(4L << 20);
        }
    }

    /** Two others go on talking; the longest that a message took, in milliseconds. */
    private static long chatUntil(ChatFixture chat, AtomicBoolean done) {
        TestClient carol = chat.login("carol");
        TestClient dave = chat.login("dave");
        long longest = 0;
        while (!done.get()) {
            long start = System.nanoTime();
            carol.say("dave", "hello");
            assertThat(dave.texts(1)).containsExactly("hello");
            longest = Math.max(longest, System.nanoTime() - start);
        }
        return Duration.ofNanos(longest).toMillis();
    }

    @Test
    void aClientThatTakesNothingIsClosedAndAResumeLosesNothing() {
        ChatServerOptions options =
                ChatServerOptions.builder().writeTimeout(Duration.ofSeconds(1)).build();
        int count = 16_000;
        try (ChatFixture chat = ChatFixture.start(options)) {
            long last = 0;
            try (RawClient bob = RawClient.login(chat.port(), "bob", SMALL_BUFFER)) {
                sendToBob(chat, count);
                await().atMost(Duration.ofSeconds(20)).until(() -> chat.chat.connections() == 0);
                last = readWhatArrived(bob);
            }
            assertThat(last).isLessThan(count);
            TestClient back =
                    TestClient.resume(chat.port(), "bob", chat.store.streamId().value(), last);
            for (JsonNode event : back.events((int) (count - last))) {
                assertThat(event.get("offset").longValue()).isEqualTo(++last);
            }
        }
    }

    private static long readWhatArrived(RawClient client) {
        long last = 0;
        try {
            while (true) {
                long offset = client.json().get("offset").longValue();
                assertThat(offset).isEqualTo(last + 1);
                last = offset;
            }
        } catch (java.io.UncheckedIOException | AssertionError endOfStream) {
            return last;
        }
    }

    @Test
    void aClientThatAsksButDoesNotReadTheAnswersIsNotReadFromWithoutEnd() {
        ChatServerOptions options =
                ChatServerOptions.builder().writeTimeout(Duration.ofSeconds(1)).build();
        try (ChatFixture chat = ChatFixture.start(options);
                RawClient mallory = RawClient.login(chat.port(), "mallory", SMALL_BUFFER)) {
            sendToBob(chat, 200);
            TestClient alice = chat.login("alice");
            for (int i = 0; i < 300; i++) {
                alice.say("mallory", i + FILLER);
            }
            CompletableFuture<?> asking = Background.run(() -> {
                while (true) {
                    mallory.text("{\"type\":\"conversations\",\"id\":\"" + System.nanoTime() + "\"}");
                }
            });
            await().atMost(Duration.ofSeconds(20)).until(() -> chat.chat.connections() == 1);
            await().atMost(Duration.ofSeconds(20)).until(asking::isCompletedExceptionally);
            assertThat(TestClient.code(alice.say("bob", "still here"))).isEqualTo("ok");
        }
    }
}
