package chat.duologue.bus.nats;

import chat.duologue.jetty.NodesContract;
import chat.duologue.spi.Bus;
import chat.duologue.store.memory.InMemoryChatStore;
import chat.duologue.store.spi.ChatStore;
import org.junit.jupiter.api.BeforeEach;

/** What nodes tell each other, over NATS. */
class NodesOverNatsTest extends NodesContract {
    private final ChatStore store = new InMemoryChatStore();
    private NatsServer nats;

    @BeforeEach
    void startNats() throws Exception {
        nats = new NatsServer();
    }

    @Override
    protected void close() {
        if (nats != null) {
            nats.close();
        }
    }

    @Override
    protected ChatStore openStore() {
        return store;
    }

    @Override
    protected Bus newBus(ChatStore over) {
        return NatsBus.to(nats.url());
    }
}
