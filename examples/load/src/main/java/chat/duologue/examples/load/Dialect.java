package chat.duologue.examples.load;

/** How the few things that the generator says and hears are written; stateless but for {@link #read}'s scratch. */
sealed interface Dialect permits DuologueDialect, StickDialect {
    /** The WebSocket subprotocol to ask for, empty for none. */
    String subprotocol();

    /** Whether events carry offsets and {@code seq}, and the sender receives its own message too. */
    boolean hasStreams();

    void hello(Bytes out, String user, String token);

    void send(Bytes out, String to, int sender, long number, long due);

    /** Acknowledges events up to an offset; only where {@link #hasStreams()}. */
    void ack(Bytes out, long offset);

    /** Reads one text frame of the server into {@code in}. */
    void read(byte[] bytes, int from, int length, Incoming in) throws WireException;
}
