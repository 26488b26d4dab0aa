package chat.duologue.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
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
 * Handles the frames of WebSockets on the thread that selects them: the chat server never blocks there, and to hand each
 * frame to another thread would cost more than most frames do. Everything else goes to the pool, as ever.
 */
final class ChatConnector extends ServerConnector {
    ChatConnector(Server server, ConnectionFactory... factories) {
        super(server, factories);
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        SocketChannelEndPoint endPoint = new ChatEndPoint(channel, selector, key, getScheduler());
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }

    private static final class ChatEndPoint extends SocketChannelEndPoint {
        private volatile boolean drained;

        private ChatEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
            super(channel, selector, key, scheduler);
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
    }
}
