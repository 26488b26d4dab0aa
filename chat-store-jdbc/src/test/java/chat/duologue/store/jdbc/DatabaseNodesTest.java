package chat.duologue.store.jdbc;

import chat.duologue.PollingBus;
import chat.duologue.jetty.NodesContract;
import chat.duologue.spi.Bus;
import chat.duologue.store.spi.ChatStore;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes that share nothing but a database, each with a store of its own. */
@ParameterizedClass
@EnumSource(names = {"H2", "POSTGRESQL", "MARIADB"})
class DatabaseNodesTest extends NodesContract {
    private final TestDatabase database;

    DatabaseNodesTest(DatabaseKind kind) {
        database = TestDatabase.fresh(kind);
    }

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
