package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServerOptions;
import chat.duologue.FloodControl;
import chat.duologue.FloodControl.Rate;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Who asks for too much is held back, and at last cut off; nobody else notices. */
class FloodTest {
    private static final String PING = "{\"type\":\"ping\",\"id\":\"p\"}";
    private static final String TYPING = "{\"type\":\"typing\",\"conversation\":\"c_1\",\"typing\":true}";
    private static final String OLD_ACK = "{\"type\":\"ack\",\"offset\":0}";

    private ChatFixture chat = start(FloodControl.DEFAULTS);

    private static ChatFixture start(FloodControl floodControl) {
        return ChatFixture.start(builder -> builder.floodControl(floodControl));
    }

    private void restart(FloodControl.Builder floodControl) {
        chat.close();
        chat = start(floodControl.build());
    }

    @AfterEach
    void stop() {
        chat.close();
    }

    /** Somebody else, who is served all the while. */
    private void assertServed(TestClient other) {
        assertThat(code(other.request("ping", Map.of()))).isEqualTo("ok");
    }

    @Test
    void sixtyMessagesAreTakenAtOnceAndWhoGoesOnWaitsLongerAndLongerAndIsClosed() {
        TestClient carol = chat.login("carol");
        TestClient alice = chat.login("alice");
        for (int i = 1; i <= 60; i++) {
            assertThat(alice.say("bob", "message " + i).get("seq").longValue()).isEqualTo(i);
        }
        List<Long> waits = new ArrayList<>();
        for (int i = 1; i <= FloodControl.DEFAULTS.maxRefused(); i++) {
            JsonNode refused = alice.say("bob", "too much " + i);
            assertThat(code(refused)).isEqualTo("rate_limited");
            waits.add(refused.get("retryAfterMs").longValue());
            assertServed(carol);
        }
        assertThat(alice.closeCode()).isEqualTo(4429);
        assertThat(waits.subList(0, 6)).isSorted();
        assertThat(waits.get(0)).isBetween(1L, 500L);
        assertThat(waits).last().satisfies(wait -> assertThat(wait).isBetween(10_000L, 30_000L));
        assertThat(chat.stored("bob").events()).as("nothing refused is stored").hasSize(60);
        assertThat(code(carol.say("bob", "I did nothing"))).isEqualTo("ok");
    }

    @Test
    void whoComesBackAfterTheCloseStillHasToWait() {
        TestClient alice = chat.login("alice");
        for (int i = 0; i < 160; i++) {
            alice.post("send", Map.of("to", "bob", "text", "x", "clientMessageId", "" + i));
        }
        assertThat(alice.closeCode()).isEqualTo(4429);
        TestClient again = chat.login("alice");
        JsonNode refused = again.say("bob", "me again");
        assertThat(code(refused)).isEqualTo("rate_limited");
        assertThat(refused.get("retryAfterMs").longValue()).isGreaterThan(1_000);
        assertServed(again);
    }

    @Test
    void whoPipelinesAsMuchAsAllowedAndThenWaitsIsNotClosed() {
        restart(FloodControl.builder().sends(new Rate(8, 100)).maxWait(Duration.ofMillis(100)));
        TestClient alice = chat.login("alice");
        int inFlight = ChatServerOptions.DEFAULTS.maxInFlight();
        List<String> open = new ArrayList<>();
        for (int i = 0; i < inFlight; i++) {
            open.add("m" + i);
        }
        while (!open.isEmpty()) {
            open.forEach(id -> alice.post("send", Map.of("to", "bob", "text", id, "clientMessageId", id)));
            List<String> refused = new ArrayList<>();
            long wait = 0;
            for (String id : open) {
                JsonNode reply = alice.reply();
                if (code(reply).equals("ok")) {
                    assertThat(reply.has("duplicate")).isFalse();
                } else {
                    assertThat(code(reply)).isEqualTo("rate_limited");
                    wait = Math.max(wait, reply.get("retryAfterMs").longValue());
                    refused.add(id);
                }
            }
            open = refused;
            pause(wait);
        }
        assertThat(alice.isClosed()).isFalse();
        assertThat(chat.stored("bob").events()).hasSize(inFlight);
    }

