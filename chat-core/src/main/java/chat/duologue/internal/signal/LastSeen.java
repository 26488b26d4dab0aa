package chat.duologue.internal.signal;

import chat.duologue.model.UserId;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Keeps when users were last here for longer than this node remembers. Returns at once; thread-safe. */
public interface LastSeen {
    /** Keeps nothing. */
    LastSeen NOWHERE = new LastSeen() {
        @Override
        public void seen(Map<UserId, Instant> times) {}

        @Override
        public CompletableFuture<Map<UserId, Instant>> of(Collection<UserId> users) {
            return CompletableFuture.completedFuture(Map.of());
        }
    };

    /** The last sessions of these users ended at these times. */
    void seen(Map<UserId, Instant> times);

    /** What is known of these users; the others are missing. */
    CompletableFuture<Map<UserId, Instant>> of(Collection<UserId> users);
}
