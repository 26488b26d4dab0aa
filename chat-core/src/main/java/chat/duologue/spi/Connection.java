package chat.duologue.spi;

import java.util.List;

/**
 * One live connection, as a transport offers it to the server. All methods return at once and may be called by any
 * thread; on a connection that is closed already they do nothing (a send is then reported as failed).
 */
public interface Connection {
    /** The most frames that are sent at once. */
    int MAX_FRAMES = 64;

    /**
     * Sends frames in their order, best in one write. The server sends the next ones only after {@code done} was told, so a
     * transport never queues.
     *
     * @param frames one or more JSON objects, {@value #MAX_FRAMES} at most
     * @param done   told exactly once, by any thread, also within this call
     */
    void send(List<String> frames, SendCallback done);

    /** Asks for one more frame. The server asks again only after it was given that one. */
    void demand();

    /** Asks the peer for a sign of life, which {@link ConnectionListener#onAlive()} reports. */
    void ping();

    /** Says goodbye with this code; cuts the connection where the peer does not answer soon. Idempotent. */
    void close(CloseCode code);

    /** Is told when frames have left. */
    interface SendCallback {
        /** All frames were handed to the network. */
        void sent();

        /** A frame could not be sent: the connection is lost. */
        void failed();
    }
}
