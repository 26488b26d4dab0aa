package chat.duologue.internal.cluster;

import chat.duologue.DisconnectReason;
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

    /** A frame for the sessions of a user that is in no stream: whether someone types. */
    record Signalled(UserId user, String frame) implements Note {}

    /**
     * The host ends sessions of a user.
     *
     * @param session which one; null for all
     */
    record Disconnected(UserId user, @Nullable String session, DisconnectReason reason) implements Note {}

    /** A user was erased: whoever comes under that name is another. */
    record Erased(UserId user) implements Note {}
}
