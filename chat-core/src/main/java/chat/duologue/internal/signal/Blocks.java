package chat.duologue.internal.signal;

import chat.duologue.model.UserId;
import java.util.concurrent.CompletableFuture;

/** Who blocks whom. Returns at once; thread-safe. Where the answer fails, it is taken for a yes. */
public interface Blocks {
    /** Nobody blocks anybody. */
    Blocks NONE = (by, whom) -> CompletableFuture.completedFuture(false);

    CompletableFuture<Boolean> isBlocked(UserId by, UserId whom);
}
