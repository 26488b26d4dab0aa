package chat.duologue.internal.engine;

import chat.duologue.ChatServerOptions;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.DuePage;
import chat.duologue.store.spi.MessageSearch;
import chat.duologue.store.spi.StoreException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the store's search index up to date. Nobody waits for it, since a search also sees what is not in the index: so it rests
 * forty times as long as it works, and sends hardly feel it. Several nodes may do the same at once.
 */
public final class Indexer {
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int RESTS = 40;

    /** How many users a step looks at. */
    private static final int LOOKS_AT = 200;

    private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);

    private final MessageSearch search;
    private final Chore chore;

    public Indexer(MessageSearch search, ChatServerOptions options) {
        this.search = search;
        this.chore = new Chore("indexer", RESTS, INTERVAL, options.storeDeadline(), this::index);
    }

    /** What does it. */
    public Chore chore() {
        return chore;
    }

    private void index() {
        Optional<UserId> after = Optional.empty();
        do {
            UserId from = after.orElse(null);
            DuePage page = chore.step(() -> search.due(from, LOOKS_AT));
            page.users().forEach(this::indexOrGoOn);
            after = page.next();
        } while (after.isPresent());
    }

    /** One user whose messages the store can't manage does not keep it from the others. */
    private void indexOrGoOn(UserId user) {
        try {
            boolean more = true;
            while (more) {
                more = chore.step(() -> search.index(user));
            }
        } catch (StoreException e) {
            if (e.isPassing()) {
                throw e;
            }
            LOG.error("The store can't put the messages of {} into its search index: {}", user, e.getMessage());
        }
    }
}
