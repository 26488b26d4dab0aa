package chat.duologue.examples.load;

import java.io.IOException;

/** The server sent something that HTTP, RFC 6455 or the chat protocol does not allow. */
final class WireException extends IOException {
    private static final long serialVersionUID = 1L;

    WireException(String message) {
        super(message);
    }
}
