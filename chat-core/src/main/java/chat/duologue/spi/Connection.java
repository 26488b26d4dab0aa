package chat.duologue.spi;

/**
 * One live connection, as a transport offers it to the server. All methods return at once and may be called by any
 * thread; on a connection that is closed already they do nothing (a send is then reported as failed).
 */
public interface Connection {

    /**
     * Sends one frame. The server sends the next one only after {@code done} was told, so a transport never queues.
     *
     * @param frame a JSON object
     * @param done  told exactly once, by any thread, also within this call
     */
    void send(String frame, SendCallback done);

    /** Asks for one more frame. The server asks again only after it was given that one. */
    void demand();

    /** Asks the peer for a sign of life, which {@link ConnectionListener#onAlive()} reports. */
    void ping();

    /** Says goodbye with this code; cuts the connection where the peer does not answer soon. Idempotent. */
    void close(CloseCode code);

    /** Is told when a frame has left. */
    interface SendCallback {
        /** The frame was handed to the network. */
        void sent();

        /** The frame could not be sent: the connection is lost. */
        void failed();
    }
}
