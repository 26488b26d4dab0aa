package chat.duologue.internal.signal;

import chat.duologue.internal.engine.Reads;
import chat.duologue.model.UserId;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the store keeps of when users were here. */
public record StoredLastSeen(Reads reads) implements LastSeen {
    private static final Logger LOG = LoggerFactory.getLogger(StoredLastSeen.class);

    @Override
    public void seen(Map<UserId, Instant> times) {
        reads.read(store -> {
                    store.seen(times);
                    return times.size();
                })
                .exceptionally(error -> {
                    LOG.warn("When {} users were last here could not be kept: {}", times.size(), error.getMessage());
                    return 0;
                });
    }

    @Override
    public CompletableFuture<Map<UserId, Instant>> of(Collection<UserId> users) {
        return reads.read(store -> store.lastSeen(users));
    }
}
