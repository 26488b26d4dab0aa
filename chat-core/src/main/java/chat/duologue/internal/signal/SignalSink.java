package chat.duologue.internal.signal;

/** Where the signals to a user go: one of their sessions. Thread-safe. */
public interface SignalSink {
    /** Takes the frame into its queue if there is plenty of room. Must not block or send. */
    boolean offerSignal(String frame);

    /** Sends what was taken. Called without any lock. */
    void flush();
}
