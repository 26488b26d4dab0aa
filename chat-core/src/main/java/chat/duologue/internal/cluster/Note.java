package chat.duologue.internal.cluster;

import chat.duologue.model.UserId;
import org.jspecify.annotations.Nullable;

/** What one node tells the others. */
public sealed interface Note {
    /**
     * A user's stream has moved.
     *
     * @param offset how far
     * @param ofPeer whether it is a message that someone else has sent
     * @param frame  of the event there, so that it needs no reading; null where it would be too long
     */
    record Moved(
            UserId user,
            long offset,
            boolean ofPeer,
            @Nullable String frame) implements Note {}
}
