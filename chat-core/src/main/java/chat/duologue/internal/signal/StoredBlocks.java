package chat.duologue.internal.signal;

import chat.duologue.internal.engine.Reads;
import chat.duologue.model.UserId;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The store's block list. */
public record StoredBlocks(Reads reads) implements Blocks {
    @Override
    public CompletableFuture<Boolean> isBlocked(UserId by, UserId whom) {
        return reads.read(store -> !store.blocks().blockersOf(whom, List.of(by)).isEmpty());
    }
}