    /** A client that does as it is told. */
    private static void pause(long millis) {
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }

    @ParameterizedTest
    @ValueSource(strings = {PING, TYPING, OLD_ACK, "{\"type\":\"history\",\"id\":\"p\",\"conversation\":\"c_1\"}"})
    void aFloodOfFramesIsRefusedAndThenClosed(String frame) {
        TestClient carol = chat.login("carol");
        try (RawClient flood = RawClient.login(chat.port(), "mallory", 0)) {
            Background.run(() -> {
                for (int i = 0; i < 3_000; i++) {
                    flood.text(frame);
                }
            });
            int refused = 0;
            int served = 0;
            for (JsonNode reply = flood.jsonOrEnd(); reply != null; reply = flood.jsonOrEnd()) {
                if (code(reply).equals("rate_limited")) {
                    refused++;
                    assertThat(reply.get("retryAfterMs").longValue()).isPositive();
                    assertThat(reply.has("id")).isEqualTo(frame.contains("\"id\""));
                } else {
                    served++;
                }
                if (served % 100 == 0) {
                    assertServed(carol);
                }
            }
            assertThat(flood.closeCode()).isEqualTo(4429);
            assertThat(refused).isGreaterThanOrEqualTo(FloodControl.DEFAULTS.maxRefused());
        }
        assertThat(code(carol.say("bob", "hello"))).isEqualTo("ok");
    }

    @Test
    void aFloodOfWebSocketPingsIsClosed() {
        TestClient carol = chat.login("carol");
        try (RawClient flood = RawClient.login(chat.port(), "mallory", 0)) {
            Background.run(() -> {
                for (int i = 0; i < 3_000; i++) {
                    flood.frame(true, RawClient.PING, new byte[0]);
                }
            });
            assertThat(flood.closeCode()).isEqualTo(4429);
        }
        assertServed(carol);
    }

    @Test
    void aFloodBeforeHelloIsClosed() {
        try (RawClient flood = RawClient.open(chat.port())) {
            Background.run(() -> {
                for (int i = 0; i < 3_000; i++) {
                    flood.text(PING);
                }
            });
            assertThat(code(flood.json())).isEqualTo("unauthenticated");
            assertThat(flood.closeCode()).isEqualTo(4429);
        }
    }

    @Test
    void whoAcknowledgesEveryEventIsNeverRefusedHoweverFastTheyCome() {
        int count = 500;
        restart(FloodControl.builder().frames(new Rate(10, 1)).exempt(user -> user.equals(new UserId("alice"))));
        TestClient bob = chat.login("bob");
        TestClient alice = chat.login("alice");
        for (int i = 1; i <= count; i++) {
            alice.post("send", Map.of("to", "bob", "text", "" + i, "clientMessageId", "" + i));
        }
        int messages = 0;
        while (messages < count) {
            JsonNode event = bob.event();
            messages += event.get("kind").stringValue().equals("message") ? 1 : 0;
            bob.ack(event.get("offset").longValue());
        }
        assertServed(bob);
        JsonNode conversation = bob.request("conversation", Map.of("to", "alice"));
        assertThat(conversation.get("deliveredSeq").longValue()).isEqualTo(count);
    }

    @Test
    void allSessionsOfAUserHaveOneLimitAndTheHostsOwnCodeHasNone() {
        restart(FloodControl.builder().sends(new Rate(5, 0.001)));
        TestClient phone = chat.login("alice");
        TestClient desk = chat.login("alice");
        for (int i = 0; i < 5; i++) {
            assertThat(code((i % 2 == 0 ? phone : desk).say("bob", "message " + i)))
                    .isEqualTo("ok");
        }
        assertThat(code(phone.say("bob", "too much"))).isEqualTo("rate_limited");
        assertThat(code(desk.say("bob", "too much"))).isEqualTo("rate_limited");
        for (int i = 0; i < 20; i++) {
            chat.chat
                    .as(new UserId("alice"))
                    .send(
                            new ConversationRef.WithPeer(new UserId("bob")),
                            new ClientMessageId("host " + i),
                            Content.text("a reminder"))
                    .toCompletableFuture()
                    .join();
        }
        assertThat(chat.stored("bob").events()).hasSize(25);
    }

