package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.Authenticator;
import chat.duologue.ChatServerOptions;
import chat.duologue.Identity;
import chat.duologue.model.UserId;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Who a client is, as the host says. A token is the user's name, and after a slash the minutes that it is good for. */
class AuthenticationTest {
    private static final ChatServerOptions OPTIONS = ChatServerOptions.builder()
            .heartbeat(Duration.ofMillis(200))
            .callbackDeadline(Duration.ofMillis(500))
            .callbackThreads(2)
            .build();

    private final ManualClock clock = new ManualClock();
    private final FaultyStore store = new FaultyStore();
    private final CountDownLatch never = new CountDownLatch(1);
    private final ChatFixture chat = start(OPTIONS, credentials -> identify(credentials.token()));

    private ChatFixture start(ChatServerOptions options, Authenticator authenticator) {
        return ChatFixture.start(store, options, builder -> builder.clock(clock).authenticator(authenticator));
    }

    @AfterEach
    void stop() {
        chat.close();
    }

    @SuppressWarnings("NullAway")
    private Optional<Identity> identify(String token) throws Exception {
        if (token == null || token.startsWith("nobody")) {
            return Optional.empty();
        }
        if (token.startsWith("null")) {
            return null;
        }
        if (token.startsWith("throws")) {
            throw new IllegalStateException("a fault with " + token);
        }
        if (token.startsWith("fails")) {
            throw new StackOverflowError(token);
        }
        if (token.startsWith("hangs")) {
            never.await();
        }
        String[] parts = token.split("/");
        return Optional.of(
                parts.length == 1
                        ? Identity.of(parts[0])
                        : new Identity(new UserId(parts[0]), clock.in(Duration.ofMinutes(Long.parseLong(parts[1])))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "null", "throws", "fails", "hangs", "alice/0", "alice/-1", "alice/none", ""})
    void whoeverTheHostDoesNotKnowIsRefusedAndClosed(String token) {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            String secret = token.isEmpty() ? token : token + "-secret";
            try (RawClient client = RawClient.open(chat.port())) {
                client.text("{\"type\":\"hello\",\"id\":\"1\",\"token\":\"" + secret + "\"}");
                client.text("{\"type\":\"conversations\",\"id\":\"2\"}");
                JsonNode refused = client.json();
                assertThat(code(refused)).isEqualTo("unauthenticated");
                assertThat(refused.toString()).doesNotContain("secret", "Exception", "fault");
                assertThat(client.jsonOrEnd()).as("a second answer").isNull();
                assertThat(client.closeCode()).isEqualTo(4401);
            }
            chat.awaitConnections(0);
        } finally {
            System.setErr(before);
        }
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("secret");
    }

