package chat.duologue.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;
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
        // else it cuts off who does not read fast enough
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
    void whatRedisDoesNotTakeInTimeIsBounded() throws Exception {
        int notes = 1_000;
        Ear ear = new Ear();
        Bus one = start(new Ear());
        Bus other = start(ear);
        other.subscribe("test.burst").toCompletableFuture().join();
        byte[] note = new byte[one.maxNoteBytes()];
        server.pause();
        try {
            for (int i = 0; i < notes; i++) {
                one.publish("test.burst", note);
            }
        } finally {
            server.goOn();
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            one.publish("test.burst", new byte[0]);
            return ear.of("test.burst").stream().anyMatch(heard -> heard.length == 0);
        });
        assertThat(ear.of("test.burst")).hasSizeLessThan(notes / 2);
    }

    @Test
    void noThreadIsLeftWhenItWasStopped() throws Exception {
        start(new Ear()).stop();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("duologue-redis-")));
    }
}
