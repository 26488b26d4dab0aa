package chat.duologue;

import chat.duologue.model.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a user is there, as another one may see it.
 *
 * @param user     the user
 * @param online   whether a session of theirs is live, or was a moment ago ({@link ChatServerOptions#presenceGrace()})
 * @param lastSeen when the last of their sessions ended; null while they are online, and where it is not known or not to
 *                 be seen
 */
public record Presence(
        UserId user, boolean online, @Nullable Instant lastSeen) {
    /** @throws IllegalArgumentException if someone is online and has a {@code lastSeen} */
    public Presence {
        if (online && lastSeen != null) {
            throw new IllegalArgumentException("lastSeen is for those who are not online");
        }
    }
}
