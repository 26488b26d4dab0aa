package chat.duologue.bus.redis;

import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.atomic.AtomicLong;

/** Sends notes over one connection. What finds no room is lost, and read from the store. Thread-safe. */
final class Outgoing {
    /** Notes that Redis has not answered yet. */
    private static final long MAX_WAITING_BYTES = 64L * 1024 * 1024;
    /** About what Lettuce keeps of a note besides its bytes. */
    private static final int BESIDES = 1_000;

    private final StatefulRedisPubSubConnection<byte[], byte[]> connection;
    private final AtomicLong waitingBytes = new AtomicLong();

    Outgoing(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
        this.connection = connection;
    }

    void publish(byte[] channel, byte[] note) {
        int bytes = BESIDES + note.length;
        if (waitingBytes.addAndGet(bytes) > MAX_WAITING_BYTES) {
            waitingBytes.addAndGet(-bytes);
            RedisBus.LOG.debug("A note was lost, since too many wait for Redis");
        } else {
            connection
                    .async()
                    .publish(channel, note)
                    .whenComplete((receivers, error) -> waitingBytes.addAndGet(-bytes));
        }
    }
}
