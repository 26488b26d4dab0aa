package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServerOptions;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** G5: who follows its offset sees every event, in order, none twice. */
class ResumeTest {
    private final FaultyStore store = new FaultyStore();
    private final ChatFixture chat = ChatFixture.start(
            store,
            ChatServerOptions.builder()
                    .storeDeadline(Duration.ofSeconds(30))
                    .maxOutboxBytes(4096)
                    .build());

    @AfterEach
    void stop() {
        chat.close();
    }

    private TestClient resume(String user, long offset) {
        return TestClient.resume(chat.port(), user, store.streamId().value(), offset);
    }

    private JsonNode hello(TestClient client, String user, String stream, Object offset) {
        return client.request("hello", Map.of("token", user, "resume", Map.of("stream", stream, "offset", offset)));
    }

    @Test
    void devicesThatHangUpAtRandomMomentsMissNothingAndSeeNothingTwice() {
        int total = 3_000;
        CompletableFuture<?> sending = Background.run(() -> {
            TestClient alice = chat.login("alice");
            for (int i = 1; i <= total; i++) {
                alice.post("send", Map.of("to", "bob", "text", "text " + i, "clientMessageId", "id " + i));
                if (i % 50 == 0) {
                    for (int j = 0; j < 50; j++) {
                        assertThat(code(alice.reply())).isEqualTo("ok");
                    }
                }
            }
        });
        List<CompletableFuture<List<JsonNode>>> devices = new ArrayList<>();
        for (int device = 0; device < 3; device++) {
            Random random = new Random(device);
            devices.add(Background.supply(() -> followWithInterruptions("bob", total, random)));
        }
        sending.join();
        List<JsonNode> reference = devices.get(0).join();
        for (int i = 0; i < total; i++) {
            assertThat(reference.get(i).get("offset").longValue()).isEqualTo(i + 1);
            assertThat(reference.get(i).get("text").stringValue()).isEqualTo("text " + (i + 1));
        }
        devices.forEach(device -> assertThat(device.join()).isEqualTo(reference));
    }

    private List<JsonNode> followWithInterruptions(String user, int total, Random random) {
        List<JsonNode> seen = new ArrayList<>();
        while (seen.size() < total) {
            try (TestClient client = resume(user, seen.size())) {
                seen.addAll(client.events(Math.min(random.nextInt(400), total - seen.size())));
            }
        }
        return seen;
    }

    @Test
    void withoutResumeEventsFollowFromTheHeadThatHelloNamed() {
        TestClient alice = chat.login("alice");
        alice.say("bob", "before");
        TestClient bob = TestClient.connect(chat.port());
        JsonNode hello = bob.hello("bob");
        assertThat(hello.get("head").longValue()).isEqualTo(1);
        assertThat(hello.get("resumed").booleanValue()).isFalse();
        alice.say("bob", "after");
        assertThat(bob.event().get("offset").longValue()).isEqualTo(2);
    }

    @Test
    void resumingAtTheHeadIsResumedAndGoesOnLive() {
        TestClient alice = chat.login("alice");
        alice.say("bob", "before");
        TestClient bob = resume("bob", 1);
        alice.say("bob", "after");
        assertThat(bob.event().get("offset").longValue()).isEqualTo(2);
    }

    @Test
    void anOffsetThatWasNeverReachedIsNotResumedButNotSilentEither() {
        TestClient alice = chat.login("alice");
        alice.say("bob", "one");
        for (long beyond : new long[] {2, 1_000_000, Long.MAX_VALUE}) {
            TestClient bob = TestClient.connect(chat.port());
            JsonNode hello = hello(bob, "bob", store.streamId().value(), beyond);
            assertThat(hello.get("resumed").booleanValue()).isFalse();
            long head = hello.get("head").longValue();
            alice.say("bob", "live");
            assertThat(bob.event().get("offset").longValue()).isEqualTo(head + 1);
            bob.close();
        }
    }

    @Test
    void anotherStreamIsNotResumed() {
        TestClient alice = chat.login("alice");
        alice.say("bob", "one");
        TestClient bob = TestClient.connect(chat.port());
        JsonNode hello = hello(bob, "bob", "another", 0);
        assertThat(hello.get("resumed").booleanValue()).isFalse();
        assertThat(hello.get("stream").stringValue()).isEqualTo(store.streamId().value());
        alice.say("bob", "two");
        assertThat(bob.texts(1)).containsExactly("two");
    }

    @Test
    void theOffsetOfAnotherUserShowsOnlyOnesOwnEvents() {
        TestClient alice = chat.login("alice");
        for (int i = 0; i < 10; i++) {
            alice.say("bob", "for bob");
        }
        TestClient carol = TestClient.connect(chat.port());
        assertThat(hello(carol, "carol", store.streamId().value(), 7)
                        .get("resumed")
                        .booleanValue())
                .isFalse();
        alice.say("carol", "for carol");
        assertThat(carol.texts(1)).containsExactly("for carol");
    }

    @Test
    void aResumeThatIsNoneNamesItsFieldAndHelloMayBeRepeated() {
        TestClient bob = TestClient.connect(chat.port());
        String stream = store.streamId().value();
        for (Object offset : new Object[] {-1, "1", 1.5, Map.of(), new BigInteger("9223372036854775808")}) {
            JsonNode refused = hello(bob, "bob", stream, offset);
            assertThat(code(refused)).isEqualTo("bad_request");
            assertThat(refused.get("message").stringValue()).contains("resume.offset");
        }
        assertThat(hello(bob, "bob", "", 0).get("message").stringValue()).contains("resume.stream");
        assertThat(bob.request("hello", Map.of("token", "bob", "resume", "yes"))
                        .get("message")
                        .stringValue())
                .contains("resume");
        assertThat(code(bob.hello("bob"))).isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsCommittedWhileHelloReadsThePositionIsNotLost(boolean resumes) {
        TestClient alice = chat.login("alice");
        alice.say("bob", "one");
        FaultyStore.Gate gate = new FaultyStore.Gate();
        store.afterPosition = gate::await;
        TestClient bob = TestClient.connect(chat.port());
        Map<String, ?> position = Map.of("stream", store.streamId().value(), "offset", 1);
        bob.post("hello", resumes ? Map.of("token", "bob", "resume", position) : Map.of("token", "bob"));
        await().until(gate::hasWaiting);
        alice.say("bob", "two");
        store.afterPosition = () -> {};
        gate.open();
        assertThat(bob.reply().get("head").longValue()).isEqualTo(1);
        assertThat(bob.texts(1)).containsExactly("two");
        alice.say("bob", "three");
        assertThat(bob.texts(1)).containsExactly("three");
    }

    @Test
    void aReadThatFailsWhileCatchingUpIsMadeGood() {
        TestClient alice = chat.login("alice");
        for (int i = 1; i <= 300; i++) {
            alice.say("bob", "text " + i);
        }
        TestClient bob = TestClient.connect(chat.port());
        AtomicInteger reads = new AtomicInteger();
        store.beforeRead = () -> {
            int read = reads.incrementAndGet();
            if (read == 2 || read == 5) {
                throw FaultyStore.down();
            }
        };
        assertThat(code(hello(bob, "bob", store.streamId().value(), 0))).isEqualTo("ok");
        List<JsonNode> events = bob.events(300);
        for (int i = 0; i < 300; i++) {
            assertThat(events.get(i).get("offset").longValue()).isEqualTo(i + 1);
        }
    }
}
