package chat.duologue.store.jdbc;

import chat.duologue.PollingBus;
import chat.duologue.jetty.NodesContract;
import chat.duologue.spi.Bus;
import chat.duologue.store.spi.ChatStore;
import java.time.Duration;

/** Nodes that share nothing but a database, each with a store of its own. */
class DatabaseNodesTest extends NodesContract {
    private final TestDatabase database = TestDatabase.fresh(DatabaseKind.POSTGRESQL);

    @Override
    protected ChatStore openStore() {
        return JdbcChatStore.open(database.dataSource());
    }

    @Override
    protected Bus newBus(ChatStore store) {
        return PollingBus.over(store, Duration.ofMillis(100));
    }

    @Override
    protected void close() {
        database.close();
    }
}
