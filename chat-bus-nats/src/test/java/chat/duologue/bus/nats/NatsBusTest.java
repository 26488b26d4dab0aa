package chat.duologue.bus.nats;

import chat.duologue.bus.tck.BusContract;
import chat.duologue.spi.Bus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

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
}
