package chat.duologue.internal.listener;

import chat.duologue.model.UserId;

/** Who has a device that is connected. */
public interface Reachable {
    /** Whether one is connected to this node. Cheap. */
    boolean hasSession(UserId user);

    /** Whether one may be connected to another node. Waits for an answer, about a second at most. */
    boolean mayHaveSessionElsewhere(UserId user);
}
