package chat.duologue.bus.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Lettuce, set up for a link that replaces its connections itself, with few threads. */
final class Client implements AutoCloseable {
    private static final int FEWEST_THREADS = 2;

    private final RedisURI uri;
    private final ClientResources resources;
    private final RedisClient redis;

    Client(RedisURI uri, ClientOptions options) {
        this.uri = uri;
        AtomicInteger number = new AtomicInteger(1); // which is the link's
        ThreadFactory threads = work -> {
            Thread thread = new Thread(work, "duologue-redis-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        resources = ClientResources.builder()
                .threadFactoryProvider(pool -> threads)
                .ioThreadPoolSize(FEWEST_THREADS)
                .computationThreadPoolSize(FEWEST_THREADS)
                .build();
        redis = RedisClient.create(resources);
        redis.setOptions(options.mutate()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .protocolVersion(ProtocolVersion.RESP3) // lets a connection publish that subscribes
                .requestQueueSize(Integer.MAX_VALUE)
                .timeoutOptions(TimeoutOptions.create())
                .build());
    }

    /** Waits until that is done, or fails. */
    StatefulRedisPubSubConnection<byte[], byte[]> connect() {
        return redis.connectPubSub(ByteArrayCodec.INSTANCE, uri);
    }

    @Override
    public void close() {
        redis.shutdownAsync(0, 1, TimeUnit.SECONDS)
                .whenComplete((done, error) -> resources.shutdown(0, 1, TimeUnit.SECONDS));
    }
}
