package chat.duologue.examples.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import chat.duologue.Authenticator;
import chat.duologue.Credentials;
import chat.duologue.Identity;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that any node understands which has the secret: {@code NAME.SIGNATURE}, the name's UTF-8 bytes and their HMAC-SHA256, each in
 * URL-safe Base64 without padding. They never expire, which is for an app to do better.
 */
final class SignedTokens implements Authenticator {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    SignedTokens(String secret) {
        key = new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM);
    }

    @Override
    public Optional<Identity> authenticate(Credentials credentials) {
        return Optional.ofNullable(credentials.token()).flatMap(this::identify);
    }

    private Optional<Identity> identify(String token) {
        String[] parts = token.split("\\.", -1);
        byte[] name = decode(parts[0]);
        byte[] signature = parts.length == 2 ? decode(parts[1]) : null;
        return name != null && signature != null && MessageDigest.isEqual(signature, sign(name))
                ? Optional.of(Identity.of(new String(name, UTF_8)))
                : Optional.empty();
    }

    private static byte @Nullable [] decode(String base64) {
        try {
            return Base64.getUrlDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private byte[] sign(byte[] name) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(name);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JVM has " + ALGORITHM, e);
        }
    }
}
