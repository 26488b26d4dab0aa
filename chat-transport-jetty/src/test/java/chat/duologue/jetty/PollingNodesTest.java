package chat.duologue.jetty;

import chat.duologue.PollingBus;
import chat.duologue.spi.Bus;
import chat.duologue.store.memory.InMemoryChatStore;
import chat.duologue.store.spi.ChatStore;
import java.time.Duration;

/** Nodes that tell each other all through the store, as often as one would set it up. */
class PollingNodesTest extends NodesContract {
    private final InMemoryChatStore store = new InMemoryChatStore();

    @Override
    protected ChatStore openStore() {
        return store;
    }

    @Override
    protected Bus newBus(ChatStore over) {
        return PollingBus.over(over, Duration.ofMillis(500));
    }
}
