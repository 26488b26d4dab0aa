package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServerOptions;
import chat.duologue.SessionPolicy;
import chat.duologue.model.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How sessions stay alive, how they are held back, and what ends them. */
class SessionLifeTest {
    @Test
    void oneSessionTooManyReplacesTheOldestOfTheSameUser() {
        SessionPolicy two = SessionPolicy.builder().maxPerUser(2).build();
        try (ChatFixture chat = ChatFixture.start(builder -> builder.sessions(two))) {
            TestClient alice = chat.login("alice");
            TestClient first = chat.login("bob");
            TestClient second = chat.login("bob");
            TestClient third = chat.login("bob");
            assertThat(first.closeCode()).isEqualTo(4409);
            alice.say("bob", "hello");
            assertThat(second.texts(1)).isEqualTo(third.texts(1));
            chat.login("bob");
            assertThat(second.closeCode()).isEqualTo(4409);
            assertThat(third.isClosed()).isFalse();
            third.goodbye();
            chat.awaitConnections(2);
            assertThat(code(chat.login("bob").request("ping", Map.of()))).isEqualTo("ok");
            assertThat(alice.isClosed()).isFalse();
        }
    }

    @Test
    void aSecondGoodbyeDoesNotCutOffTheFirst() {
        try (ChatFixture chat = ChatFixture.start()) {
            for (int i = 0; i < 50; i++) {
                TestClient alice = chat.login("alice");
                chat.chat.disconnect(new UserId("alice"));
                chat.chat.disconnect(new UserId("alice"));
                assertThat(alice.closeCode()).isEqualTo(4401);
            }
        }
    }

    @Test
    void aReplacedSessionThatIsFarBehindGoesWithoutItsBacklog() {
        SessionPolicy one = SessionPolicy.builder().maxPerUser(1).build();
        int count = 10_000;
        try (ChatFixture chat = ChatFixture.start(builder -> builder.sessions(one));
                RawClient behind = RawClient.login(chat.port(), "bob", 4096)) {
            TestClient alice = chat.login("alice");
            String text = "x".repeat(1_500);
            for (int i = 1; i <= count; i++) {
                alice.post("send", Map.of("to", "bob", "text", text, "clientMessageId", "" + i));
            }
            for (int i = 1; i <= count; i++) {
                alice.reply();
            }
            TestClient newer = chat.login("bob");
            int events = 0;
            JsonNode frame = behind.jsonOrEnd();
            while (frame != null) {
                assertThat(frame.get("offset").longValue()).isEqualTo(++events);
                frame = behind.jsonOrEnd();
            }
            assertThat(behind.closeCode()).isEqualTo(4409);
            assertThat(events).isLessThan(count);
            assertThat(newer.isClosed()).isFalse();
        }
    }

    @Test
    void whoAnswersNoPingIsClosedAndWhoDoesStays() {
        ChatServerOptions options = ChatServerOptions.builder()
                .heartbeat(Duration.ofMillis(200))
                .idleTimeout(Duration.ofSeconds(1))
                .build();
        try (ChatFixture chat = ChatFixture.start(options);
                RawClient deaf = RawClient.login(chat.port(), "bob", 0)) {
            deaf.ignorePings();
            TestClient listening = chat.login("bob");
            assertThat(deaf.closeCode()).isEqualTo(4408);
            for (int heads = 0; heads < 10; heads++) {
                assertThat(listening.head().get("offset").longValue()).isZero();
            }
            assertThat(listening.isClosed()).isFalse();
            chat.awaitConnections(1);
        }
    }

    @Test
    void aConnectionThatIsCutWithoutAGoodbyeIsForgotten() {
        try (ChatFixture chat = ChatFixture.start()) {
            for (int i = 0; i < 20; i++) {
                TestClient bob = i % 2 == 0 ? chat.login("bob") : TestClient.connect(chat.port());
                bob.close();
            }
            chat.awaitConnections(0);
        }
    }

    @Test
    void theHeadIsSentWithEveryHeartbeatAndPingTellsItToo() {
        ChatServerOptions options =
                ChatServerOptions.builder().heartbeat(Duration.ofMillis(100)).build();
        try (ChatFixture chat = ChatFixture.start(options)) {
            TestClient alice = chat.login("alice");
            TestClient bob = chat.login("bob");
            assertThat(bob.head().get("offset").longValue()).isZero();
            alice.say("bob", "one");
            alice.say("bob", "two");
            assertThat(bob.texts(2)).containsExactly("one", "two");
            assertThat(bob.request("ping", Map.of()).get("head").longValue()).isEqualTo(2);
            await().until(() -> bob.head().get("offset").longValue() == 2);
        }
    }

    @Test
    void pastTheInFlightLimitTheServerReadsNoFurtherButLosesNothing() {
        FaultyStore store = new FaultyStore();
        FaultyStore.Gate gate = new FaultyStore.Gate();
        List<Integer> batches = new CopyOnWriteArrayList<>();
        store.beforeWrite = batch -> {
            batches.add(batch.size());
            gate.await();
        };
        ChatServerOptions options = ChatServerOptions.builder().maxInFlight(5).build();
        try (ChatFixture chat = ChatFixture.start(store, options)) {
            TestClient alice = chat.login("alice");
            for (int i = 1; i <= 300; i++) {
                alice.post("send", Map.of("to", "bob", "text", "" + i, "clientMessageId", "" + i));
                if (i % 7 == 0) {
                    alice.post("conversation", Map.of("to", "bob"));
                }
            }
            await().until(gate::hasWaiting);
            gate.open();
            for (int i = 1; i <= 300; i++) {
                assertThat(alice.reply().get("seq").longValue()).isEqualTo(i);
                if (i % 7 == 0) {
                    assertThat(alice.reply().get("last").get("seq").longValue()).isEqualTo(i);
                }
            }
            assertThat(batches).allMatch(size -> size <= 5);
        }
    }
}
