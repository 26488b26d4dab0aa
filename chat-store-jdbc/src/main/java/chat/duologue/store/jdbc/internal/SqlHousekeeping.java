package chat.duologue.store.jdbc.internal;

import chat.duologue.model.ConversationId;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Erasure;
import chat.duologue.store.spi.Housekeeping;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What goes over time, piece by piece. */
final class SqlHousekeeping implements Housekeeping {
    private final SmallTransactions transactions;
    private final ExtentReads extents;
    private final Trim trim;
    private final Purge purge;
    private final UserErasure erasure;

    SqlHousekeeping(SmallTransactions transactions, ExtentReads extents, Trim trim, Purge purge, UserErasure erasure) {
        this.transactions = transactions;
        this.extents = extents;
        this.trim = trim;
        this.purge = purge;
        this.erasure = erasure;
    }

    @Override
    public ExtentPage extents(@Nullable ConversationId after, int limit) {
        int rows = atLeastOne(limit);
        return transactions.read("list what is kept", connection -> extents.extents(connection, after, rows));
    }

    @Override
    public List<Message> oldest(ConversationId conversation, int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit must not be negative");
        }
        int rows = Math.min(limit, ChatStore.MAX_LIMIT);
        return transactions.read(
                "read the oldest messages", connection -> extents.oldest(connection, conversation, rows));
    }

    @Override
    public long purge(ConversationId conversation, long upToSeq) {
        OptionalLong id = ConversationCode.decode(conversation);
        return id.isEmpty()
                ? 0
                : transactions.run("remove messages", connection -> purge.purge(connection, id.getAsLong(), upToSeq));
    }

    @Override
    public Optional<UserId> trim(@Nullable UserId after, long maxEvents, int limit) {
        int rows = atLeastOne(limit);
        if (maxEvents < 1) {
            throw new IllegalArgumentException("maxEvents must be 1 or more");
        }
        Trim.Step step =
                transactions.read("look at streams", connection -> trim.look(connection, after, maxEvents, rows));
        for (long user : step.tooLong()) {
            transactions.run("trim a stream", connection -> trim.trim(connection, user, maxEvents));
        }
        return step.next();
    }

    @Override
    public void erase(UserId user, Erasure how, Runnable beforeNameIsFree) {
        erasure.erase(transactions, user, how, beforeNameIsFree);
    }

    static int atLeastOne(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be 1 or more");
        }
        return Math.min(limit, ChatStore.MAX_LIMIT);
    }
}
