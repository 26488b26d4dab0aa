package chat.duologue.examples.load;

/** The run cannot go on; the message is one sentence for whoever started it. */
final class LoadException extends Exception {
    private static final long serialVersionUID = 1L;

    LoadException(String message) {
        super(message);
    }

    LoadException(String message, Throwable cause) {
        super(message + ": " + (cause.getMessage() == null ? cause : cause.getMessage()), cause);
    }
}
