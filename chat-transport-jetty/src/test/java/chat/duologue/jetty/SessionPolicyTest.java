package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServerOptions;
import chat.duologue.DisconnectReason;
import chat.duologue.LiveSession;
import chat.duologue.SessionPolicy;
import chat.duologue.SessionPolicy.Rule;
import chat.duologue.model.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** How many sessions a user has, which one goes, and what the host says to that. A device's class stands before its colon. */
class SessionPolicyTest {
    private static final UserId BOB = new UserId("bob");
    /** In which a user whose access was ended has to be gone, whatever their client does. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private final ManualClock clock = new ManualClock();
    private final FaultyStore store = new FaultyStore();
    private ChatFixture chat = start(SessionPolicy.builder());

    private ChatFixture start(SessionPolicy.Builder policy) {
        SessionPolicy built = policy.deviceClass(device -> device.split(":")[0]).build();
        return ChatFixture.start(
                store,
                ChatServerOptions.DEFAULTS,
                builder -> builder.clock(clock).sessions(built));
    }

    private void restart(SessionPolicy.Builder policy) {
        chat.close();
        chat = start(policy);
    }

    @AfterEach
    void stop() {
        chat.close();
    }

    private TestClient connect(String user, String device) {
        TestClient client = TestClient.connect(chat.port());
        client.post("hello", Map.of("token", user, "device", device));
        return client;
    }

    private TestClient login(String user, String device) {
        TestClient client = connect(user, device);
        assertThat(code(client.reply())).isEqualTo("ok");
        return client;
    }

    private void assertNotLetIn(String user, String device) {
        TestClient refused = connect(user, device);
        assertThat(code(refused.reply())).isEqualTo("forbidden");
        assertThat(refused.closeCode()).isEqualTo(4409);
    }

    private static void assertServed(TestClient... clients) {
        for (TestClient client : clients) {
            assertThat(code(client.request("ping", Map.of()))).isEqualTo("ok");
        }
    }

    private List<String> devices() {
        return chat.chat.sessions(BOB).stream().map(LiveSession::device).toList();
    }

    @Test
    void theNewestIsRefusedWhereTheHostWantsItSoUntilOneLeaves() {
        restart(SessionPolicy.builder().maxPerUser(2).rule(Rule.NEWEST_REFUSED));
        TestClient first = login("bob", "a");
        TestClient second = login("bob", "b");
        assertNotLetIn("bob", "c");
        assertNotLetIn("bob", "a");
        login("alice", "a");
        assertServed(first, second);
        first.goodbye();
        await().until(() -> devices().equals(List.of("b")));
        assertServed(login("bob", "c"), second);
    }

    @Test
    void theSameDeviceReplacesItselfAndNoOther() {
        restart(SessionPolicy.builder().maxPerUser(3).rule(Rule.SAME_DEVICE_REPLACES));
        TestClient phone = login("bob", "phone");
        TestClient desk = login("bob", "desk");
        TestClient alices = login("alice", "phone");
        TestClient phoneAgain = login("bob", "phone");
        assertThat(phone.closeCode()).isEqualTo(4409);
        assertThat(devices()).containsExactly("desk", "phone");
        TestClient unnamed = chat.login("bob");
        chat.login("bob");
        assertThat(desk.closeCode()).as("the oldest of four").isEqualTo(4409);
        assertServed(phoneAgain, unnamed, alices);
    }

    @Test
    void aClassThatIsFullLosesItsOwnOldest() {
        restart(SessionPolicy.builder().maxPerUser(4).maxPerDeviceClass(Map.of("phone", 1, "desk", 2)));
        TestClient desk = login("bob", "desk:1");
        TestClient phone = login("bob", "phone:1");
        TestClient newPhone = login("bob", "phone:2");
        assertThat(phone.closeCode()).isEqualTo(4409);
        TestClient tablet = login("bob", "tablet:1");
        TestClient otherTablet = login("bob", "tablet:1");
        assertServed(desk, newPhone, tablet, otherTablet);
        login("bob", "tablet:2");
        assertThat(desk.closeCode()).as("the oldest of five").isEqualTo(4409);
        assertThat(devices()).containsExactly("phone:2", "tablet:1", "tablet:1", "tablet:2");
    }

    @Test
    void aClassThatIsFullRefusesTheNewestOfItsOwn() {
        restart(SessionPolicy.builder().maxPerDeviceClass(Map.of("phone", 1)).rule(Rule.NEWEST_REFUSED));
        TestClient phone = login("bob", "phone:1");
        assertNotLetIn("bob", "phone:2");
        assertServed(phone, login("bob", "desk:1"), login("bob", "desk:2"));
    }

    @Test
    void aClassThatTheHostCanNotTellRefusesTheLogin() {
        try (ChatFixture server = ChatFixture.start(builder -> builder.sessions(SessionPolicy.builder()
                .deviceClass(device -> {
                    throw new IllegalStateException("a fault");
                })
                .build()))) {
            TestClient bob = TestClient.connect(server.port());
            assertThat(code(bob.request("hello", Map.of("token", "bob", "device", "phone"))))
                    .isEqualTo("unauthenticated");
            assertThat(bob.closeCode()).isEqualTo(4401);
            assertServed(server.login("bob"));
        }
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void asManyAsAllowedStayHoweverManyLogInAtOnce(Rule rule) {
        restart(SessionPolicy.builder().maxPerUser(2).rule(rule));
        TestClient alice = chat.login("alice");
        for (int round = 0; round < 5; round++) {
            FaultyStore.Gate gate = new FaultyStore.Gate();
            store.beforeRead = gate::await;
            List<TestClient> clients = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                clients.add(connect("bob", "device " + i));
            }
            await().until(gate::hasWaiting);
            gate.open();
            for (TestClient client : clients) {
                assertThat(code(client.reply())).isIn("ok", rule == Rule.NEWEST_REFUSED ? "forbidden" : "ok");
            }
            await().until(() -> clients.stream().filter(TestClient::isClosed).count() == 10);
            List<TestClient> staying =
                    clients.stream().filter(client -> !client.isClosed()).toList();
            alice.say("bob", "hello");
            for (TestClient client : clients) {
                if (staying.contains(client)) {
                    assertThat(client.texts(1)).containsExactly("hello");
                } else {
                    assertThat(client.closeCode()).isEqualTo(4409);
                    assertThat(client.arrivedEvents()).isEmpty();
                }
            }
            assertThat(devices()).hasSize(2);
            staying.forEach(TestClient::goodbye);
            await().until(() -> devices().isEmpty());
        }
    }

    @Test
    void oneOfManyOnTheSameDeviceStaysHoweverManyLogInAtOnce() {
        restart(SessionPolicy.builder().rule(Rule.SAME_DEVICE_REPLACES));
        FaultyStore.Gate gate = new FaultyStore.Gate();
        store.beforeRead = gate::await;
        List<TestClient> clients = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            clients.add(connect("bob", "phone"));
        }
        await().until(gate::hasWaiting);
        gate.open();
        clients.forEach(client -> assertThat(code(client.reply())).isEqualTo("ok"));
        await().until(() -> clients.stream().filter(TestClient::isClosed).count() == 11);
        assertThat(devices()).containsExactly("phone");
    }

    @Test
    void theHostSeesWhoIsThereFromWhereAndSinceWhen() {
        assertThat(chat.chat.sessions(BOB)).isEmpty();
        TestClient phone = TestClient.connect(chat.port());
        JsonNode hello = phone.request("hello", Map.of("token", "bob", "device", "phone"));
        clock.advance(Duration.ofMinutes(1));
        chat.login("bob");
        chat.login("alice");
        List<LiveSession> sessions = chat.chat.sessions(BOB);
        assertThat(sessions).hasSize(2);
        assertThat(sessions.get(0))
                .isEqualTo(new LiveSession(
                        BOB,
                        hello.get("session").stringValue(),
                        "phone",
                        "127.0.0.1",
                        clock.in(Duration.ofMinutes(-1))));
        assertThat(sessions.get(1).device()).isNull();
        assertThat(sessions.get(1).since()).isEqualTo(clock.instant());
        assertThat(sessions.toString()).doesNotContain("127.0.0.1");
        phone.goodbye();
        await().until(() -> chat.chat.sessions(BOB).equals(sessions.subList(1, 2)));
    }

    @ParameterizedTest
    @EnumSource(DisconnectReason.class)
    void theHostEndsOneSessionOrAll(DisconnectReason reason) {
        int code = reason == DisconnectReason.REPLACED ? 4409 : 4401;
        TestClient alice = chat.login("alice");
        TestClient phone = login("bob", "phone");
        TestClient desk = login("bob", "desk");
        LiveSession first = chat.chat.sessions(BOB).get(0);
        assertThat(chat.chat.disconnect(first, reason)).isTrue();
        assertThat(chat.chat.disconnect(first, reason)).as("again").isFalse();
        assertThat(phone.closeCode()).isEqualTo(code);
        alice.say("bob", "for the desk");
        assertThat(desk.texts(1)).containsExactly("for the desk");
        TestClient tablet = login("bob", "tablet");
        chat.chat.disconnect(BOB, reason);
        assertThat(chat.chat.sessions(BOB)).isEmpty();
        assertThat(desk.closeCode()).isEqualTo(code);
        assertThat(tablet.closeCode()).isEqualTo(code);
        assertThat(phone.arrivedEvents()).isEmpty();
        assertServed(alice);
    }

    @Test
    void whoIsLoggingInStaysWhenTheOthersAreReplacedButNotWhenAccessEnds() {
        FaultyStore.Gate gate = new FaultyStore.Gate();
        TestClient before = login("bob", "before");
        store.beforeRead = gate::await;
        TestClient during = connect("bob", "during");
        await().until(gate::hasWaiting);
        chat.chat.disconnect(BOB, DisconnectReason.REPLACED);
        gate.open();
        assertThat(before.closeCode()).isEqualTo(4409);
        assertThat(code(during.reply())).isEqualTo("ok");

        FaultyStore.Gate other = new FaultyStore.Gate();
        store.beforeRead = other::await;
        TestClient late = connect("bob", "late");
        await().until(other::hasWaiting);
        chat.chat.disconnect(BOB);
        other.open();
        assertThat(during.closeCode()).isEqualTo(4401);
        assertThat(late.closeCode()).isEqualTo(4401);
        assertThat(devices()).isEmpty();
    }

    @Test
    void whoIsClosedWhileLoggingInLeavesNothingBehind() {
        ChatServerOptions oneReadAfterTheOther = ChatServerOptions.builder()
                .readerThreads(1)
                .handshakeTimeout(Duration.ofSeconds(2))
                .storeDeadline(Duration.ofSeconds(30))
                .build();
        try (ChatFixture server = ChatFixture.start(store, oneReadAfterTheOther)) {
            FaultyStore.Gate gate = new FaultyStore.Gate();
            store.beforeRead = gate::await;
            TestClient late = TestClient.connect(server.port());
            late.post("hello", Map.of("token", "bob"));
            assertThat(late.closeCode()).isEqualTo(4401);
            assertThat(gate.hasWaiting()).isTrue();
            gate.open();
            server.login("alice");
            assertThat(server.chat.sessions(BOB)).isEmpty();
        }
    }

    @Test
    void noEventFollowsTheEndOfAccessAlsoInTheMiddleOfMany() {
        TestClient alice = chat.login("alice");
        TestClient bob = chat.login("bob");
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> sending = Background.run(() -> {
            while (!enough.get()) {
                alice.say("bob", "before");
            }
        });
        bob.texts(20);
        chat.chat.disconnect(BOB);
        enough.set(true);
        sending.join();
        alice.say("bob", "after");
        assertThat(bob.closeCode()).isEqualTo(4401);
        assertThat(bob.arrivedEvents())
                .allSatisfy(event -> assertThat(event.get("text").stringValue()).isEqualTo("before"));
    }

    @Test
    void whoReadsNothingAndSaysNoGoodbyeIsGoneAtOnceToo() {
        restart(SessionPolicy.builder().maxPerUser(1).rule(Rule.NEWEST_REFUSED));
        try (RawClient deaf = RawClient.login(chat.port(), "bob", 4096)) {
            deaf.ignorePings();
            TestClient alice = chat.login("alice");
            String text = "x".repeat(10_000);
            for (int i = 0; i < 1_000; i++) {
                alice.post("send", Map.of("to", "bob", "text", text, "clientMessageId", "" + i));
            }
            for (int i = 0; i < 1_000; i++) {
                alice.reply();
            }
            chat.chat.disconnect(BOB);
            assertServed(login("bob", "with a new token"));
            await().atMost(AT_ONCE)
                    .untilAsserted(() -> assertThat(chat.chat.connections()).isEqualTo(2));
        }
    }
}
