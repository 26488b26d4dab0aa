package chat.duologue.bus.nats;

import chat.duologue.bus.tck.EngineProcess;
import chat.duologue.jetty.BusOutageContract;
import chat.duologue.spi.Bus;

/** Two chat servers on one store, which tell each other over NATS. */
class NatsNodesTest extends BusOutageContract {
    @Override
    protected EngineProcess newEngine() throws Exception {
        return new NatsServer();
    }

    @Override
    protected Bus newBus(int port) {
        return NatsBus.to("nats://127.0.0.1:" + port);
    }
}
