package chat.duologue;

import chat.duologue.model.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A live session of a user, on whichever server.
 *
 * @param id            as {@code hello} was answered, and as logs name it
 * @param device        what the client calls its device; null where it said nothing
 * @param remoteAddress as the transport sees it; empty if unknown
 * @param since         when it logged in
 */
public record LiveSession(UserId user, String id, @Nullable String device, String remoteAddress, Instant since) {
    /** Never shows the address. */
    @Override
    public String toString() {
        return "LiveSession[" + user.value() + " " + id + " since " + since + "]";
    }
}
