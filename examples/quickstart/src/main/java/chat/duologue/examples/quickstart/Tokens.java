package chat.duologue.examples.quickstart;

import chat.duologue.Identity;
import chat.duologue.model.UserId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tokens for trials: a name, and a signature that says it came from this server's login. They hold as long as the key
 * in the data folder does, so that clients find their way back after a restart. A real app has its own.
 */
final class Tokens {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    private Tokens(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    static Tokens withKeyIn(Path folder) throws IOException {
        return new Tokens(KeyFile.in(folder, "token.key"));
    }

    String tokenFor(UserId user) {
        byte[] name = user.value().getBytes(StandardCharsets.UTF_8);
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return base64.encodeToString(name) + "." + base64.encodeToString(sign(name));
    }

    Optional<Identity> identify(@Nullable String token) {
        int dot = token == null ? -1 : token.indexOf('.');
        if (token == null || dot < 0) {
            return Optional.empty();
        }
        try {
            byte[] name = Base64.getUrlDecoder().decode(token.substring(0, dot));
            byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
            return MessageDigest.isEqual(signature, sign(name))
                    ? Optional.of(Identity.of(new String(name, StandardCharsets.UTF_8)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
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
