package chat.duologue.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.WebSocketConnection;

/**
 * Handles the frames of WebSockets that have a connection of their own, without TLS, on the thread that selects them: the chat
 * server never blocks there, and to hand each frame to another thread would cost more than most frames do. Everything else
 * goes to the pool, as ever.
 *
 * <p>A connection that takes nothing for longer than any session on it may is cut: on one of HTTP/2 what its sessions leave
 * behind would add up.
 */
final class ChatConnector extends ServerConnector {
    /** Beyond the sessions' own time, which end with a goodbye. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final long writeNanos;

    ChatConnector(Server server, Duration writeTimeout, List<ConnectionFactory> factories) {
        super(server, factories.toArray(ConnectionFactory[]::new));
        this.writeNanos = writeTimeout.plus(GRACE).toNanos();
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        SocketChannelEndPoint endPoint = new ChatEndPoint(channel, selector, key, getScheduler(), writeNanos);
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }

    private static final class ChatEndPoint extends SocketChannelEndPoint {
        private final long writeNanos;
        private final AtomicBoolean watched = new AtomicBoolean();
        private volatile long wroteLast;
        private volatile boolean drained;

        private ChatEndPoint(
                SocketChannel channel,
                ManagedSelector selector,
                SelectionKey key,
                Scheduler scheduler,
                long writeNanos) {
            super(channel, selector, key, scheduler);
            this.writeNanos = writeNanos;
        }

        /** After a read that left room there is nothing more to read: to try would be one more call for most frames. */
        @Override
        public int fill(ByteBuffer buffer) throws IOException {
            if (drained) {
                return 0; // whoever reads asks to be selected then, which happens at once if something came since
            }
            int room = BufferUtil.space(buffer);
            int filled = super.fill(buffer);
            drained = 0 < filled && filled < room;
            return filled;
        }

        @Override
        public Runnable onSelected() {
            drained = false;
            Runnable task = super.onSelected();
            return task != null && getConnection() instanceof WebSocketConnection
                    ? Invocable.from(Invocable.InvocationType.NON_BLOCKING, task)
                    : task;
        }

        /** Some of a write has left, or none, and the rest has to wait. */
        @Override
        protected void onIncompleteFlush() {
            wroteLast = System.nanoTime();
            if (watched.compareAndSet(false, true)) {
                watch(writeNanos);
            }
            super.onIncompleteFlush();
        }

        private void watch(long nanos) {
            getScheduler().schedule(this::checkWrite, nanos, TimeUnit.NANOSECONDS);
        }

        private void checkWrite() {
            watched.set(false);
            long left = writeNanos - (System.nanoTime() - wroteLast);
            if (!getWriteFlusher().isPending()) {
                return;
            }
            if (left <= 0) {
                close(new TimeoutException("nothing of a write has left for too long"));
            } else if (watched.compareAndSet(false, true)) {
                watch(left);
            }
        }
    }
}
