package chat.duologue;

/**
 * Whether a server should get more clients.
 *
 * @param state  of the server
 * @param reason why it should get none, in words that tell nothing secret; empty where it should
 */
public record Health(State state, String reason) {
    static final Health READY = new Health(State.READY, "");
    static final Health DRAINING = new Health(State.DRAINING, "the server stops");

    static Health live(String reason) {
        return new Health(State.LIVE, reason);
    }

    /** The states of a server. */
    public enum State {
        /** It is there, but can take no clients now: not started yet, as many as there may be, or the store does not answer. */
        LIVE,
        /** It takes clients. */
        READY,
        /** It takes no more clients, and never will again; those that it has are served until they are told to go. */
        DRAINING
    }
}
