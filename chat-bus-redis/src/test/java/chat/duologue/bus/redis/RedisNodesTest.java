package chat.duologue.bus.redis;

import chat.duologue.bus.tck.EngineProcess;
import chat.duologue.jetty.BusOutageContract;
import chat.duologue.spi.Bus;

/** Two chat servers on one store, which tell each other over Redis. */
class RedisNodesTest extends BusOutageContract {
    @Override
    protected EngineProcess newEngine() throws Exception {
        return new RedisServer("");
    }

    @Override
    protected Bus newBus(int port) {
        return RedisBus.to("redis://127.0.0.1:" + port);
    }
}
