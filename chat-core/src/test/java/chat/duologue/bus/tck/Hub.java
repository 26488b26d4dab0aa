package chat.duologue.bus.tck;

import chat.duologue.spi.Bus;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** Nodes within one process, for tests: it can be told to lose notes, to double them, and to mix them up. */
public final class Hub implements AutoCloseable {
    private final Set<Node> nodes = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newFixedThreadPool(2, work -> {
        Thread thread = new Thread(work, "hub");
        thread.setDaemon(true);
        return thread;
    });
    private volatile IntSupplier copies = () -> 1;

    /** One more node's. */
    public Bus node() {
        return new Node();
    }

    /** How often each note arrives from now on; two threads deliver, so what is close together may change places. */
    public void copies(IntSupplier many) {
        copies = many;
    }

    /** As after an outage. */
    public void allMayHaveMissed() {
        for (Node node : nodes) {
            deliver(node::mayHaveMissed);
        }
    }

    private void deliver(Runnable call) {
        threads.execute(() -> {
            try {
                call.run();
            } catch (RuntimeException e) {
                System.getLogger(Hub.class.getName()).log(System.Logger.Level.WARNING, "A receiver threw", e);
            }
        });
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private final class Node implements Bus {
        private final Set<String> channels = ConcurrentHashMap.newKeySet();
        private volatile Receiver receiver;
        private boolean started;

        @Override
        public synchronized void start(Receiver to) {
            if (started) {
                throw new IllegalStateException("This bus was started before; make a new one");
            }
            started = true;
            receiver = to;
            nodes.add(this);
            deliver(to::mayHaveMissed);
        }

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
            for (Node node : nodes) {
                for (int i = copies.getAsInt(); i > 0 && node != this && node.channels.contains(channel); i--) {
                    deliver(() -> node.receive(channel, note));
                }
            }
        }

        private void receive(String channel, byte[] note) {
            Receiver to = receiver;
            if (to != null && channels.contains(channel)) {
                to.received(channel, note);
            }
        }

        private void mayHaveMissed() {
            Receiver to = receiver;
            if (to != null) {
                to.mayHaveMissed();
            }
        }

        @Override
        public CompletionStage<Reach> reach(String channel) {
            boolean reached = nodes.stream().anyMatch(node -> node != this && node.channels.contains(channel));
            return CompletableFuture.supplyAsync(
                    () -> reached ? Reach.REACHED : Reach.NONE,
                    CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS));
        }

        @Override
        public int maxNoteBytes() {
            return 10_000;
        }

        @Override
        public void stop() {
            receiver = null;
            nodes.remove(this);
        }
    }
}
