package chat.duologue.bus.redis;

import chat.duologue.jetty.NodesContract;
import chat.duologue.spi.Bus;
import chat.duologue.store.memory.InMemoryChatStore;
import chat.duologue.store.spi.ChatStore;
import org.junit.jupiter.api.BeforeEach;

/** What nodes tell each other, over Redis. */
class NodesOverRedisTest extends NodesContract {
    private final ChatStore store = new InMemoryChatStore();
    private RedisServer redis;

    @BeforeEach
    void startRedis() throws Exception {
        redis = new RedisServer("");
    }

    @Override
    protected void close() throws Exception {
        if (redis != null) {
            redis.close();
        }
    }

    @Override
    protected ChatStore openStore() {
        return store;
    }

    @Override
    protected Bus newBus(ChatStore over) {
        return RedisBus.to("redis://127.0.0.1:" + redis.port());
    }
}
