package chat.duologue.examples.load;

/**
 * The frames of the measuring-stick servers: a fixed header of ASCII text, padded to the length that the protocol's
 * JSON has around the same text, so that both sides move the same number of bytes per frame.
 *
 * <pre>
 * hello     H user:32
 * welcome   W
 * send      S to:32   id:16 padding to  96, then the text
 * message   M from:32 id:16 padding to 192, then the text
 * ok        K id:16 padding to 112
 * error     E id:16
 * </pre>
 */
final class StickFormat {
    static final char HELLO = 'H';
    static final char WELCOME = 'W';
    static final char SEND = 'S';
    static final char MESSAGE = 'M';
    static final char OK = 'K';
    static final char ERROR = 'E';

    static final int USER_LENGTH = 32;
    static final int ID_LENGTH = 16;
    static final int ID_IN_SEND = 1 + USER_LENGTH;
    static final int SEND_HEADER = 96;
    static final int MESSAGE_HEADER = 192;

    private static final int OK_LENGTH = 112;
    private static final String MESSAGE_PADDING = ".".repeat(MESSAGE_HEADER - ID_IN_SEND - ID_LENGTH);
    private static final String OK_PADDING = ".".repeat(OK_LENGTH - 1 - ID_LENGTH);

    private StickFormat() {}

    /** The user after the first character of a hello or send. */
    static String user(String frame) {
        return frame.substring(1, Math.min(frame.length(), 1 + USER_LENGTH)).strip();
    }

    static String id(String send) {
        return send.substring(ID_IN_SEND, ID_IN_SEND + ID_LENGTH);
    }

    static String body(String send) {
        return send.substring(SEND_HEADER);
    }

    static String padded(String user) {
        return user + " ".repeat(USER_LENGTH - user.length());
    }

    static String message(String paddedFrom, String id, String body) {
        return new StringBuilder(MESSAGE_HEADER + body.length())
                .append(MESSAGE)
                .append(paddedFrom)
                .append(id)
                .append(MESSAGE_PADDING)
                .append(body)
                .toString();
    }

    static String ok(String id) {
        return OK + id + OK_PADDING;
    }

    static String error(String id) {
        return ERROR + id;
    }
}
