package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServer;
import chat.duologue.ChatServerOptions;
import chat.duologue.FloodControl;
import chat.duologue.store.memory.InMemoryChatStore;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets over HTTP/2: many on one connection, none of which holds up the others. */
@Tag("waiting")
@Execution(ExecutionMode.CONCURRENT)
class Http2Test {
    private static final int MAX_STREAMS = 128;
    private static final String FILLER = "x".repeat(10_000);

    @TempDir
    private static Path folder;

    private static TestCertificate certificate;

    private final FaultyStore store = new FaultyStore();
    private SSLContext trusting;
    private ChatFixture chat;
    private Http2Client client;

    @BeforeAll
    static void makeKeys() throws Exception {
        certificate = TestCertificate.in(folder, "EC");
    }

    private void start(boolean tls, UnaryOperator<ChatServerOptions.Builder> options) throws Exception {
        start(tls, options, builder -> builder);
        client = new Http2Client(chat.port(), trusting);
    }

    private void start(
            boolean tls, UnaryOperator<ChatServerOptions.Builder> options, UnaryOperator<ChatServer.Builder> more)
            throws Exception {
        trusting = tls ? certificate.trusting() : null;
        chat = ChatFixture.start(
                store,
                options.apply(ChatServerOptions.builder()).build(),
                more,
                transport -> tls
                        ? transport
                                .tls(Tls.fromPem(certificate.certificate(), certificate.key()))
                                .http2()
                        : transport.http2());
    }

