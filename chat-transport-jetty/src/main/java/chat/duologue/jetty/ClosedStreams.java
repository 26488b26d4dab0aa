package chat.duologue.jetty;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Stream;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Lets go of the streams of HTTP/2 whose WebSockets are closed. Jetty 12.1.14 keeps them as long as the connection lives, with all
 * that hangs on them, and gives back nothing of the connection's window for what came and was not read.
 */
final class ClosedStreams implements Connection.Listener {
    private final Scheduler scheduler;

    ClosedStreams(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Not at once: a reset could overtake the goodbye on the client's side. */
    @Override
    public void onClosed(Connection connection) {
        if (connection.getEndPoint().getTransport() instanceof HTTP2Stream stream) {
            scheduler.schedule(() -> release(stream), JettyConnection.GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void release(HTTP2Stream stream) {
        Stream.Data data;
        do {
            data = stream.readData();
            if (data != null) {
                data.release();
            }
        } while (data != null && !data.frame().isEndStream());
        if (stream.isLastDataReceived()) {
            stream.getSession().removeStream(stream);
        } else {
            stream.reset(new ResetFrame(stream.getId(), ErrorCode.CANCEL_STREAM_ERROR.code), Callback.NOOP);
        }
    }
}