    @Test
    void loginsThatHangHoldUpNobodyForLongerThanTheDeadline() {
        List<TestClient> hanging = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            hanging.add(TestClient.connect(chat.port()));
            hanging.get(i).post("hello", Map.of("token", "hangs"));
        }
        hanging.forEach(client -> assertThat(client.closeCode()).isEqualTo(4401));
        assertThat(code(chat.login("alice").say("bob", "hello"))).isEqualTo("ok");
    }

    @Test
    void whoSaysNoHelloInTimeIsClosed() {
        ChatServerOptions impatient = ChatServerOptions.builder()
                .handshakeTimeout(Duration.ofSeconds(1))
                .build();
        try (ChatFixture server = start(impatient, credentials -> identify(credentials.token()));
                TestClient asking = TestClient.connect(server.port());
                RawClient silent = RawClient.open(server.port());
                RawClient pinging = RawClient.open(server.port())) {
            for (int i = 0; i < 5; i++) {
                pinging.frame(true, RawClient.PING, new byte[0]);
            }
            asking.request("ping", Map.of());
            TestClient alice = server.login("alice");
            assertThat(silent.closeCode()).isEqualTo(4401);
            assertThat(pinging.closeCode()).isEqualTo(4401);
            assertThat(asking.closeCode()).isEqualTo(4401);
            assertThat(code(alice.request("ping", Map.of()))).isEqualTo("ok");
        }
    }

    @Test
    void whoWasSilentForLongIsToldWhyItIsClosed() {
        ChatServerOptions patient = ChatServerOptions.builder()
                .handshakeTimeout(Duration.ofSeconds(4))
                .build();
        try (ChatFixture server = start(patient, credentials -> identify(credentials.token()));
                RawClient silent = RawClient.open(server.port())) {
            assertThat(silent.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void aTokenThatExpiresEndsItsSessionAndNoEventFollows() {
        TestClient alice = chat.login("alice");
        TestClient bob = chat.login("bob/5");
        TestClient desk = chat.login("bob/50");
        clock.advance(Duration.ofMinutes(4));
        alice.say("bob", "in time");
        assertThat(bob.texts(1)).containsExactly("in time");
        clock.advance(Duration.ofMinutes(1));
        assertThat(bob.closeCode()).isEqualTo(4401);
        alice.say("bob", "too late");
        assertThat(desk.texts(2)).containsExactly("in time", "too late");
        assertThat(bob.arrivedEvents()).isEmpty();
    }

    @Test
    void reauthExtendsASession() {
        TestClient bob = chat.login("bob/5");
        assertThat(code(bob.request("reauth", Map.of("token", "bob/10")))).isEqualTo("ok");
        clock.advance(Duration.ofMinutes(6));
        for (int heartbeats = 0; heartbeats < 3; heartbeats++) {
            bob.head();
        }
        assertThat(code(bob.say("alice", "still here"))).isEqualTo("ok");
        clock.advance(Duration.ofMinutes(4));
        assertThat(bob.closeCode()).isEqualTo(4401);
    }

    @Test
    void reauthCanNotChangeTheUserNorSaveABadToken() {
        TestClient bob = chat.login("bob/5");
        assertThat(code(bob.request("reauth", Map.of("token", "alice/50")))).isEqualTo("forbidden");
        for (String token : List.of("nobody", "null", "throws", "hangs", "bob/0")) {
            assertThat(code(bob.request("reauth", Map.of("token", token)))).isEqualTo("unauthenticated");
        }
        assertThat(code(bob.request("reauth", Map.of()))).isEqualTo("unauthenticated");
        bob.say("alice", "I am still bob");
        assertThat(bob.event().get("from").stringValue()).isEqualTo("bob");
        clock.advance(Duration.ofMinutes(5));
        assertThat(bob.closeCode()).isEqualTo(4401);
    }

    @Test
    void aUserThatTheHostDisconnectsIsClosedOnEveryDeviceAndGetsNothingMore() {
        TestClient alice = chat.login("alice");
        TestClient phone = chat.login("bob");
        TestClient desk = chat.login("bob");
        chat.chat.disconnect(new UserId("bob"));
        alice.say("bob", "not for these");
        assertThat(phone.closeCode()).isEqualTo(4401);
        assertThat(desk.closeCode()).isEqualTo(4401);
        assertThat(phone.arrivedEvents()).isEmpty();
        assertThat(desk.arrivedEvents()).isEmpty();
        assertThat(code(alice.request("ping", Map.of()))).isEqualTo("ok");
        chat.chat.disconnect(new UserId("who is that"));
        assertThat(code(chat.login("bob").request("ping", Map.of()))).isEqualTo("ok");
    }

    @Test
    void aUserWhoIsDisconnectedWhileLoggingInIsNotLetIn() {
        FaultyStore.Gate gate = new FaultyStore.Gate();
        store.beforeRead = gate::await;
        TestClient bob = TestClient.connect(chat.port());
        bob.post("hello", Map.of("token", "bob"));
        await().until(gate::hasWaiting);
        chat.chat.disconnect(new UserId("bob"));
        gate.open();
        assertThat(bob.closeCode()).isEqualTo(4401);
        chat.awaitConnections(0);
    }

    @Test
    void theUpgradeRequestMayIdentifyTheUser() {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        Authenticator byRequest = credentials -> {
            seen.add(credentials.device() + " from " + credentials.handshake().remoteAddress());
            return credentials
                    .handshake()
                    .cookie("session")
                    .or(() -> credentials.handshake().header("x-user"))
                    .map(Identity::of);
        };
        try (ChatFixture server = start(OPTIONS, byRequest)) {
            for (Map<String, String> headers : List.of(
                    Map.of("Cookie", "theme=dark; session=alice; session=mallory"), Map.of("X-User", "alice"))) {
                TestClient alice = TestClient.connect(server.port(), headers);
                assertThat(alice.request("hello", Map.of("device", "phone"))
                                .get("user")
                                .stringValue())
                        .isEqualTo("alice");
                assertThat(seen.remove()).isEqualTo("phone from 127.0.0.1");
            }
            TestClient nobody = TestClient.connect(server.port());
            assertThat(code(nobody.request("hello", Map.of("token", "alice")))).isEqualTo("unauthenticated");
            assertThat(nobody.closeCode()).isEqualTo(4401);
        }
    }
}