    @AfterEach
    void stop() {
        if (client != null) {
            client.close();
        }
        if (chat != null) {
            chat.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoTalkOverOneConnection(boolean tls) throws Exception {
        start(tls, options -> options);
        TestClient alice = client.login("alice");
        TestClient bob = client.login("bob");
        for (String text : List.of("hello", "é".repeat(8_000), "x".repeat(16_000))) {
            alice.say("bob", text);
            assertThat(bob.texts(1)).containsExactly(text);
            assertThat(alice.texts(1)).containsExactly(text);
        }
        bob.goodbye();
        assertThat(bob.closeCode()).isEqualTo(1000);
        chat.awaitConnections(1);
        assertThat(code(alice.say("bob", "are you there?"))).isEqualTo("ok");
        alice.close();
        chat.awaitConnections(0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void closeCodesArrive(boolean tls) throws Exception {
        start(tls, options -> options.maxFrameBytes(4_096));
        TestClient unknown = client.connect(Map.of());
        assertThat(code(unknown.hello("bad"))).isEqualTo("unauthenticated");
        assertThat(unknown.closeCode()).isEqualTo(4401);
        TestClient binary = client.login("alice");
        binary.socket().sendBinary(ByteBuffer.allocate(1), true);
        assertThat(binary.closeCode()).isEqualTo(1003);
        TestClient large = client.login("alice");
        large.raw("x".repeat(5_000));
        assertThat(large.closeCode()).isEqualTo(1009);
        TestClient last = client.login("alice");
        chat.chat.stop();
        assertThat(last.closeCode()).isEqualTo(1001);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clientsOfHttp1AreServedOnTheSamePort(boolean tls) throws Exception {
        start(tls, options -> options);
        TestClient alice;
        if (tls) {
            URI address = URI.create("wss://127.0.0.1:" + chat.port() + "/chat");
            alice = TestClient.connect(
                    HttpClient.newBuilder().sslContext(trusting).build(), address, Map.of());
            assertThat(code(alice.hello("alice"))).isEqualTo("ok");
        } else {
            alice = chat.login("alice");
        }
        TestClient bob = client.login("bob");
        alice.say("bob", "hello");
        assertThat(bob.texts(1)).containsExactly("hello");
    }

    @Test
    void unlessAskedForHttp2IsNotSpoken() throws Exception {
        chat = ChatFixture.start();
        assertThatThrownBy(() -> new Http2Client(chat.port(), null).login("alice"));
    }

    /** With that header, which many proxies pass on, a client could speak to the server past the proxy's rules. */
    @Test
    void anUpgradeOfHttp1ToHttp2IsIgnored() throws Exception {
        start(false, options -> options);
        try (Socket socket = new Socket("127.0.0.1", chat.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET /chat HTTP/1.1\r\nHost: here\r\nConnection: Upgrade, HTTP2-Settings, close\r\n"
                                    + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 404 ");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneConnectionCarries128SessionsAndNoMore(boolean tls) throws Exception {
        start(tls, options -> options);
        List<TestClient> users = new ArrayList<>();
        for (int i = 0; i < MAX_STREAMS; i++) {
            users.add(client.login("user-" + i));
        }
        client.ignoreLimits();
        assertThat(client.status(Map.of())).isZero();
        for (int i = 0; i < MAX_STREAMS; i++) {
            users.get(i).say("user-" + (i + 1) % MAX_STREAMS, "from " + i);
        }
        for (int i = 0; i < MAX_STREAMS; i++) {
            assertThat(List.of(users.get(i).event(), users.get(i).event()))
                    .extracting(event -> event.get("from").stringValue())
                    .containsExactlyInAnyOrder("user-" + i, "user-" + (i + MAX_STREAMS - 1) % MAX_STREAMS);
        }
        assertThat(chat.chat.connections()).isEqualTo(MAX_STREAMS);
        users.get(0).goodbye();
        assertThat(users.get(0).closeCode()).isEqualTo(1000);
        chat.awaitConnections(MAX_STREAMS - 1);
        assertThat(code(client.login("user-0").request("ping", Map.of()))).isEqualTo("ok");
    }

    @Test
    void whatIsRefusedBeforeTheUpgradeIsRefusedHereToo() throws Exception {
        FloodControl one =
                FloodControl.builder().connects(new FloodControl.Rate(1, 0.001)).build();
        start(false, options -> options, builder -> builder.floodControl(one));
        client = new Http2Client(chat.port(), null);
        assertThat(client.status(Map.of("Origin", "https://evil.example"))).isEqualTo(403);
        client.login("alice");
        assertThat(client.status(Map.of())).isEqualTo(429);
    }

    private void sayMuch(TestClient from, String to, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(code(from.say(to, i + FILLER))).isEqualTo("ok");
        }
    }

    /** More than one may leave unread, and less than all together. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoDoesNotReadIsClosedAndTheOthersOfTheConnectionNoticeNothing(boolean tls) throws Exception {
        start(tls, options -> options.writeTimeout(Duration.ofSeconds(1)), builder -> builder);
        client = new Http2Client(chat.port(), trusting, 256 << 10, 4 << 20);
        TestClient slow = client.login("slow");
        TestClient bob = client.login("bob");
        TestClient alice = client.login("alice");
        Http2Client.pause(slow);
        sayMuch(alice, "slow", 100);
        alice.say("bob", "we go on");
        assertThat(bob.texts(1)).containsExactly("we go on");
        chat.awaitConnections(2);
        alice.say("bob", "and on");
        assertThat(bob.texts(1)).containsExactly("and on");
    }

    /** The client lets two sessions leave so much unread that nothing is left of what the connection may carry. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void evenAConnectionThatTheyStopServesAgainWhenTheyAreClosed(boolean tls) throws Exception {
        start(tls, options -> options.writeTimeout(Duration.ofSeconds(1)), builder -> builder);
        client = new Http2Client(chat.port(), trusting, 256 << 10, 512 << 10);
        List<TestClient> slow = List.of(client.login("slow-1"), client.login("slow-2"));
        slow.forEach(Http2Client::pause);
        try (Http2Client other = new Http2Client(chat.port(), trusting)) {
            TestClient alice = other.login("alice");
            sayMuch(alice, "slow-1", 100);
            sayMuch(alice, "slow-2", 100);
            chat.awaitConnections(1);
            TestClient bob = client.login("bob");
            alice.say("bob", "at last");
            assertThat(bob.texts(1)).containsExactly("at last");
        }
    }

    /** Their sends wait for a store that hangs, and so the server reads no more of them. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoIsNotReadFromDoesNotKeepTheOthersFromBeingRead(boolean tls) throws Exception {
        start(tls, options -> options.storeDeadline(Duration.ofMinutes(1)));
        List<TestClient> floods = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            floods.add(client.login("flood-" + i));
        }
        TestClient bob = client.login("bob");
        FaultyStore.Gate gate = new FaultyStore.Gate();
        store.beforeWrite = batch -> gate.await();
        List<CompletableFuture<?>> flooding = new ArrayList<>();
        for (TestClient flood : floods) {
            flooding.add(Background.run(() -> {
                for (int i = 0; i < 100; i++) {
                    flood.post("send", Map.of("to", "bob", "text", FILLER, "clientMessageId", "" + i));
                }
            }));
        }
        await().until(gate::hasWaiting);
        await().during(Duration.ofMillis(500)).until(() -> flooding.stream().noneMatch(CompletableFuture::isDone));
        for (int i = 0; i < 20; i++) {
            assertThat(code(bob.request("ping", Map.of()))).isEqualTo("ok");
        }
        gate.open();
        flooding.forEach(CompletableFuture::join);
        for (TestClient flood : floods) {
            for (int i = 1; i <= 100; i++) {
                assertThat(flood.reply().get("seq").longValue()).isEqualTo(i);
            }
        }
    }

    /** What its sessions leave behind would add up otherwise, one after the other. */
    @Test
    void aConnectionThatTakesNothingIsCutThoughItSaysMuch() throws Exception {
        start(false, options -> options.writeTimeout(Duration.ofSeconds(1)), builder -> builder);
        try (PausingProxy proxy = new PausingProxy(chat.port())) {
            client = new Http2Client(proxy.port(), null, 1 << 30, 1 << 30);
            TestClient slow = client.login("slow");
            TestClient talker = client.login("talker");
            proxy.pause();
            sayMuch(chat.login("alice"), "slow", 1_000);
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                talker.socket().sendText("{\"type\":\"ack\",\"offset\":0}", true);
                return proxy.isCut();
            });
        }
    }

    /** Each leaves most of its frame unread, and all together more than the connection may carry. */
    @Test
    void whatIsNotReadOfClosedSessionsDoesNotStopTheConnection() throws Exception {
        start(false, options -> options);
        for (int i = 0; i < 200; i++) {
            TestClient large = client.connect(Map.of());
            large.socket().sendText("x".repeat(120_000), true);
            assertThat(large.closeCode()).isEqualTo(1009);
        }
        assertThat(code(client.login("alice").say("bob", FILLER))).isEqualTo("ok");
    }

    @Test
    void ofSessionsThatAreGoneNothingStaysThoughTheirConnectionDoes() throws Exception {
        start(false, options -> options);
        comeAndGo(100);
        long before = SlowClientTest.usedHeapAfterCollection();
        comeAndGo(1_500);
        assertThat(SlowClientTest.usedHeapAfterCollection() - before).isLessThan(3L << 20);
    }

    /** In each way that a client can; resets are rare, for many of them look like an attack. */
    private void comeAndGo(int times) {
        for (int i = 0; i < times; i++) {
            TestClient user = client.login("user");
            if (i % 50 == 0) {
                user.close();
            } else if (i % 2 == 0) {
                user.goodbye();
            } else {
                Http2Client.end(user);
            }
        }
        chat.awaitConnections(0);
        long reset = System.nanoTime() + JettyConnection.GOODBYE.plusMillis(500).toNanos();
        await().until(() -> System.nanoTime() - reset > 0);
    }

    @Test
    void aClientsAddressIsWhatATrustedProxySays() throws Exception {
        FloodControl one =
                FloodControl.builder().connects(new FloodControl.Rate(1, 0.001)).build();
        chat = ChatFixture.start(
                new InMemoryChatStore(),
                ChatServerOptions.DEFAULTS,
                builder -> builder.floodControl(one),
                transport -> transport.http2().trustedProxies("127.0.0.1"));
        client = new Http2Client(chat.port(), null);
        assertThat(client.status(Map.of("X-Forwarded-For", "192.0.2.1"))).isEqualTo(200);
        assertThat(client.status(Map.of("X-Forwarded-For", "192.0.2.2"))).isEqualTo(200);
        assertThat(client.status(Map.of("X-Forwarded-For", "192.0.2.2"))).isEqualTo(429);
    }
}
