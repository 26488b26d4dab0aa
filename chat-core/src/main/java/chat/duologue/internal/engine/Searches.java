package chat.duologue.internal.engine;

import chat.duologue.ChatServerOptions;
import chat.duologue.ErrorCode;
import chat.duologue.RequestException;
import chat.duologue.model.ConversationId;
import chat.duologue.model.SearchQuery;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.MessageSearch.HitPage;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Searches, on threads of their own: half as many as read, so that no search stands in the way of a resume or a history. */
public final class Searches implements AutoCloseable {
    private final boolean served;
    private final Reads reads;

    public Searches(ChatStore store, ChatServerOptions options, Timer timer) {
        this.served = store.search().isPresent();
        this.reads = new Reads(store, options, timer, "searcher", Math.max(1, options.readerThreads() / 2));
    }

    /**
     * A page of what is found in the user's conversations.
     *
     * @param in in this one only; null for all
     */
    public CompletableFuture<HitPage> find(
            UserId by, @Nullable ConversationId in, SearchQuery query, long before, int limit) {
        if (!served) {
            return Operations.failed(ErrorCode.UNSUPPORTED, "this server has no search");
        }
        return reads.read(store -> store.search().orElseThrow().find(by, in, query, before, limit))
                .thenApply(page ->
                        page.orElseThrow(() -> new RequestException(ErrorCode.FORBIDDEN, Operations.NOT_ALLOWED)));
    }

    @Override
    public void close() {
        reads.close();
    }
}
