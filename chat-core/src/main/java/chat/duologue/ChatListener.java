package chat.duologue;

import chat.duologue.model.Event;
import chat.duologue.model.UserId;
import java.util.List;

/**
 * Hears of what was committed: for integrations, bots, search engines and audits of the host's. It reads the users' streams behind a
 * durable cursor of its own, so it hears of every event at least once, also of what was committed while no server ran or when
 * one was killed; and again, where it was killed before the cursor was kept, or where two servers read the same stream.
 *
 * <p>Of one user it hears in the order of the stream, in one call after the other; several users' calls run at once, on threads
 * where it may block, a quarter of {@link ChatServerOptions#callbackThreads()} (one at least). A call that throws, or takes
 * longer than {@link ChatServerOptions#callbackDeadline()} (then it is interrupted) and throws, is made again from the same place,
 * after a pause that grows from a fifth of a second to minutes; other users go on meanwhile. One that does not heed the interrupt
 * keeps its thread and its user until it returns. Faults are logged, without what was said.
 *
 * <p>A new name begins at the beginning of what is kept, and what a trimmed stream no longer has is left out. Events are as a
 * client gets them that resumes: a message says what it says now, and of several events that make each other moot the last is
 * there.
 */
@FunctionalInterface
public interface ChatListener {
    /**
     * These entered the stream of a user. A message enters the streams of both members: who wants each message once takes those
     * whose author is {@code user}.
     *
     * @param events in rising offset; at least one
     * @throws Exception to hear of them again
     */
    void onEvents(UserId user, List<Event> events) throws Exception;
}
