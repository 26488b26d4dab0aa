package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServer;
import chat.duologue.ChatServerOptions;
import chat.duologue.Health;
import chat.duologue.Identity;
import chat.duologue.store.memory.InMemoryChatStore;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a load balancer is told. */
class HealthTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String READY = "{\"status\":\"ready\"}";
    private static final String LIVE = "{\"status\":\"live\"}";
    private static final String DRAINING = "{\"status\":\"draining\",\"reason\":\"the server stops\"}";

    private final FaultyStore store = new FaultyStore();
    private final AtomicInteger asked = new AtomicInteger();
    private ChatFixture chat = start(ChatServerOptions.DEFAULTS);

    HealthTest() {
        store.beforeRead = asked::incrementAndGet;
    }

    private ChatFixture start(ChatServerOptions options) {
        return ChatFixture.start(store, options, builder -> builder, transport -> transport.health("/health"));
    }

    private void restart(UnaryOperator<ChatServerOptions.Builder> options) {
        chat.close();
        chat = start(options.apply(ChatServerOptions.builder()).build());
    }

    @AfterEach
    void stop() {
        chat.close();
    }

    private static CompletableFuture<HttpResponse<String>> ask(String method, int port, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(20))
                .build();
        return HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) {
        return ask("GET", chat.port(), path).join();
    }

    private void assertAnswers(String path, int status, String body) {
        HttpResponse<String> answer = get(path);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void aServerThatServesIsLiveAndReady() {
        assertAnswers("/health/live", 200, LIVE);
        assertAnswers("/health/ready", 200, READY);
        assertThat(ask("HEAD", chat.port(), "/health/ready").join().statusCode())
                .isEqualTo(200);
        assertThat(ask("POST", chat.port(), "/health/ready").join().statusCode())
                .isEqualTo(405);
        for (String other : List.of("/health", "/health/", "/health/ready/", "/health/other", "/HEALTH/ready")) {
            assertThat(get(other).statusCode()).as(other).isEqualTo(404);
        }
    }

    @Test
    void nothingIsToldUnlessAskedFor() {
        try (ChatFixture silent = ChatFixture.start()) {
            assertThat(ask("GET", silent.port(), "/health/live").join().statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void withoutItsStoreAServerIsLiveButNotReadyUntilTheStoreIsBack() {
        store.beforeRead = () -> {
            throw FaultyStore.down();
        };
        await().untilAsserted(() ->
                assertAnswers("/health/ready", 503, "{\"status\":\"live\",\"reason\":\"the store does not answer\"}"));
        assertAnswers("/health/live", 200, LIVE);
        store.beforeRead = () -> {};
        await().untilAsserted(() -> assertAnswers("/health/ready", 200, READY));
    }

    @Test
    void aStoreThatHangsHoldsUpNobodyAndIsNotAskedAgain() {
        FaultyStore.Gate gate = new FaultyStore.Gate();
        asked.set(0);
        store.beforeRead = () -> {
            asked.incrementAndGet();
            gate.await();
        };
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            answers.add(ask("GET", chat.port(), "/health/ready"));
        }
        await().until(gate::hasWaiting);
        assertAnswers("/health/live", 200, LIVE);
        assertThat(answers).as("nobody is told before it is known").noneMatch(CompletableFuture::isDone);
        answers.forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(503));
        await().during(Duration.ofMillis(1_500)).untilAsserted(() -> {
            assertThat(get("/health/ready").statusCode()).isEqualTo(503);
            assertThat(asked).hasValue(1);
        });
        gate.open();
        await().untilAsserted(() -> assertAnswers("/health/ready", 200, READY));
    }

    @Test
    void howeverManyAskTheStoreIsAskedOnceASecond() {
        int before = asked.get();
        long start = System.nanoTime();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            answers.add(ask("GET", chat.port(), "/health/ready"));
        }
        answers.forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        assertThat(asked.get() - before).isBetween(1, (int) seconds + 2);
    }

    @Test
    void aFullServerIsNotReadyUntilSomebodyLeaves() {
        restart(options -> options.maxSessions(1));
        TestClient alice = chat.login("alice");
        assertAnswers("/health/ready", 503, "{\"status\":\"live\",\"reason\":\"as many connections as there may be\"}");
        alice.goodbye();
        await().untilAsserted(() -> assertAnswers("/health/ready", 200, READY));
    }

    @Test
    void beforeAStopClosesAnythingItSaysSoAndLetsNobodyIn() {
        Duration lead = Duration.ofSeconds(3);
        restart(options -> options.drainTimeout(Duration.ofSeconds(6)).drainLead(lead));
        TestClient alice = chat.login("alice");
        long start = System.nanoTime();
        CompletableFuture<?> stopping = Background.run(chat.chat::stop);
        await().untilAsserted(() -> assertAnswers("/health/ready", 503, DRAINING));
        assertAnswers("/health/live", 200, LIVE);
        assertThat(RawClient.upgradeStatus(chat.port())).isEqualTo(503);
        assertThat(code(alice.say("bob", "still here"))).isEqualTo("ok");
        assertThat(alice.isClosed()).isFalse();
        assertThat(alice.closeCode()).isEqualTo(1001);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(lead);
        stopping.join();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6 + 5));
        assertAnswers("/health/ready", 503, DRAINING);
    }

    @Test
    void whoInterruptsAStopIsInAHurry() {
        restart(options -> options.drainTimeout(Duration.ofHours(1)).drainLead(Duration.ofMinutes(30)));
        TestClient alice = chat.login("alice");
        Thread stopping = new Thread(chat.chat::stop);
        stopping.start();
        await().untilAsserted(() -> assertThat(state(chat.chat)).isEqualTo(Health.State.DRAINING));
        stopping.interrupt();
        assertThat(alice.closeCode()).isEqualTo(1001);
        await().until(() -> !stopping.isAlive());
    }

    private static Health.State state(ChatServer server) {
        return server.health().toCompletableFuture().join().state();
    }

    @Test
    void aServerThatWasNotStartedIsNotReady() {
        ChatServer unborn = ChatServer.builder()
                .store(new InMemoryChatStore())
                .authenticator(credentials -> Optional.empty())
                .build();
        assertThat(state(unborn)).isEqualTo(Health.State.LIVE);
        unborn.stop();
        assertThat(state(unborn)).isEqualTo(Health.State.DRAINING);
    }

    @Test
    void theLeadIsAtMostHalfOfTheDrainTime() {
        ChatServerOptions.Builder options =
                ChatServerOptions.builder().drainTimeout(Duration.ofSeconds(4)).drainLead(Duration.ofMillis(2_001));
        assertThatThrownBy(options::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("drainLead", "PT2S");
    }

    @Test
    void aHostsOwnJettyCanTellItToo() throws Exception {
        ChatServer mounted = ChatServer.builder()
                .store(new InMemoryChatStore())
                .authenticator(
                        credentials -> Optional.ofNullable(credentials.token()).map(Identity::of))
                .build()
                .start();
        Server server = new Server(new InetSocketAddress("127.0.0.1", 0));
        ContextHandler context = new ContextHandler(
                new Handler.Abstract() {
                    @Override
                    public boolean handle(Request request, Response response, Callback callback) {
                        Content.Sink.write(response, true, "the host's own", callback);
                        return true;
                    }
                },
                "/app");
        server.setHandler(context);
        new ChatHealth(mounted).mount(context, "/chat-health");
        server.start();
        try {
            int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
            assertThat(ask("GET", port, "/app/chat-health/ready").join().body()).isEqualTo(READY);
            assertThat(ask("GET", port, "/app/page").join().body()).isEqualTo("the host's own");
            mounted.stop();
            assertThat(ask("GET", port, "/app/chat-health/ready").join().body()).isEqualTo(DRAINING);
        } finally {
            mounted.stop();
            server.stop();
        }
    }
}
