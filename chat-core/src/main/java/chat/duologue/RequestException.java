package chat.duologue;

import chat.duologue.model.ChatException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request was not done. An expected answer, so it has no stack trace; its message is fit for the client: it never
 * tells of other users, of the database or of classes.
 */
public final class RequestException extends ChatException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final @Nullable Duration retryAfter;

    /** A refusal that repeating does not change. */
    public RequestException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /**
     * A refusal.
     *
     * @param retryAfter when to repeat the same request, or null where repeating is no use
     */
    public RequestException(ErrorCode code, String message, @Nullable Duration retryAfter) {
        super(message, null);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** Why. */
    public ErrorCode code() {
        return code;
    }

    /** When to repeat the same request. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
