package chat.duologue.spi;

/** Why the server closes a connection: the codes of protocol section 7. */
public enum CloseCode {
    /** The server stops, or drains. */
    GOING_AWAY(1001, "server stops"),
    /** A binary frame. */
    NOT_TEXT(1003, "text frames only"),
    /** Repeated frames that are not JSON objects of this protocol. */
    NOT_THE_PROTOCOL(4400, "not this protocol"),
    /** No valid {@code hello} in time, a bad token, or an expired one. */
    UNAUTHENTICATED(4401, "not authenticated"),
    /** Nothing was heard from the client for the idle time. */
    IDLE(4408, "idle"),
    /** The user has more sessions than allowed, and this one is to go, or was not let in. */
    REPLACED(4409, "too many sessions"),
    /** The client kept on after {@code rate_limited}. */
    TOO_FAST(4429, "too fast"),
    /** A frame was not taken within the write time. */
    TOO_SLOW(4440, "too slow");

    private final int code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    /** The WebSocket status code (RFC 6455 section 7.4). */
    public int code() {
        return code;
    }

    /** A few words for whoever reads a network trace. */
    public String reason() {
        return reason;
    }
}
