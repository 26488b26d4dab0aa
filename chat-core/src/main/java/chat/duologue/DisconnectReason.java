package chat.duologue;

import chat.duologue.spi.CloseCode;

/** Why the host ends a session. */
public enum DisconnectReason {
    /** The user may not go on: 4401, at once. A client asks for a new token then. */
    ACCESS_ENDED(CloseCode.UNAUTHENTICATED),
    /** Another session takes its place: 4409, once what was begun is answered. A client does not come back then. */
    REPLACED(CloseCode.REPLACED);

    private final CloseCode code;

    DisconnectReason(CloseCode code) {
        this.code = code;
    }

    /** What the client is told. */
    public CloseCode code() {
        return code;
    }
}
