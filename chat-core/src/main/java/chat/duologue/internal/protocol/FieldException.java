package chat.duologue.internal.protocol;

import chat.duologue.ErrorCode;

/** A field of a frame is not as it must be; the message names it. */
final class FieldException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final ErrorCode code;

    FieldException(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    static FieldException badRequest(String message) {
        return new FieldException(ErrorCode.BAD_REQUEST, message);
    }
}
