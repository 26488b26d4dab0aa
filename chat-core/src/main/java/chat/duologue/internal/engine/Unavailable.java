package chat.duologue.internal.engine;

import chat.duologue.ErrorCode;
import chat.duologue.RequestException;
import java.time.Duration;

/** The answer where the server can't do now what it will do later. */
final class Unavailable {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private Unavailable() {}

    static RequestException because(String message) {
        return new RequestException(ErrorCode.UNAVAILABLE, message, RETRY_AFTER);
    }
}
