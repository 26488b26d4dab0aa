package chat.duologue.jetty;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;

/** A WebSocket on a stream of HTTP/2. Reads on by itself until it is paused. */
final class Http2Socket implements WebSocket, Stream.Listener {
    private static final long PATIENCE_SECONDS = 20;

    private final WebSocket.Listener listener;
    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private final CompletableFuture<Stream> stream = new CompletableFuture<>();
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
    private ByteBuffer unread = ByteBuffer.allocate(0);
    private volatile boolean paused;
    private volatile boolean closed;

    Http2Socket(WebSocket.Listener listener) {
        this.listener = listener;
    }

    /** What the upgrade was answered with. */
    int status() {
        return status.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    void pause() {
        paused = true;
    }

    void fail(Throwable fault) {
        status.complete(0);
        listener.onError(this, fault);
    }

    @Override
    public void onHeaders(Stream opened, HeadersFrame frame) {
        stream.complete(opened);
        status.complete(((MetaData.Response) frame.getMetaData()).getStatus());
        opened.demand();
    }

    @Override
    public void onDataAvailable(Stream from) {
        for (Stream.Data data = from.readData(); data != null; data = from.readData()) {
            ByteBuffer more = data.frame().getByteBuffer();
            unread = ByteBuffer.allocate(unread.remaining() + more.remaining())
                    .put(unread)
                    .put(more)
                    .flip();
            data.release();
            if (status() == 200) {
                readFrames();
            }
            if (data.frame().isEndStream()) {
                end(1006);
                return;
            }
        }
        if (!paused) {
            from.demand();
        }
    }

    private void readFrames() {
        while (unread.remaining() >= 2) {
            ByteBuffer frame = unread.duplicate();
            int opcode = frame.get() & 0x0f;
            long length = frame.get() & 0x7f;
            if (length == 126 && frame.remaining() >= 2) {
                length = frame.getShort() & 0xffff;
            } else if (length == 127 && frame.remaining() >= 8) {
                length = frame.getLong();
            }
            if (frame.remaining() < length) {
                return;
            }
            byte[] payload = new byte[(int) length];
            frame.get(payload);
            boolean last = (unread.get(unread.position()) & 0x80) != 0;
            unread = frame;
            onFrame(opcode, last, payload);
        }
    }

    private void onFrame(int opcode, boolean last, byte[] payload) {
        switch (opcode) {
            case RawClient.PING -> send(RawClient.encode(true, RawClient.PONG, payload));
            case RawClient.PONG -> {} // nothing to do
            case RawClient.CLOSE -> {
                int code = ByteBuffer.wrap(payload).getShort();
                if (!closed) {
                    sendClose(code, "");
                }
                send(ByteBuffer.allocate(0), true);
                end(code);
            }
            default -> listener.onText(this, new String(payload, StandardCharsets.UTF_8), last);
        }
    }

    private void end(int code) {
        listener.onClose(this, code, "");
    }

    @Override
    public void onReset(Stream from, ResetFrame frame, Callback callback) {
        fail(new IllegalStateException("reset with " + frame.getError()));
        callback.succeeded();
    }

    @Override
    public void onFailure(Stream from, int error, String reason, Throwable failure, Callback callback) {
        fail(failure);
        callback.succeeded();
    }

    private CompletableFuture<WebSocket> send(byte[] frame) {
        return send(ByteBuffer.wrap(frame), false);
    }

    /** One after the other: a stream takes no second write before the first has left. */
    synchronized CompletableFuture<WebSocket> send(ByteBuffer bytes, boolean last) {
        CompletableFuture<WebSocket> done = sent.thenCompose(before -> stream)
                .thenCompose(to -> to.data(new DataFrame(to.getId(), bytes, last)))
                .thenApply(to -> this);
        sent = done.exceptionally(lost -> this);
        return done;
    }

    @Override
    public CompletableFuture<WebSocket> sendText(CharSequence data, boolean last) {
        return send(RawClient.encode(last, RawClient.TEXT, data.toString().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public CompletableFuture<WebSocket> sendBinary(ByteBuffer data, boolean last) {
        return send(RawClient.encode(last, RawClient.BINARY, data.array()));
    }

    @Override
    public CompletableFuture<WebSocket> sendPing(ByteBuffer message) {
        return send(RawClient.encode(true, RawClient.PING, message.array()));
    }

    @Override
    public CompletableFuture<WebSocket> sendPong(ByteBuffer message) {
        return send(RawClient.encode(true, RawClient.PONG, message.array()));
    }

    @Override
    public CompletableFuture<WebSocket> sendClose(int code, String reason) {
        closed = true;
        return send(RawClient.encode(
                true,
                RawClient.CLOSE,
                ByteBuffer.allocate(2).putShort((short) code).array()));
    }

    @Override
    public void request(long n) {
        // it reads on by itself
    }

    @Override
    public String getSubprotocol() {
        return "";
    }

    @Override
    public boolean isOutputClosed() {
        return closed;
    }

    @Override
    public boolean isInputClosed() {
        return closed;
    }

    @Override
    public void abort() {
        CompletionStage<?> reset =
                stream.thenCompose(to -> to.reset(new ResetFrame(to.getId(), ErrorCode.CANCEL_STREAM_ERROR.code)));
        closed = true;
        reset.exceptionally(already -> null);
    }
}
