package chat.duologue.store.jdbc;

import chat.duologue.model.Anchor;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationPage;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.EventPage;
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.StreamId;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import chat.duologue.store.jdbc.internal.SqlStore;
import chat.duologue.store.spi.BlockList;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Cursors;
import chat.duologue.store.spi.Housekeeping;
import chat.duologue.store.spi.MessageSearch;
import chat.duologue.store.spi.Notes;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.StoreException;
import chat.duologue.store.spi.Write;
import java.sql.Connection;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps chats in a database over JDBC: PostgreSQL, MariaDB, MySQL from 8.0.22 on, or H2 from 2.4.240 on; which driver and
 * module of Flyway's each needs tells docs/databases.md. Thread-safe; several stores, in one process
 * or in many, may use the same tables at once.
 *
 * <p>The store borrows one connection per call and gives it back as it was. Its transactions are READ COMMITTED, whatever
 * the pool's default is. The host owns the {@code DataSource}: put a pool there, and close it
 * after the store.
 */
public final class JdbcChatStore implements ChatStore {
    private final SqlStore store;
    private final boolean searches;
    private final BlockList blocks = new Blocks();

    private JdbcChatStore(SqlStore store, boolean searches) {
        this.store = store;
        this.searches = searches;
    }

    /** Opens the store with {@link JdbcStoreOptions#DEFAULTS}. */
    public static JdbcChatStore open(DataSource dataSource) {
        return open(dataSource, JdbcStoreOptions.DEFAULTS);
    }

    /**
     * Opens the store; creates or migrates its tables unless the options say otherwise. Logs a warning where the database
     * is set up to lose what it committed.
     *
     * @throws StoreException if the store can't work with this database; the message says in one sentence what to do
     */
    public static JdbcChatStore open(DataSource dataSource, JdbcStoreOptions options) {
        return new JdbcChatStore(
                SqlStore.open(
                        dataSource,
                        options.tablePrefix(),
                        options.schema().orElse(null),
                        options.migrate(),
                        options.remembered()),
                options.search());
    }

    /** Renews the id of the store that is opened with {@link JdbcStoreOptions#DEFAULTS}. */
    public static StreamId renewStreamId(DataSource dataSource) {
        return renewStreamId(dataSource, JdbcStoreOptions.DEFAULTS);
    }

    /**
     * Gives the streams another id. Call it once after the store was restored from a backup, and before the first server
     * opens it: what came after the backup is gone, and its offsets will soon mean other events. Clients that ask to resume
     * with the old id are told that they can't, and load anew what there is. A store that is open knows only the id that it
     * was opened with. Calling it again does no harm but that all clients load anew.
     *
     * <p>The same in SQL: {@code DELETE FROM duologue_meta WHERE name = 'stream_id'}; then the first store to open chooses
     * one.
     *
     * @return the new id
     * @throws StoreException if there is no store, or it can't be written to
     */
    public static StreamId renewStreamId(DataSource dataSource, JdbcStoreOptions options) {
        return SqlStore.renewStreamId(
                dataSource, options.tablePrefix(), options.schema().orElse(null));
    }

    @Override
    public StreamId streamId() {
        return store.streamId();
    }

    @Override
    public List<Outcome> write(List<? extends Write> batch) {
        return store.write(batch);
    }

    /**
     * Stores messages in a transaction of the host's, on its connection to the same database: they are there when the host
     * commits, and gone if it rolls back. The store neither commits nor rolls back. After the commit give the outcomes to
     * {@code ChatServer.publish}, so that they are pushed at once; whoever does not hear of them finds them at the next
     * heartbeat. The server is not asked: neither its policy nor its interceptor sees these messages. A message may be
     * refused all the same, where the peer has blocked its author for instance: look at the outcomes before you commit.
     *
     * <p>Both members of each conversation stay locked until the transaction ends, and their other messages wait: so send
     * late in the transaction, and all of its messages in one call, which locks in an order that can't deadlock with others.
     * A client message id that is derived from what happened, e.g. {@code order-17-placed}, makes the whole idempotent.
     * Users and conversations that are new get their rows in a transaction of the store's own, on a second connection of the
     * pool, which must be there while the host holds the first; without a message no one sees them.
     *
     * @param transaction a connection whose auto-commit is off, of any isolation level
     * @param batch       one or more messages
     * @throws StoreException           if they could not be stored; roll the transaction back, and repeat it where
     *                                  {@link StoreException#isPassing()}
     * @throws IllegalArgumentException if auto-commit is on
     */
    public List<Outcome> send(Connection transaction, List<Write.Send> batch) {
        return store.send(transaction, batch);
    }

    @Override
    public Map<UserId, StreamPosition> positions(Collection<UserId> users) {
        return store.positions(users);
    }

    @Override
    public EventPage events(UserId user, long after, int limit) {
        return store.events(user, after, rows(limit));
    }

    @Override
    public Optional<MessagePage> messages(UserId reader, ConversationId conversation, Anchor anchor, int limit) {
        return store.messages(reader, conversation, anchor, rows(limit), false);
    }

    @Override
    public Optional<MessagePage> allMessages(UserId reader, ConversationId conversation, Anchor anchor, int limit) {
        return store.messages(reader, conversation, anchor, rows(limit), true);
    }

    @Override
    public ConversationPage conversations(UserId user, ConversationFilter filter, long before, int limit) {
        return store.conversations(user, filter, before, rows(limit));
    }

    @Override
    public Optional<Conversation> conversation(UserId user, ConversationRef ref) {
        return store.conversation(user, ref);
    }

    @Override
    public List<Message> revisions(ConversationId conversation, long seq) {
        return store.revisions(conversation, seq);
    }

    @Override
    public BlockList blocks() {
        return blocks;
    }

    private final class Blocks implements BlockList {
        @Override
        public List<UserId> blockedBy(UserId user, @Nullable UserId after, int limit) {
            return store.blockedBy(user, after, rows(limit));
        }

        @Override
        public Set<UserId> blockersOf(UserId user, Collection<UserId> among) {
            return store.blockersOf(user, among);
        }
    }

    @Override
    public Set<String> attachmentsInUse(UserId uploader, Collection<String> refs) {
        if (refs.size() > MAX_LIMIT) {
            throw new IllegalArgumentException("refs must be at most " + MAX_LIMIT);
        }
        return store.attachmentsInUse(uploader, refs);
    }

    @Override
    public void seen(Map<UserId, Instant> times) {
        store.seen(times);
    }

    @Override
    public Map<UserId, Instant> lastSeen(Collection<UserId> users) {
        return store.lastSeen(users);
    }

    @Override
    public Cursors cursors() {
        return store.cursors();
    }

    @Override
    public Optional<Housekeeping> housekeeping() {
        return Optional.of(store.housekeeping());
    }

    @Override
    public Optional<MessageSearch> search() {
        return searches ? Optional.of(store.search()) : Optional.empty();
    }

    @Override
    public Optional<Notes> notes() {
        return Optional.of(store.notes());
    }

    /** Does nothing: the store opened nothing of its own. */
    @Override
    public void close() {
        // the host closes its data source
    }

    private static int rows(int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit must not be negative");
        }
        return Math.min(limit, MAX_LIMIT);
    }
}
