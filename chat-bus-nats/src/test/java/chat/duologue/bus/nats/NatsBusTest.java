package chat.duologue.bus.nats;

import static org.awaitility.Awaitility.await;

import chat.duologue.bus.tck.BusContract;
import chat.duologue.bus.tck.Ear;
import chat.duologue.spi.Bus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One server for all nodes, which is killed and comes back. */
class NatsBusTest extends BusContract {
    private static NatsServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = new NatsServer();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected Bus newBus() {
        return NatsBus.to(server.url());
    }

    @Override
    protected Engine engine() {
        return server;
    }

    @Test
    void aServerThatIsAwayIsNotAskedWithoutAPause() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (ServerSocket away = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread hangingUp = new Thread(() -> {
                try {
                    while (true) {
                        away.accept().close();
                        asked.incrementAndGet();
                    }
                } catch (IOException e) {
                    // the end of the test
                }
            });
            hangingUp.start();
            Bus bus = NatsBus.to("nats://127.0.0.1:" + away.getLocalPort());
            bus.start(new Ear());
            await().until(() -> asked.get() > 2);
            await().during(Duration.ofSeconds(2)).until(() -> asked.get() < 20);
            bus.stop();
        }
    }
}
