package chat.duologue.store.jdbc.internal;

import chat.duologue.model.ConversationId;
import chat.duologue.model.SearchQuery;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.DuePage;
import chat.duologue.store.spi.MessageSearch;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds messages, and makes the index for it. */
final class SqlSearch implements MessageSearch {
    private final SmallTransactions transactions;
    private final SearchReads reads;
    private final SearchIndexer indexer;

    SqlSearch(SmallTransactions transactions, SearchReads reads, SearchIndexer indexer) {
        this.transactions = transactions;
        this.reads = reads;
        this.indexer = indexer;
    }

    @Override
    public Optional<HitPage> find(
            UserId reader, @Nullable ConversationId in, SearchQuery query, long before, int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit must not be negative");
        }
        int rows = Math.min(limit, ChatStore.MAX_LIMIT);
        return transactions.read(
                "search", StaleName.again(connection -> reads.find(connection, reader, in, query, before, rows)));
    }

    @Override
    public DuePage due(@Nullable UserId after, int limit) {
        return indexer.due(after, SqlHousekeeping.atLeastOne(limit));
    }

    @Override
    public boolean index(UserId user) {
        return indexer.index(user);
    }
}
