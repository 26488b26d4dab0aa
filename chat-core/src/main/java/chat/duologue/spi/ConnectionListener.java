package chat.duologue.spi;

/** What the server wants to hear of a connection. None of its methods blocks. */
public interface ConnectionListener {

    /** One text frame, whole; only after {@link Connection#demand()}, and one at a time. */
    void onFrame(String frame);

    /** The peer gave a sign of life other than a frame: a ping or a pong. */
    void onAlive();

    /** The connection is gone, whoever ended it. Called at least once; nothing may follow. */
    void onClosed();
}
