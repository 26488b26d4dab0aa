package chat.duologue.internal.listener;

import chat.duologue.model.UserId;

/** Who has a device that is connected. */
public interface Reachable {
    /** Cheap, and never blocks for long. */
    boolean hasSession(UserId user);
}
