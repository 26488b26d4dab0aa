package chat.duologue.store.spi;

import chat.duologue.model.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who blocked whom. Limits and faults are as in {@link ChatStore}; thread-safe like it. */
public interface BlockList {
    /**
     * Whom a user has blocked, in the order of their names.
     *
     * @param after the last name of the page before, or null for the first
     */
    List<UserId> blockedBy(UserId user, @Nullable UserId after, int limit);

    /** Those of these users who have blocked a user. */
    Set<UserId> blockersOf(UserId user, Collection<UserId> among);
}
