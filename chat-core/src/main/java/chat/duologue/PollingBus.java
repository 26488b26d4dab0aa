package chat.duologue;

import chat.duologue.internal.cluster.Packet;
import chat.duologue.internal.cluster.PendingNotes;
import chat.duologue.internal.engine.Threads;
import chat.duologue.spi.Bus;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Notes;
import chat.duologue.store.spi.StoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several nodes without an engine between them: what they tell each other goes through the store, and each looks there again and
 * again. For two or three nodes that share nothing but the database.
 *
 * <pre>{@code
 * ChatServer.builder().store(store).bus(PollingBus.over(store, Duration.ofMillis(500)))
 * }</pre>
 *
 * <p>What is sent on another node arrives up to an interval later, and whatever else nodes tell each other (who is online and who
 * types, limits of sessions, disconnects) up to two. In each interval a node asks whether there are new notes, in one tiny query,
 * and for each 500 connected users how far their streams are; what it has to say goes into one row.
 */
public final class PollingBus implements Bus {
    private static final Logger LOG = LoggerFactory.getLogger(PollingBus.class);

    private static final Duration SHORTEST = Duration.ofMillis(10);
    /** So that nodes hear of each other's signs of life in time. */
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private static final Duration GOODBYE = Duration.ofSeconds(2);
    /** So long a node may be paused and miss nothing; to be seen a quarter later at the latest. */
    private static final Duration KEPT = Duration.ofMinutes(1);
    /** Whoever may have missed something asks much, so not more often. */
    private static final Duration BETWEEN_ALARMS = Duration.ofSeconds(4);

    private static final int MAX_NOTE_BYTES = 64 * 1024;
    private static final int PAGE = 16;
    private static final long UNKNOWN = -1;

    /** How far the log was at some time, in nanoseconds. */
    private record Mark(long at, long position) {}

    private final Notes notes;
    private final Duration interval;
    private final Set<String> channels = ConcurrentHashMap.newKeySet();
    private final long self = ThreadLocalRandom.current().nextLong();
    private final PendingNotes pending = new PendingNotes(self);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = Threads.named("polling").newThread(this::run);
    private volatile @Nullable Receiver receiver;
    private boolean started;

    // ---- of the thread alone

    private final Deque<Mark> marks = new ArrayDeque<>();
    private long position = UNKNOWN;
    private boolean failing;
    private boolean alarmed;
    private long lastAlarm = System.nanoTime() - BETWEEN_ALARMS.toNanos();

    private PollingBus(Notes notes, Duration interval) {
        this.notes = notes;
        this.interval = interval;
    }

    /**
     * Over the store of the chat server that it is for.
     *
     * @param interval from 10 ms to 2 s; half a second is a good one. All nodes need not have the same
     * @throws IllegalArgumentException if it is another, or the store carries no notes ({@link ChatStore#notes})
     */
    public static PollingBus over(ChatStore store, Duration interval) {
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "interval must be from " + SHORTEST + " to " + LONGEST + ", is " + interval);
        }
        return new PollingBus(
                store.notes().orElseThrow(() -> new IllegalArgumentException("this store carries no notes")), interval);
    }

    @Override
    public synchronized void start(Receiver to) {
        if (started) {
            throw new IllegalStateException("This bus was started before; make a new one");
        }
        started = true;
        receiver = to;
        thread.start();
    }

    // ---- the thread

    private void run() {
        try {
            do {
                round();
            } while (!stopping.await(interval.toNanos(), TimeUnit.NANOSECONDS));
            append();
        } catch (InterruptedException e) {
            LOG.warn("The polling bus was interrupted by code that does not own it, and ends");
        } catch (StoreException e) {
            LOG.warn("What this node said last is lost: {}", e.getMessage());
        }
    }

    private void round() {
        try {
            if (position == UNKNOWN) {
                position = notes.head();
                alarmed = true;
            }
            read();
            append();
            removeOld();
            if (failing) {
                failing = false;
                alarmed = true;
                LOG.info("The store carries notes again");
            }
            alarm();
        } catch (StoreException e) {
            if (!failing) {
                LOG.warn("The store carries no notes now; nodes hear of each other late: {}", e.getMessage());
            }
            failing = true;
        } catch (RuntimeException e) {
            LOG.error("A round of the polling bus failed; it goes on", e);
        }
    }

    private void read() {
        Notes.Page page;
        do {
            page = notes.read(position, PAGE);
            position = page.upTo();
            alarmed |= !page.isWhole();
            page.entries().forEach(this::receive);
        } while (page.entries().size() == PAGE);
    }

    private void receive(byte[] entry) {
        try {
            Packet packet = Packet.decode(entry);
            if (packet.sender() != self) {
                alarmed |= packet.lostSome();
                packet.items().forEach(this::receive);
            }
        } catch (RuntimeException e) {
            alarmed = true;
            LOG.debug("What the store carried can't be read", e);
        }
    }

    private void receive(Packet.Item item) {
        Receiver to = receiver;
        if (to != null && channels.contains(item.channel())) {
            call(() -> to.received(item.channel(), item.note()));
        }
    }

    private void append() {
        List<byte[]> packets = pending.next();
        if (packets.isEmpty()) {
            return;
        }
        long last = notes.append(packets);
        alarmed |= pending.stored();
        if (last == position + packets.size()) {
            position = last; // nobody else said anything meanwhile, and this node needs not hear itself
        }
    }

    /** Without a clock that all agree on: what was there a minute ago has been there for a minute. */
    private void removeOld() {
        long now = System.nanoTime();
        Mark newest = marks.peekLast();
        if (newest != null && now - newest.at < KEPT.toNanos() / 4) {
            return;
        }
        marks.add(new Mark(now, position));
        Mark oldest = marks.element();
        if (now - oldest.at >= KEPT.toNanos()) {
            notes.remove(oldest.position);
            marks.remove();
        }
    }

    private void alarm() {
        long now = System.nanoTime();
        Receiver to = receiver;
        if (alarmed && to != null && now - lastAlarm >= BETWEEN_ALARMS.toNanos()) {
            alarmed = false;
            lastAlarm = now;
            call(to::mayHaveMissed);
        }
    }

    private static void call(Runnable receiving) {
        try {
            receiving.run();
        } catch (RuntimeException e) {
            LOG.error("The server failed to hear what another node said", e);
        }
    }

    // ---- what servers call

    @Override
    public CompletionStage<?> subscribe(String channel) {
        channels.add(channel);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void unsubscribe(String channel) {
        channels.remove(channel);
    }

    @Override
    public void publish(String channel, byte[] note) {
        pending.add(channel, note);
    }

    @Override
    public CompletionStage<Reach> reach(String channel) {
        return CompletableFuture.completedFuture(Reach.UNKNOWN);
    }

    @Override
    public int maxNoteBytes() {
        return MAX_NOTE_BYTES;
    }

    @Override
    public Optional<Duration> pollInterval() {
        return Optional.of(interval);
    }

    @Override
    public void stop() {
        receiver = null;
        stopping.countDown();
        try {
            thread.join(GOODBYE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
