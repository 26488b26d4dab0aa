package chat.duologue.examples.load;

/** The command line is wrong; the message is one sentence that names the option. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
