package chat.duologue.jetty.attachments;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/** The Content-Disposition header (RFC 6266), with a file name in any characters (RFC 8187). */
final class Disposition {
    private static final String PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&+-.^_`|~";
    /** With these, a name can look as if it had another extension than it has. */
    private static final Pattern DIRECTION = Pattern.compile("[\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");

    private Disposition() {}

    static String of(boolean inline, String name) {
        StringBuilder header = new StringBuilder(inline ? "inline" : "attachment").append("; filename*=UTF-8''");
        for (byte b : DIRECTION.matcher(name).replaceAll("_").getBytes(UTF_8)) {
            if (PLAIN.indexOf(b) >= 0) {
                header.append((char) b);
            } else {
                header.append(String.format("%%%02X", b));
            }
        }
        return header.toString();
    }
}
