package chat.duologue;

/** Why a request was not done: the codes of protocol section 6. Grows with the protocol. */
public enum ErrorCode {
    /** Not this protocol; the message says which field. */
    BAD_REQUEST("bad_request"),
    /** An unknown type, or a feature that this server has off. */
    UNSUPPORTED("unsupported"),
    /** No {@code hello} yet, or a bad or expired token. */
    UNAUTHENTICATED("unauthenticated"),
    /** Not a member, or the policy says no; also where it does not exist. */
    FORBIDDEN("forbidden"),
    /** No such message, attachment or upload, or no conversation yet, of one's own. */
    NOT_FOUND("not_found"),
    /** The client message id was used with other content. */
    CONFLICT("conflict"),
    /** A field is over its limit. */
    TOO_LARGE("too_large"),
    /** Too much in too little time: to be repeated after the wait that is told. */
    RATE_LIMITED("rate_limited"),
    /** The host's {@link MessageInterceptor} refused what was said; the message is the host's, fit to be shown. */
    REJECTED("rejected"),
    /** Nothing can be committed or read now; the same request may be repeated. */
    UNAVAILABLE("unavailable"),
    /** A fault of the server, or of the host's own code. */
    INTERNAL("internal");

    private final String wire;

    ErrorCode(String wire) {
        this.wire = wire;
    }

    /** The code as it stands in a frame. */
    public String wire() {
        return wire;
    }
}
