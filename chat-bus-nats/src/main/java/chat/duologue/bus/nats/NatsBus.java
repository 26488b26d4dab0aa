package chat.duologue.bus.nats;

import chat.duologue.spi.Bus;
import io.nats.client.Connection;
import io.nats.client.JetStreamStatusException;
import io.nats.client.Message;
import io.nats.client.Options;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bus over core NATS: a channel is a subject, and nothing is stored there. Give each server one of its own:
 *
 * <pre>{@code
 * ChatServer.builder().bus(NatsBus.to("nats://bus-1:4222,nats://bus-2:4222"))
 * }</pre>
 *
 * <p>It connects in the background, and again whenever the connection is lost, for ever. A node needs the right to publish and
 * to subscribe to {@code duologue.>} and {@code _INBOX.>}; nobody else should have it.
 */
public final class NatsBus implements Bus {
    static final Logger LOG = LoggerFactory.getLogger(NatsBus.class);

    /** How long callers wait for an answer at most. */
    static final Duration PATIENCE = Duration.ofMillis(500);
    /** After two without an answer jnats gives the connection up. */
    private static final Duration PING_INTERVAL = Duration.ofSeconds(10);
    /** A burst that the network has not taken yet; what is more is lost, and read from the store. */
    private static final int MAX_QUEUED_NOTES = 50_000;

    private static final int MAX_NOTE_BYTES = 256 * 1024;
    private static final int NO_RESPONDERS = 503;
    private static final byte[] NOTHING = {};

    private final Options options;
    private final Set<String> channels = ConcurrentHashMap.newKeySet();
    private @Nullable Link link;
    private volatile @Nullable Receiver receiver;

    private NatsBus(Options options) {
        this.options = options;
    }

    /**
     * Over these servers, without credentials.
     *
     * @param servers one or more URLs, with commas between them: {@code nats://host:4222}, {@code tls://host:4222}
     * @throws IllegalArgumentException if one is no URL
     */
    public static NatsBus to(String servers) {
        return with(new Options.Builder().server(servers).build());
    }

    /**
     * With what the host chose of NATS' own options: servers, credentials, TLS, connection listener, time-outs. What is not kept:
     * how connections are made again (for ever), how often they are looked at, how many notes wait (those that don't find room
     * are lost), whether a node hears itself (it does not), and who hears of errors (the log does).
     */
    public static NatsBus with(Options options) {
        return new NatsBus(options);
    }

    @Override
    public synchronized void start(Receiver to) {
        if (link != null) {
            throw new IllegalStateException("This bus was started before; make a new one");
        }
        receiver = to;
        Options ours = new Options.Builder(options)
                .noReconnect() // the link does that
                .pingInterval(PING_INTERVAL)
                .maxMessagesInOutgoingQueue(MAX_QUEUED_NOTES)
                .discardMessagesWhenOutgoingQueueFull()
                .reportNoResponders()
                .noEcho()
                .build();
        link = new Link(ours, channels, this::received, this::mayHaveMissed);
        link.start();
    }

    private synchronized @Nullable Link link() {
        return link;
    }

    private void mayHaveMissed() {
        Receiver to = receiver;
        if (to != null) {
            to.mayHaveMissed();
        }
    }

    private void received(Connection from, Message message) {
        Receiver to = receiver;
        if (message.getReplyTo() != null) { // someone asks whether anyone is here
            publish(from, message.getReplyTo(), NOTHING);
        } else if (to != null) {
            to.received(message.getSubject(), message.getData());
        }
    }

    @Override
    public CompletionStage<?> subscribe(String channel) {
        channels.add(channel);
        Link to = link();
        return to == null ? CompletableFuture.completedFuture(null) : to.subscribe(channel);
    }

    @Override
    public void unsubscribe(String channel) {
        channels.remove(channel);
        Link from = link();
        if (from != null) {
            from.unsubscribe(channel);
        }
    }

    @Override
    public void publish(String channel, byte[] note) {
        Connection to = connection();
        if (to != null) {
            publish(to, channel, note);
        }
    }

    private @Nullable Connection connection() {
        Link through = link();
        return through == null ? null : through.connection();
    }

    private static void publish(Connection to, String subject, byte[] note) {
        try {
            to.publish(subject, note);
        } catch (IllegalStateException e) {
            LOG.debug("A note was lost, since NATS is away", e);
        }
    }

    @Override
    public CompletionStage<Reach> reach(String channel) {
        Connection to = connection();
        if (to == null) {
            return CompletableFuture.completedFuture(Reach.UNKNOWN);
        }
        try {
            return to.requestWithTimeout(channel, NOTHING, PATIENCE)
                    .handle((answer, error) -> error == null ? Reach.REACHED : withoutAnswer(error))
                    .completeOnTimeout(Reach.UNKNOWN, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IllegalStateException e) {
            return CompletableFuture.completedFuture(Reach.UNKNOWN);
        }
    }

    private static Reach withoutAnswer(Throwable error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        return cause instanceof JetStreamStatusException status
                        && status.getStatus().getCode() == NO_RESPONDERS
                ? Reach.NONE
                : Reach.UNKNOWN;
    }

    @Override
    public int maxNoteBytes() {
        return MAX_NOTE_BYTES;
    }

    @Override
    public void stop() {
        receiver = null;
        Link ending = link();
        if (ending != null) {
            ending.close();
        }
    }
}
