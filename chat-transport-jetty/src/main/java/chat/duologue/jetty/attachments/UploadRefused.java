package chat.duologue.jetty.attachments;

import java.io.IOException;

/** An upload is not taken. An expected answer: it has no stack trace. */
final class UploadRefused extends IOException {
    private static final long serialVersionUID = 1L;

    /** The HTTP status that says why. */
    final int status;

    UploadRefused(int status, String message) {
        super(message);
        this.status = status;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
