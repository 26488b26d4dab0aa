package chat.duologue.jetty.attachments;

import chat.duologue.model.UserId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What a URL permits: its own text and an HMAC-SHA-256 of it, so that nothing has to be remembered.
 *
 * @param method    {@code PUT} or {@code GET}
 * @param by        to whom it was given
 * @param place     of what
 * @param name      what it is called for whoever saves it
 * @param mediaType what it is
 * @param bytes     how long it is
 * @param sha256    of it, or null
 * @param expiresAt the first moment at which it permits nothing, in whole seconds
 */
record SignedPermit(
        String method,
        UserId by,
        Place place,
        String name,
        String mediaType,
        long bytes,
        @Nullable String sha256,
        Instant expiresAt) {
    private static final String VERSION = "1";
    /** In no name, user or media type: all of them refuse control characters. */
    private static final String SEPARATOR = "\n";

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    /** Letters, digits, {@code - _ .} only. */
    String signed(byte[] key) {
        byte[] text = String.join(
                        SEPARATOR,
                        VERSION,
                        method,
                        by.value(),
                        place.folder(),
                        place.ref(),
                        name,
                        mediaType,
                        Long.toString(bytes),
                        sha256 == null ? "" : sha256,
                        Long.toString(expiresAt.getEpochSecond()))
                .getBytes(StandardCharsets.UTF_8);
        return ENCODER.encodeToString(text) + "." + ENCODER.encodeToString(mac(key, text));
    }

    /** The permit, if it was signed with that key; it may have expired. */
    static Optional<SignedPermit> verified(byte[] key, String signed) {
        int dot = signed.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        byte[] text;
        byte[] mac;
        try {
            text = DECODER.decode(signed.substring(0, dot));
            mac = DECODER.decode(signed.substring(dot + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return MessageDigest.isEqual(mac, mac(key, text))
                ? Optional.of(parsed(new String(text, StandardCharsets.UTF_8)))
                : Optional.empty();
    }

    private static SignedPermit parsed(String text) {
        List<String> parts = List.of(text.split(SEPARATOR, -1));
        String sha256 = parts.get(8);
        return new SignedPermit(
                parts.get(1),
                new UserId(parts.get(2)),
                new Place(parts.get(3), parts.get(4)),
                parts.get(5),
                parts.get(6),
                Long.parseLong(parts.get(7)),
                sha256.isEmpty() ? null : sha256,
                Instant.ofEpochSecond(Long.parseLong(parts.get(9))));
    }

    private static byte[] mac(byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }

    /** Names nobody and nothing. */
    @Override
    public String toString() {
        return "SignedPermit[" + method + " until " + expiresAt + "]";
    }
}
