package chat.duologue.internal.cluster;

import chat.duologue.DisconnectReason;
import chat.duologue.LiveSession;
import chat.duologue.model.UserId;
import java.time.Instant;
import java.util.List;
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
     * The host ends sessions of a user; not to be missed.
     *
     * @param session which one; null for all
     */
    record Disconnected(UserId user, @Nullable String session, DisconnectReason reason) implements Note {}

    /** A user was erased: whoever comes under that name is another. Not to be missed. */
    record Erased(UserId user) implements Note {}

    /**
     * A user has blocked another one, or ended that; goes to the nodes of both, and to those where someone watches the first. Not to be
     * missed.
     */
    record Blocked(UserId by, UserId whom, boolean blocked) implements Note {}

    /** Where a user is should be said to those who watch them. */
    record WhoIsHere(UserId user) implements Note {}

    /**
     * A user is on this node, or not any more; goes to the nodes where someone watches them.
     *
     * @param seen when they were last here; null where they are
     */
    record Here(UserId user, boolean online, @Nullable Instant seen) implements Note {}

    /**
     * Which sessions a user has is to be said to the node that asks; goes to all nodes.
     *
     * @param call to be named in the answer
     */
    record WhoIsPresent(UserId user, String call) implements Note {}

    /**
     * An answer to that, or a part of it; goes to the node that asked.
     *
     * @param total    how many sessions the user has on this node
     * @param sessions some of them
     */
    record Present(UserId user, String call, int total, List<LiveSession> sessions) implements Note {}

    /**
     * This node's bus was away: what must not be missed is to be told again, and what it said of streams itself may have reached
     * nobody; goes to all nodes.
     */
    record TellAgain() implements Note {}

    /**
     * A sign of life; goes to all nodes.
     *
     * @param stops whether it is the last one
     */
    record Alive(boolean stops) implements Note {}

    /**
     * A session of the user is on this node; goes to the nodes where the user has others, for they share limits.
     *
     * @param device      what the client calls its device
     * @param deviceClass as the host's policy calls it
     * @param isNew       whether the others shall say which sessions they have
     */
    record Seated(
            UserId user,
            String session,
            @Nullable String device,
            @Nullable String deviceClass,
            Instant since,
            boolean isNew)
            implements Note {}

    /** That session has ended. */
    record Unseated(UserId user, String session) implements Note {}
}
