package chat.duologue.store.spi;

import chat.duologue.model.ChatException;
import org.jspecify.annotations.Nullable;

/** The store could not do what it was asked; nothing of it was stored in half. */
public final class StoreException extends ChatException {
    private static final long serialVersionUID = 1L;

    /** Whether the same call may succeed later. */
    private final boolean passing;

    private StoreException(String message, @Nullable Throwable cause, boolean passing) {
        super(message, cause);
        this.passing = passing;
    }

    /** A fault that may pass: the database is down, a lock was not got in time. */
    public static StoreException passing(String message, @Nullable Throwable cause) {
        return new StoreException(message, cause, true);
    }

    /** A fault that will not pass by itself: wrong configuration, a schema of another version, a broken row. */
    public static StoreException lasting(String message, @Nullable Throwable cause) {
        return new StoreException(message, cause, false);
    }

    /** Whether the same call may succeed later. */
    public boolean isPassing() {
        return passing;
    }
}
