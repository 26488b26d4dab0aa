package chat.duologue.examples.load;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The opening handshake of RFC 6455 section 4, from the client's side. */
final class Upgrade {
    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int LONGEST_ANSWER = 16 << 10;

    private final String key;
    private byte[] answer = new byte[512];
    private int length;

    Upgrade() {
        byte[] nonce = new byte[16];
        ThreadLocalRandom.current().nextBytes(nonce);
        key = Base64.getEncoder().encodeToString(nonce);
    }

    byte[] request(Endpoint endpoint) {
        StringBuilder request = new StringBuilder(256)
                .append("GET ")
                .append(endpoint.path())
                .append(" HTTP/1.1\r\nHost: ")
                .append(endpoint.host())
                .append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n")
                .append("Sec-WebSocket-Key: ")
                .append(key)
                .append("\r\n");
        String subprotocol = endpoint.dialect().subprotocol();
        if (!subprotocol.isEmpty()) {
            request.append("Sec-WebSocket-Protocol: ").append(subprotocol).append("\r\n");
        }
        return request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Takes more of the answer.
     *
     * @return the bytes that follow a complete and right answer, or null while it is not complete
     * @throws WireException if the server refuses to upgrade
     */
    byte @Nullable [] read(byte[] bytes, int from, int to) throws WireException {
        if (answer.length < length + to - from) {
            answer = Arrays.copyOf(answer, Math.max(answer.length * 2, length + to - from));
        }
        System.arraycopy(bytes, from, answer, length, to - from);
        length += to - from;
        String text = new String(answer, 0, length, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            if (length > LONGEST_ANSWER) {
                throw new WireException("the answer to the upgrade request does not end");
            }
            return null;
        }
        check(text.substring(0, end).split("\r\n"));
        return Arrays.copyOfRange(answer, end + 4, length);
    }

    private void check(String[] lines) throws WireException {
        if (!lines[0].startsWith("HTTP/1.1 101")) {
            throw new WireException("the server answered the upgrade with '" + lines[0] + "'");
        }
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0
                    && line.substring(0, colon).toLowerCase(Locale.ROOT).equals("sec-websocket-accept")
                    && line.substring(colon + 1).strip().equals(accept())) {
                return;
            }
        }
        throw new WireException("the server's answer to the upgrade lacks the right Sec-WebSocket-Accept");
    }

    private String accept() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
