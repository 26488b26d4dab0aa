package chat.duologue.internal.session;

import chat.duologue.spi.CloseCode;
import chat.duologue.spi.Connection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The frames that wait for one connection, bounded in bytes, and those that are on their way. Thread-safe: frames are
 * taken under a lock, and sent without it.
 */
final class Outbox implements Connection.SendCallback {
    private static final int STRING_BYTES = 48;
    /** Sent at once: enough for one write of the network's, little enough that a slow peer's progress is seen. */
    private static final long MAX_SENDING_BYTES = 64 * 1024;

    /** Signals may take that part of the room: the rest is for events and replies. */
    private static final int SIGNALS_SHARE = 4;

    private final Connection connection;
    private final long maxBytes;
    private final Runnable onRoom;
    private final Runnable onLost;

    private final Deque<String> frames = new ArrayDeque<>(2);
    private long bytes;
    private boolean refused;
    private @Nullable CloseCode closing;
    private boolean closed;
    /** Frames are on their way; while {@code looping}, the thread in {@link #flush()} takes the next ones. */
    private boolean sending;

    private boolean looping;
    private long sendingBytes;
    private long sendingSince;

    Outbox(Connection connection, long maxBytes, Runnable onRoom, Runnable onLost) {
        this.connection = connection;
        this.maxBytes = maxBytes;
        this.onRoom = onRoom;
        this.onLost = onLost;
    }

    /** Takes an event if it fits; if not, {@code onRoom} runs when half of the room is free. */
    synchronized boolean offer(String frame) {
        if (closed) {
            return true;
        }
        if (bytes > 0 && bytes + bytes(frame) > maxBytes) {
            refused = true;
            return false;
        }
        frames.add(frame);
        bytes += bytes(frame);
        return true;
    }

    /** Takes a signal where there is plenty of room; if not, {@code onRoom} runs when there may be. */
    synchronized boolean offerSignal(String frame) {
        if (closed) {
            return true;
        }
        if (bytes > 0 && bytes + bytes(frame) > maxBytes / SIGNALS_SHARE) {
            refused = true;
            return false;
        }
        add(frame);
        return true;
    }

    /** Takes a reply; the session sees to it that these are few. */
    synchronized void add(String frame) {
        if (!closed) {
            frames.add(frame);
            bytes += bytes(frame);
        }
    }

    /** Whether less than half of the room is taken; if not, {@code onRoom} runs when it is. */
    synchronized boolean hasRoom() {
        refused |= bytes > maxBytes / 2;
        return bytes <= maxBytes / 2;
    }

    /** Closes the connection when everything has left. */
    void closeWhenEmpty(CloseCode code) {
        synchronized (this) {
            closing = code;
        }
        closeIfDone();
    }

    private void closeIfDone() {
        CloseCode code;
        synchronized (this) {
            code = frames.isEmpty() && !sending && !closed ? closing : null;
            if (code == null) {
                return;
            }
            closed = true;
        }
        connection.close(code);
    }

    /** Nanoseconds since the frames on their way were given to the connection; 0 if none are. */
    synchronized long sendingFor(long now) {
        return sending ? now - sendingSince : 0;
    }

    synchronized boolean isEmpty() {
        return frames.isEmpty() && !sending;
    }

    /** Sends what waits. */
    void flush() {
        synchronized (this) {
            if (looping || sending) {
                return;
            }
            looping = true;
        }
        while (true) {
            List<String> next;
            synchronized (this) {
                next = sending ? List.of() : take();
                if (next.isEmpty()) {
                    looping = false;
                    return;
                }
                sending = true;
                sendingSince = System.nanoTime();
            }
            connection.send(next, this);
        }
    }

    private List<String> take() {
        List<String> next = new ArrayList<>(Math.min(frames.size(), Connection.MAX_FRAMES));
        sendingBytes = 0;
        while (!frames.isEmpty() && next.size() < Connection.MAX_FRAMES && sendingBytes < MAX_SENDING_BYTES) {
            String frame = frames.remove();
            next.add(frame);
            sendingBytes += bytes(frame);
        }
        return next;
    }

    @Override
    public void sent() {
        boolean room;
        synchronized (this) {
            sending = false;
            bytes -= closed ? 0 : sendingBytes;
            room = refused && bytes <= maxBytes / 2;
            if (room) {
                refused = false;
            }
        }
        flush();
        if (room) {
            onRoom.run();
        }
        closeIfDone();
    }

    @Override
    public void failed() {
        close();
        connection.close(CloseCode.GOING_AWAY); // frames are missing now: the client shall resume
        onLost.run();
    }

    synchronized void close() {
        closed = true;
        frames.clear();
        bytes = 0;
    }

    private static long bytes(String frame) {
        return 2L * frame.length() + STRING_BYTES;
    }
}
