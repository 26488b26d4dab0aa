package chat.duologue.model;

/** The base of every fault that Duologue throws. Its message names ids, never what users wrote. */
public class ChatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A fault with its cause.
     *
     * @param message what happened and, where there is something, what to do about it
     * @param cause   may be null
     */
    public ChatException(String message, @org.jspecify.annotations.Nullable Throwable cause) {
        super(message, cause);
    }
}
