package chat.duologue;

import chat.duologue.model.UserId;
import java.util.Set;

/**
 * Says who may see whether others are online. Asked once for each {@code presence} request, and where a block is lifted, on
 * a thread where it may block, by several threads at once, and within {@link ChatServerOptions#callbackDeadline()}. The
 * answer holds until the same client watches the same user again, or its session ends.
 *
 * <p>Without a policy two users see each other once they have a conversation without a context.
 */
@FunctionalInterface
public interface PresencePolicy {
    /** Nobody sees anybody. */
    PresencePolicy NOBODY = (viewer, users) -> Set.of();

    /**
     * Which of these users may be seen. Everyone sees themselves, and those who block the viewer stay hidden, whatever is
     * answered.
     *
     * @param viewer who wants to see
     * @param users  any names: whether the host knows such users is the host's to say; immutable
     * @return those who may be seen; names that were not asked for have no effect, e.g. of all contacts of the viewer. Who
     *     may not be seen looks offline. An exception is answered {@code internal}, a missed deadline {@code unavailable}:
     *     in both cases nobody is seen
     */
    Set<UserId> visible(UserId viewer, Set<UserId> users) throws Exception;
}