    @Test
    void whomTheHostExemptsIsNotLimitedAndTheHostIsAskedWhereItMayBlock() {
        BlockingQueue<String> threads = new LinkedBlockingQueue<>();
        restart(FloodControl.builder().sends(new Rate(1, 0.001)).exempt(user -> {
            threads.add(Thread.currentThread().getName());
            return user.value().startsWith("bot");
        }));
        TestClient bot = chat.login("bot");
        for (int i = 0; i < 50; i++) {
            assertThat(code(bot.say("bob", "message " + i))).isEqualTo("ok");
        }
        assertThat(threads).singleElement().asString().startsWith("duologue-callback-");
        TestClient alice = chat.login("alice");
        assertThat(code(alice.say("bob", "one"))).isEqualTo("ok");
        assertThat(code(alice.say("bob", "two"))).isEqualTo("rate_limited");
    }

    @Test
    void anExemptionThatFailsLetsNobodyIn() {
        restart(FloodControl.builder().exempt(user -> {
            throw new IllegalStateException("a fault");
        }));
        TestClient alice = TestClient.connect(chat.port());
        assertThat(code(alice.hello("alice"))).isEqualTo("unauthenticated");
        assertThat(alice.closeCode()).isEqualTo(4401);
    }

    @Test
    void tooManyConnectsOfAnAddressAreRefusedBeforeTheUpgrade() {
        restart(FloodControl.builder().connects(new Rate(3, 0.1)));
        TestClient alice = chat.login("alice");
        TestClient bob = chat.login("bob");
        assertThat(RawClient.upgradeStatus(chat.port(), "Origin: https://evil.example"))
                .as("a foreign page uses up nobody's connects")
                .isEqualTo(403);
        assertThat(RawClient.upgradeStatus(chat.port())).isEqualTo(101);
        for (int i = 0; i < 20; i++) {
            assertThat(RawClient.upgradeStatus(chat.port())).isEqualTo(429);
        }
        assertThat(RawClient.upgradeHeaders(chat.port()))
                .anySatisfy(header -> assertThat(header).matches("Retry-After: ([1-9]|10)"));
        alice.say("bob", "we are served");
        assertThat(bob.texts(1)).containsExactly("we are served");
    }

    @Test
    void behindAProxyEachClientHasItsOwnAddressAndOnlyThere() {
        FloodControl one = FloodControl.builder().connects(new Rate(1, 0.001)).build();
        String alice = "X-Forwarded-For: 192.0.2.1";
        String bob = "Forwarded: for=\"[2001:db8::2]:4711\"";
        try (ChatFixture proxied = ChatFixture.startOn(
                transport -> transport.trustedProxies("127.0.0.1"), builder -> builder.floodControl(one))) {
            assertThat(RawClient.upgradeStatus(proxied.port(), alice)).isEqualTo(101);
            assertThat(RawClient.upgradeStatus(proxied.port(), bob)).isEqualTo(101);
            assertThat(RawClient.upgradeStatus(proxied.port(), bob)).isEqualTo(429);
            assertThat(RawClient.upgradeStatus(proxied.port(), "Forwarded: for=\"[2001:db8::3]\""))
                    .isEqualTo(429);
        }
        try (ChatFixture direct = ChatFixture.startOn(transport -> transport, builder -> builder.floodControl(one))) {
            assertThat(RawClient.upgradeStatus(direct.port(), alice)).isEqualTo(101);
            assertThat(RawClient.upgradeStatus(direct.port(), bob)).isEqualTo(429);
        }
    }

    @Test
    void anAddressMayConnectAgainAfterTheWait() {
        restart(FloodControl.builder().connects(new Rate(1, 20)));
        chat.login("alice");
        await().until(() -> RawClient.upgradeStatus(chat.port()) == 101);
    }
}
