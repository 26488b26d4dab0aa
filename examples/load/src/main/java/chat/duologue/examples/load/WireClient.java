package chat.duologue.examples.load;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One WebSocket connection, served by one {@link EventLoop} and to be used on its thread only. */
final class WireClient {
    /** Why a connection ended: 1006 where there was no close frame. */
    record Closed(int code, String reason, boolean byUs) {}

    /** What happens on the connection; {@code closed} comes last and once. */
    interface Listener {
        void opened();

        /** A text message; the bytes are valid only during the call, {@code now} is when they were read. */
        void text(byte[] bytes, int from, int length, long now);

        void closed(Closed why);
    }

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final EventLoop loop;
    private final Endpoint endpoint;
    private final Listener listener;
    private final FrameReader frames;
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private @Nullable Upgrade upgrade = new Upgrade();
    private ByteBuffer out = NOTHING;
    private boolean flushDue;
    private boolean closing;
    private boolean closed;
    private long now;

    WireClient(EventLoop loop, Endpoint endpoint, Listener listener) {
        this.loop = loop;
        this.endpoint = endpoint;
        this.listener = listener;
        frames = new FrameReader(new FrameReader.Sink() {
            @Override
            public void text(byte[] bytes, int from, int length) {
                listener.text(bytes, from, length, now);
            }

            @Override
            public void control(int opcode, byte[] bytes, int from, int length) {
                onControl(opcode, bytes, from, length);
            }
        });
    }

    void connect() {
        try {
            SocketChannel opened = SocketChannel.open();
            channel = opened;
            opened.configureBlocking(false);
            opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
            boolean connected = opened.connect(endpoint.address());
            key = loop.register(opened, this);
            if (connected) {
                onConnected(key);
            }
        } catch (IOException e) {
            end(new Closed(1006, "cannot connect: " + e.getMessage(), false));
        }
    }

    /** Sends a text frame with this turn's flush; does nothing on a connection that has ended. */
    void send(Bytes text) {
        write(Frames.TEXT, text.array(), 0, text.length());
    }

    /** Says goodbye and ends the connection at once: nobody waits for the server's own close frame. */
    void close() {
        if (!closed) {
            byte[] normal = {0x03, (byte) 0xE8};
            write(Frames.CLOSE, normal, 0, 2);
            closing = true;
            flush();
            end(new Closed(1000, "", true));
        }
    }

    void ready(SelectionKey ready, ByteBuffer buffer) {
        try {
            if (ready.isConnectable()) {
                onConnected(ready);
            }
            if (ready.isValid() && ready.isReadable()) {
                onReadable(buffer);
            }
            if (ready.isValid() && ready.isWritable()) {
                ready.interestOps(SelectionKey.OP_READ);
                flush();
            }
        } catch (WireException e) {
            end(new Closed(1002, String.valueOf(e.getMessage()), true));
        } catch (IOException e) {
            end(new Closed(1006, String.valueOf(e.getMessage()), false));
        }
    }

    void flush() {
        flushDue = false;
        SocketChannel open = channel;
        if (closed || open == null || key == null) {
            return;
        }
        try {
            out.flip();
            open.write(out);
            if (out.hasRemaining()) {
                key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            }
            out.compact();
        } catch (IOException e) {
            end(new Closed(1006, String.valueOf(e.getMessage()), closing));
        }
    }

    private void onConnected(SelectionKey connected) throws IOException {
        if (channel != null && upgrade != null && channel.finishConnect()) {
            connected.interestOps(SelectionKey.OP_READ);
            byte[] request = upgrade.request(endpoint);
            reserve(request.length);
            out.put(request);
            flushSoon();
        }
    }

    private void onReadable(ByteBuffer buffer) throws IOException {
        if (channel == null || closed) {
            return;
        }
        buffer.clear();
        int count = channel.read(buffer);
        if (count < 0) {
            end(new Closed(1006, "the server ended the connection without a close frame", false));
            return;
        }
        now = System.nanoTime();
        if (upgrade == null) {
            frames.read(buffer.array(), 0, count);
        } else {
            byte[] rest = upgrade.read(buffer.array(), 0, count);
            if (rest != null) {
                upgrade = null;
                listener.opened();
                frames.read(rest, 0, rest.length);
            }
        }
    }

    private void onControl(int opcode, byte[] bytes, int from, int length) {
        if (opcode == Frames.PING) {
            write(Frames.PONG, bytes, from, length);
        } else if (opcode == Frames.CLOSE) {
            int code = length < 2 ? 1005 : (bytes[from] & 0xFF) << 8 | bytes[from + 1] & 0xFF;
            String reason = length < 2 ? "" : new String(bytes, from + 2, length - 2, StandardCharsets.UTF_8);
            write(Frames.CLOSE, bytes, from, Math.min(length, 2));
            closing = true;
            flush();
            end(new Closed(code, reason, false));
        }
    }

    private void write(int opcode, byte[] payload, int from, int length) {
        if (!closed && !closing) {
            reserve(Frames.roomFor(length));
            Frames.write(
                    out,
                    opcode,
                    payload,
                    from,
                    length,
                    ThreadLocalRandom.current().nextInt());
            flushSoon();
        }
    }

    private void reserve(int room) {
        if (out.remaining() < room) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(Math.max(512, out.capacity() * 2), out.position() + room));
            larger.put(out.flip());
            out = larger;
        }
    }

    private void flushSoon() {
        if (!flushDue) {
            flushDue = true;
            loop.flushLater(this);
        }
    }

    private void end(Closed why) {
        if (closed) {
            return;
        }
        closed = true;
        frames.stop();
        out = NOTHING;
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException ignored) {
            // The connection is over either way.
        }
        listener.closed(why);
    }
}
