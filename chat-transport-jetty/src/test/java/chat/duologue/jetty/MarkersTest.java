package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** G7: delivered and read never go back, and never pass what exists. */
class MarkersTest {
    private static final int MESSAGES = 20;
    private final ChatFixture chat = ChatFixture.start();
    private TestClient alice;
    private TestClient bob;
    private String conversation;

    @BeforeEach
    void twentyMessages() {
        alice = chat.login("alice");
        bob = chat.login("bob");
        for (int i = 1; i <= MESSAGES; i++) {
            conversation = alice.say("bob", "text " + i).get("conversation").stringValue();
        }
        bob.events(MESSAGES);
        alice.events(MESSAGES);
    }

    @AfterEach
    void stop() {
        chat.close();
    }

    private JsonNode read(TestClient client, Object seq) {
        return client.request("read", Map.of("conversation", conversation, "seq", seq));
    }

    private void assertMarkers(long delivered, long read) {
        JsonNode own = bob.request("conversation", Map.of("conversation", conversation));
        assertThat(own.get("deliveredSeq").longValue()).isEqualTo(delivered);
        assertThat(own.get("readSeq").longValue()).isEqualTo(read);
        assertThat(own.get("unread").longValue()).isEqualTo(MESSAGES - read);
        JsonNode peers = alice.request("conversation", Map.of("conversation", conversation));
        assertThat(peers.get("peerDeliveredSeq").longValue()).isEqualTo(delivered);
        assertThat(peers.get("peerReadSeq").longValue()).isEqualTo(read);
    }

    @Test
    void readImpliesDeliveredAndNeverGoesBack() {
        assertThat(read(bob, 7).get("readSeq").longValue()).isEqualTo(7);
        assertMarkers(7, 7);
        JsonNode back = read(bob, 3);
        assertThat(code(back)).isEqualTo("ok");
        assertThat(back.get("readSeq").longValue()).isEqualTo(7);
        assertMarkers(7, 7);
        JsonNode receipt = alice.event();
        assertThat(receipt.get("readSeq").longValue()).isEqualTo(7);
        assertThat(alice.arrivedEvents()).isEmpty();
    }

    @Test
    void deliveredNeverGoesBackAndLeavesReadAlone() {
        bob.ack(10);
        assertThat(alice.event().get("deliveredSeq").longValue()).isEqualTo(10);
        bob.ack(4);
        read(bob, 5);
        assertThat(alice.event().get("readSeq").longValue()).isEqualTo(5);
        assertMarkers(10, 5);
    }

    @Test
    void aReadMarkerBeyondTheLastMessageIsRefused() {
        for (long seq : new long[] {MESSAGES + 1, 1_000_000, Long.MAX_VALUE}) {
            assertThat(code(read(bob, seq))).isEqualTo("bad_request");
        }
        assertMarkers(0, 0);
        assertThat(code(read(bob, MESSAGES))).isEqualTo("ok");
        assertMarkers(MESSAGES, MESSAGES);
    }

    @Test
    void aReadMarkerThatIsNoneIsRefusedByName() {
        for (Object seq : new Object[] {0, -1, Long.MIN_VALUE, new BigInteger("9223372036854775808"), 1.5, "7"}) {
            JsonNode refused = read(bob, seq);
            assertThat(code(refused)).isEqualTo("bad_request");
            assertThat(refused.get("message").stringValue()).contains("seq");
        }
        assertMarkers(0, 0);
    }

    @Test
    void anAcknowledgementBeyondTheStreamHasNoEffectAndTheNextGoodOneHas() {
        bob.ack(MESSAGES + 1);
        bob.ack(Long.MAX_VALUE);
        assertMarkers(0, 0);
        bob.ack(6);
        assertMarkers(6, 0);
        alice.say("bob", "one more");
        bob.ack(bob.event("message", any -> true).get("offset").longValue());
        assertThat(alice.event("receipt", event -> event.get("deliveredSeq").longValue() == MESSAGES + 1))
                .isNotNull();
    }

    @Test
    void anAcknowledgementThatIsNoneIsAnsweredBadRequest() {
        for (String offset : List.of("-1", "9223372036854775808", "\"1\"", "1.5", "null", "[]")) {
            bob.raw("{\"type\":\"ack\",\"offset\":" + offset + "}");
            JsonNode refused = bob.reply();
            assertThat(code(refused)).isEqualTo("bad_request");
            assertThat(refused.get("message").stringValue()).contains("offset");
            assertThat(refused.has("id")).isFalse();
        }
        assertMarkers(0, 0);
    }

    @Test
    void onesOwnMessagesNeedNoReceipt() {
        alice.ack(MESSAGES);
        bob.say("alice", "an answer");
        assertThat(alice.event().get("kind").stringValue()).isEqualTo("message");
        assertThat(bob.event().get("offset").longValue()).isEqualTo(MESSAGES + 1);
    }

    @Test
    void twoDevicesThatMarkAtOnceOnlyEverRaiseTheMarkers() {
        TestClient tablet = chat.login("bob");
        CompletableFuture<?>[] devices = new CompletableFuture<?>[2];
        for (int device = 0; device < 2; device++) {
            TestClient client = device == 0 ? bob : tablet;
            Random random = new Random(device);
            devices[device] = Background.run(() -> {
                for (int i = 0; i < 200; i++) {
                    client.ack(random.nextInt(MESSAGES - 1) + 1);
                    long wanted = random.nextInt(MESSAGES - 1) + 1;
                    assertThat(read(client, wanted).get("readSeq").longValue()).isGreaterThanOrEqualTo(wanted);
                }
            });
        }
        CompletableFuture.allOf(devices).join();
        read(bob, MESSAGES);
        long delivered = 0;
        long read = 0;
        while (read < MESSAGES) {
            JsonNode receipt = alice.event();
            assertThat(receipt.get("deliveredSeq").longValue()).isGreaterThanOrEqualTo(delivered);
            assertThat(receipt.get("readSeq").longValue()).isGreaterThanOrEqualTo(read);
            delivered = receipt.get("deliveredSeq").longValue();
            read = receipt.get("readSeq").longValue();
            assertThat(read).isLessThanOrEqualTo(delivered);
            assertThat(delivered).isLessThanOrEqualTo(MESSAGES);
        }
        assertMarkers(MESSAGES, MESSAGES);
    }
}
