package chat.duologue.store.jdbc.internal;

import chat.duologue.model.ClientMessageId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A client message id in 16 bytes. A UUID of RFC 9562's variant, written the canonical way, is its own key; of anything
 * else the key is a hash, which carries another variant and so is never a UUID's.
 */
record ClientKey(long high, long low) {
    private static final long VARIANT = 0xC000000000000000L;
    private static final long RFC_VARIANT = 0x8000000000000000L;

    static ClientKey of(ClientMessageId id) {
        UUID uuid = uuid(id.value());
        if (uuid != null) {
            return new ClientKey(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
        }
        ByteBuffer hash = ByteBuffer.wrap(sha256(id.value()));
        return new ClientKey(hash.getLong(), hash.getLong() | VARIANT);
    }

    static ClientKey of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new ClientKey(buffer.getLong(), buffer.getLong());
    }

    byte[] bytes() {
        return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }

    /** Whether the id must be kept beside its key. */
    boolean isHash() {
        return (low & VARIANT) != RFC_VARIANT;
    }

    /** The id of a stored message, from its key and what was kept beside it. */
    ClientMessageId id(@Nullable String kept) {
        return new ClientMessageId(kept != null ? kept : new UUID(high, low).toString());
    }

    /** The UUID that is written exactly so, or null. */
    private static @Nullable UUID uuid(String text) {
        if (text.length() != 36) {
            return null;
        }
        for (int i = 0; i < 36; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return null;
            }
        }
        UUID uuid = UUID.fromString(text);
        return (uuid.getLeastSignificantBits() & VARIANT) == RFC_VARIANT ? uuid : null;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
