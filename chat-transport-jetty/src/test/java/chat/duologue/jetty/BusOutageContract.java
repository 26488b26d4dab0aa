package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServerOptions;
import chat.duologue.bus.tck.EngineProcess;
import chat.duologue.spi.Bus;
import chat.duologue.store.memory.InMemoryChatStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/**
 * Two chat servers on one store, whose bus fails while people write: all is seen once and in order, on either, as soon as the
 * bus is back. Run it by extending it.
 */
@Tag("waiting")
@Execution(ExecutionMode.CONCURRENT)
public abstract class BusOutageContract {
    /** So rare that nothing in a test is found by it. */
    private static final Duration NEVER = Duration.ofMinutes(10);
    /** Longer than a bus takes to give up an engine that does not answer. */
    private static final Duration OUTAGE = Duration.ofSeconds(6);

    private final InMemoryChatStore store = new InMemoryChatStore();
    private final List<AutoCloseable> open = new ArrayList<>();
    private EngineProcess engine;
    /** Before the engine, for the other node. */
    private SilentProxy network;

    private ChatFixture one;
    private ChatFixture other;
    private TestClient alice;
    private List<TestClient> elsewhere;
    private int seen;

    protected abstract EngineProcess newEngine() throws Exception;

    /** One whose engine is on that port of this machine. */
    protected abstract Bus newBus(int port) throws Exception;

    @BeforeEach
    void start() throws Exception {
        engine = opened(newEngine());
        network = opened(SilentProxy.to(engine.port()));
        one = startNode(engine.port());
        other = startNode(network.port());
        alice = login(one, "alice");
        elsewhere = List.of(login(other, "alice"), login(other, "bob"));
        say(0);
        assertSeen(1);
    }

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

    private ChatFixture startNode(int busPort) throws Exception {
        ChatServerOptions options = ChatServerOptions.builder()
                .heartbeat(NEVER)
                .idleTimeout(NEVER.multipliedBy(3))
                .build();
        Bus bus = newBus(busPort);
        return opened(ChatFixture.start(store, options, builder -> builder.bus(bus)));
    }

    private TestClient login(ChatFixture node, String user) {
        return opened(node.login(user));
    }

    private void say(int number) {
        assertThat(code(alice.say("bob", "text " + number))).isEqualTo("ok");
    }

    private void assertSeen(int upTo) {
        for (; seen < upTo; seen++) {
            for (TestClient each : elsewhere) {
                JsonNode event = each.event();
                assertThat(event.get("offset").longValue()).isEqualTo(seen + 1);
                assertThat(event.get("text").stringValue()).isEqualTo("text " + seen);
            }
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    /** Has Alice write while those things happen; the last thing that she writes is written before the last of them happens. */
    private void assertNothingIsMissed(Step... steps) throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Integer> sending = Background.supply(() -> {
            int number = seen;
            while (!enough.get()) {
                say(number++);
                LockSupport.parkNanos(1_000_000);
            }
            return number;
        });
        for (int i = 0; i < steps.length - 1; i++) {
            Thread.sleep(200);
            steps[i].run();
        }
        enough.set(true);
        int sent = sending.join();
        steps[steps.length - 1].run();
        assertSeen(sent);
        // a note is lost as long as Alice's node is not back
        AtomicInteger next = new AtomicInteger(sent);
        await().until(() -> {
            say(next.getAndIncrement());
            return elsewhere.stream().noneMatch(each -> each.arrivedEvents().isEmpty());
        });
        assertSeen(next.get());
    }

    /** People come to both nodes, and time passes. */
    private void lastForAWhile() throws InterruptedException {
        login(one, "carol");
        login(other, "dave");
        Thread.sleep(OUTAGE.toMillis());
    }

    @Test
    void theEngineDiesAndComesBack() throws Exception {
        assertNothingIsMissed(engine::kill, engine::start, engine::kill, engine::start, engine::kill, engine::start);
    }

    @Test
    void theEngineIsPausedAndGoesOn() throws Exception {
        assertNothingIsMissed(engine::pause, this::lastForAWhile, engine::goOn);
    }

    @Test
    void aNodeIsCutOffAndHearsLateWhatWasHeldBack() throws Exception {
        assertNothingIsMissed(network::fallSilent, this::lastForAWhile, network::speakAgain);
    }

    @Test
    void aNodeIsCutOffAndItsConnectionNeverSpeaksAgain() throws Exception {
        assertNothingIsMissed(network::fallSilent, this::lastForAWhile, network::speakAgainToNewcomers);
    }
}
