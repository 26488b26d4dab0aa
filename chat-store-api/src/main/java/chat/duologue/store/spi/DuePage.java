package chat.duologue.store.spi;

import chat.duologue.model.UserId;
import java.util.List;
import java.util.Optional;

/**
 * Users for whom there is something to do.
 *
 * @param users there may be none, and yet a next page
 * @param next  pass it as {@code after} to get the page that follows; empty on the last page
 */
public record DuePage(List<UserId> users, Optional<UserId> next) {
    /** Copies the list. */
    public DuePage {
        users = List.copyOf(users);
    }
}
