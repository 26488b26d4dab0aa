package chat.duologue.examples.cluster.chaos;

import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One connection of a device's: sends one frame after the other, gathers those that come. */
final class Link implements WebSocket.Listener {
    /** Who is told; never by two threads at once. */
    interface Owner {
        void opened(Link link);

        void received(Link link, String frame);

        /** @param code as the server said it, or 0 where the connection broke */
        void ended(Link link, int code);
    }

    private final Owner owner;
    private final StringBuilder parts = new StringBuilder();
    private WebSocket socket;
    private boolean aborted;
    private CompletableFuture<?> sending = CompletableFuture.completedFuture(null);

    Link(Owner owner) {
        this.owner = owner;
    }

    synchronized void send(String frame) {
        sending = sending.thenCompose(done -> socket.sendText(frame, true)); // one that fails is followed by no other
    }

    /** Without a goodbye. */
    void abort() {
        WebSocket open;
        synchronized (this) {
            aborted = true;
            open = socket;
        }
        if (open != null) {
            open.abort();
        }
    }

    @Override
    public void onOpen(WebSocket opened) {
        synchronized (this) {
            socket = opened;
            if (aborted) {
                opened.abort(); // it came too late
                return;
            }
        }
        opened.request(1);
        owner.opened(this);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        parts.append(part);
        if (last) {
            String frame = parts.toString();
            parts.setLength(0);
            owner.received(this, frame);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        owner.ended(this, code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        owner.ended(this, 0);
    }
}
