package chat.duologue.bus.redis;

import chat.duologue.spi.Bus;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bus over pub/sub of Redis (6 or newer) or Valkey: nothing is stored there. Give each server one of its own:
 *
 * <pre>{@code
 * ChatServer.builder().bus(RedisBus.to("redis://bus:6379"))
 * }</pre>
 *
 * <p>It connects in the background, and again whenever the connection is lost, for ever. A node needs the right to publish and
 * to subscribe to {@code duologue.*}; nobody else should have it. All nodes are at one Redis, or at the primary of several.
 */
public final class RedisBus implements Bus {
    static final Logger LOG = LoggerFactory.getLogger(RedisBus.class);

    /** How long callers wait for an answer at most. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_NOTE_BYTES = 256 * 1024;

    private final RedisURI uri;
    private final ClientOptions options;
    private volatile @Nullable Link link;
    private volatile @Nullable Receiver receiver;

    private RedisBus(RedisURI uri, ClientOptions options) {
        this.uri = uri;
        this.options = options;
    }

    /**
     * Over this server.
     *
     * @param uri {@code redis://host:6379}, or {@code rediss://host:6379} with TLS; with {@code user:password@} or
     *            {@code :password@} before the host where it wants one
     * @throws IllegalArgumentException if it is none
     */
    public static RedisBus to(String uri) {
        RedisURI server = RedisURI.create(uri);
        server.setTimeout(CONNECT_TIMEOUT);
        return with(
                server,
                ClientOptions.builder()
                        .socketOptions(SocketOptions.builder()
                                .connectTimeout(CONNECT_TIMEOUT)
                                .build())
                        .build());
    }

    /**
     * With what the host chose of Lettuce's own options: credentials, TLS, socket options. What is not kept: how connections are
     * made again (for ever), the protocol (RESP3), and how many notes wait (those that don't find room are lost).
     *
     * @param uri its timeout is how long a server may take to answer a new connection; Lettuce's default is a minute, a few
     *            seconds are better
     */
    public static RedisBus with(RedisURI uri, ClientOptions options) {
        return new RedisBus(uri, options);
    }

    @Override
    public synchronized void start(Receiver to) {
        if (link != null) {
            throw new IllegalStateException("This bus was started before; make a new one");
        }
        receiver = to;
        Link started = new Link(new Client(uri, options), this::received, this::mayHaveMissed);
        link = started;
        started.start();
    }

    private void mayHaveMissed() {
        Receiver to = receiver;
        if (to != null) {
            to.mayHaveMissed();
        }
    }

    private void received(String channel, byte[] note) {
        Receiver to = receiver;
        if (to != null) {
            to.received(channel, note);
        }
    }

    @Override
    public CompletionStage<?> subscribe(String channel) {
        Link to = link;
        return to == null
                ? CompletableFuture.completedFuture(null)
                : to.subscribe(channel).completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void unsubscribe(String channel) {
        Link from = link;
        if (from != null) {
            from.unsubscribe(channel);
        }
    }

    @Override
    public void publish(String channel, byte[] note) {
        Link through = link;
        if (through != null) {
            through.publish(channel, note);
        }
    }

    @Override
    public CompletionStage<Reach> reach(String channel) {
        Link through = link;
        return through == null
                ? CompletableFuture.completedFuture(Reach.UNKNOWN)
                : through.reach(channel).completeOnTimeout(Reach.UNKNOWN, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public int maxNoteBytes() {
        return MAX_NOTE_BYTES;
    }

    @Override
    public synchronized void stop() {
        receiver = null;
        Link ending = link;
        if (ending != null) {
            ending.close();
        }
    }
}
