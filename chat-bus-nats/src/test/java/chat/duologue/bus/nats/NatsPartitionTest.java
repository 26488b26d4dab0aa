package chat.duologue.bus.nats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServerOptions;
import chat.duologue.bus.tck.Ear;
import chat.duologue.bus.tck.EngineProcess;
import chat.duologue.jetty.ChatFixture;
import chat.duologue.jetty.SilentProxy;
import chat.duologue.jetty.TestClient;
import chat.duologue.spi.Bus;
import chat.duologue.store.memory.InMemoryChatStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three servers with a node at each, of which one is cut off from the other two and comes back. No node notices anything: its
 * connection to its own server is as it was. So what was lost meanwhile is found at the next heartbeat.
 */
class NatsPartitionTest {
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    /** Before each server's port for the others: only what the cut does not touch goes by another way. */
    private final List<SilentProxy> network = new ArrayList<>();

    private final List<NatsServer> servers = new ArrayList<>();
    private final List<ChatFixture> nodes = new ArrayList<>();
    private final Ear earAtThird = new Ear();
    private Bus busAtFirst;

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size(); i-- > 0; ) {
            open.get(i).close();
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.add(part);
        return part;
    }

    @BeforeEach
    void startServers() throws Exception {
        int[] ports = new int[3];
        for (int i = 0; i < ports.length; i++) {
            ports[i] = EngineProcess.freePort();
            network.add(opened(SilentProxy.to(ports[i])));
        }
        String third = route(network.get(2).port());
        startServer(0, ports[0], third);
        startServer(1, ports[1], route(ports[0]) + "," + third);
        startServer(2, ports[2], "");
    }

    private static String route(int port) {
        return "nats://127.0.0.1:" + port;
    }

    private void startServer(int number, int port, String routes) throws Exception {
        Path settings = Files.writeString(folder.resolve(number + ".conf"), """
                ping_interval: 1
                ping_max: 2
                cluster {
                  name: chat
                  listen: 127.0.0.1:%d
                  cluster_advertise: 127.0.0.1:%d
                  routes: [%s]
                }
                """.formatted(
                        port, network.get(number).port(), routes));
        servers.add(opened(new NatsServer("--config", settings.toString())));
    }

    private ChatFixture startNode(NatsServer at, InMemoryChatStore store) {
        ChatServerOptions options = ChatServerOptions.builder()
                .heartbeat(HEARTBEAT)
                .idleTimeout(HEARTBEAT.multipliedBy(30))
                .build();
        return opened(ChatFixture.start(store, options, builder -> builder.bus(NatsBus.to(at.url()))));
    }

    private Bus startBus(NatsServer at, Ear ear) {
        Bus bus = NatsBus.to(at.url());
        open.add(bus::stop);
        bus.start(ear);
        await().atMost(PATIENCE).until(() -> ear.missed() > 0);
        return bus;
    }

    @Test
    void aServerThatWasCutOffAndHearsLateWhatWasHeldBackCostsNothing() throws Exception {
        assertNothingIsMissed(SilentProxy::speakAgain);
    }

    @Test
    void aServerThatWasCutOffAndHasLostWhatWasOnTheWayCostsNothing() throws Exception {
        assertNothingIsMissed(SilentProxy::speakAgainAnew);
    }

    /** Nothing follows by which the cut-off node could tell that something is missing. */
    @Test
    void whatIsWrittenLastWhileAServerIsCutOffIsSeenThereWithoutIt() throws Exception {
        startNodes();
        TestClient alice = nodes.get(0).login("alice");
        TestClient bob = nodes.get(2).login("bob");
        cutOffTheThird();
        alice.say("bob", "last");
        assertThat(bob.event().get("text").stringValue()).isEqualTo("last");
    }

    private interface Heal {
        void run(SilentProxy proxy) throws Exception;
    }

    private void assertNothingIsMissed(Heal heal) throws Exception {
        startNodes();
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<?> chatting = CompletableFuture.runAsync(
                () -> ChatFixture.assertThatAllSeeAll(
                        Duration.ofMillis(10), written -> enough.get(), nodes.toArray(ChatFixture[]::new)),
                task -> new Thread(task, "chatting").start());
        cutOffTheThird();
        for (SilentProxy each : network) {
            heal.run(each);
        }
        awaitHeard("after");
        enough.set(true);
        assertThat(chatting).succeedsWithin(PATIENCE);
    }

    private void startNodes() {
        busAtFirst = startBus(servers.get(0), new Ear());
        startBus(servers.get(2), earAtThird)
                .subscribe("test.cut")
                .toCompletableFuture()
                .join();
        awaitHeard("before");
        InMemoryChatStore store = new InMemoryChatStore();
        servers.forEach(at -> nodes.add(startNode(at, store)));
    }

    private void cutOffTheThird() {
        network.forEach(SilentProxy::fallSilent);
        busAtFirst.publish("test.cut", "meanwhile".getBytes(UTF_8));
        await().during(Duration.ofSeconds(5)).atMost(PATIENCE).until(() -> !hasHeard("meanwhile"));
    }

    private boolean hasHeard(String note) {
        return earAtThird.of("test.cut").stream().anyMatch(each -> new String(each, UTF_8).equals(note));
    }

    private void awaitHeard(String note) {
        await().atMost(PATIENCE).until(() -> {
            busAtFirst.publish("test.cut", note.getBytes(UTF_8));
            return hasHeard(note);
        });
    }
}
