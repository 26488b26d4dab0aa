package chat.duologue.bus.redis;

import static org.awaitility.Awaitility.await;

import chat.duologue.bus.tck.BusContract;
import chat.duologue.bus.tck.Ear;
import chat.duologue.spi.Bus;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One server for all nodes, which is killed and comes back. */
class RedisBusTest extends BusContract {
    private static RedisServer server;

    @BeforeAll
    static void startServer() throws Exception {
        // so that it cuts off nobody who does not read fast enough
        server = new RedisServer("--client-output-buffer-limit pubsub 0 0 0");
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected Bus newBus() {
        return RedisBus.to("redis://127.0.0.1:" + server.port());
    }

    @Override
    protected Engine engine() {
        return server;
    }

    @Test
    void noThreadIsLeftWhenItWasStopped() throws Exception {
        start(new Ear()).stop();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("duologue-redis-")));
    }
}
