package chat.duologue;

import chat.duologue.model.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who a client is.
 *
 * @param user      the user
 * @param expiresAt when this ends unless renewed by {@code reauth}: the session is then closed with 4401; null for never
 */
public record Identity(UserId user, @Nullable Instant expiresAt) {
    /** An identity that does not expire. */
    public static Identity of(String user) {
        return new Identity(new UserId(user), null);
    }
}
