package chat.duologue.store.jdbc.internal;

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
import chat.duologue.store.spi.Cursors;
import chat.duologue.store.spi.Housekeeping;
import chat.duologue.store.spi.MessageSearch;
import chat.duologue.store.spi.Notes;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.StoreException;
import chat.duologue.store.spi.Write;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of an open store, put together. Limits arrive checked. */
public final class SqlStore {
    private static final Logger LOG = LoggerFactory.getLogger("chat.duologue.store.jdbc");

    private final Connections connections;
    private final StreamId streamId;
    private final BatchWriter writer;
    private final HostTransaction hostTransaction;
    private final StreamReads streams;
    private final HistoryReads history;
    private final ConversationReads conversations;
    private final RevisionReads revisions;
    private final BlockReads blocks;
    private final AttachmentReads attachments;
    private final LastSeen lastSeen;
    private final SmallTransactions small;
    private final Cursors cursors;
    private final Housekeeping housekeeping;
    private final MessageSearch search;
    private final Notes notes;

    private SqlStore(Connections connections, Tables tables, StreamId streamId, int remembered) {
        Dialect dialect = connections.dialect();
        Directory directory = new Directory(tables, dialect, remembered);
        this.connections = connections;
        this.streamId = streamId;
        RememberedRows rows = new RememberedRows(remembered);
        Introductions introductions = new Introductions(tables, dialect, directory);
        this.writer = new BatchWriter(
                connections,
                introductions,
                new BatchTransaction(tables, dialect, directory, rows, ""),
                rows,
                dialect.upkeep(tables));
        this.hostTransaction = new HostTransaction(
                connections, introductions, new BatchTransaction(tables, dialect, directory, rows, dialect.newest()));
        this.streams = new StreamReads(tables, dialect, directory);
        this.history = new HistoryReads(tables, dialect, directory);
        this.conversations = new ConversationReads(tables, dialect, directory);
        this.revisions = new RevisionReads(tables, dialect, directory);
        this.blocks = new BlockReads(tables, directory);
        this.attachments = new AttachmentReads(tables, directory);
        BatchRows.Finder finder = new BatchRows.Finder(tables, dialect, directory, rows, "");
        this.lastSeen = new LastSeen(tables, dialect);
        SmallTransactions transactions = new SmallTransactions(connections);
        this.small = transactions;
        this.cursors = new SqlCursors(tables, dialect, transactions);
        this.notes = new SqlNotes(tables, transactions);
        SearchProgress.Table progress = new SearchProgress.Table(tables, dialect);
        this.search = new SqlSearch(
                transactions,
                new SearchReads(tables, dialect, directory),
                new SearchIndexer(tables, dialect, transactions, progress));
        Purge purge = new Purge(tables, directory, finder, progress);
        this.housekeeping = new SqlHousekeeping(
                transactions,
                new ExtentReads(tables, dialect, directory),
                new Trim(tables, directory),
                purge,
                new UserErasure(tables, dialect, directory, finder, purge, progress));
    }

    /** @throws StoreException if the store can't work with this database */
    public static SqlStore open(
            DataSource dataSource, String prefix, @Nullable String schema, boolean migrate, int remembered) {
        Tables tables = Tables.named(schema, prefix);
        Meta meta = new Meta(tables);
        Connections connections = new Connections(dataSource, dialect(dataSource));
        new Schema(dataSource, connections, prefix, schema, meta).prepare(migrate);
        StreamId streamId = connections.read(
                "tell the id of its streams", connection -> meta.streamId(connection, connections.dialect()));
        return new SqlStore(connections, tables, streamId, remembered);
    }

    /** @throws StoreException if there is no store */
    public static StreamId renewStreamId(DataSource dataSource, String prefix, @Nullable String schema) {
        Meta meta = new Meta(Tables.named(schema, prefix));
        Connections connections = new Connections(dataSource, dialect(dataSource));
        new Schema(dataSource, connections, prefix, schema, meta).requireTables();
        return connections.read(
                "renew the id of its streams", connection -> meta.renewStreamId(connection, connections.dialect()));
    }

    static Dialect dialect(DataSource dataSource) {
        // closing twice does nothing; but the second one leaves no transaction open
        try (Connection connection = FirstConnection.of(dataSource);
                Borrowed borrowed = Borrowed.of(connection, connection.getTransactionIsolation())) {
            Dialect dialect = Dialect.of(borrowed.connection());
            dialect.warnings(borrowed.connection()).forEach(LOG::warn);
            return dialect;
        } catch (SQLException e) {
            throw StoreException.lasting("The database can't tell what it is (SQLState " + e.getSQLState() + ").", e);
        }
    }

    public StreamId streamId() {
        return streamId;
    }

    public List<Outcome> write(List<? extends Write> batch) {
        return writer.write(batch);
    }

    public List<Outcome> send(Connection transaction, List<Write.Send> batch) {
        return hostTransaction.send(transaction, batch);
    }

    public Map<UserId, StreamPosition> positions(Collection<UserId> users) {
        return read("tell positions", connection -> streams.positions(connection, users));
    }

    public EventPage events(UserId user, long after, int limit) {
        return read("read a stream", connection -> streams.events(connection, user, after, limit));
    }

    public Optional<MessagePage> messages(
            UserId reader, ConversationId conversation, Anchor anchor, int limit, boolean withHidden) {
        return read(
                "read history",
                connection -> history.messages(connection, reader, conversation, anchor, limit, withHidden));
    }

    public ConversationPage conversations(UserId user, ConversationFilter filter, long before, int limit) {
        return read(
                "list conversations",
                connection -> conversations.conversations(connection, user, filter, before, limit));
    }

    public Optional<Conversation> conversation(UserId user, ConversationRef ref) {
        return read("read a conversation", connection -> conversations.conversation(connection, user, ref));
    }

    public List<Message> revisions(ConversationId conversation, long seq) {
        return read("read revisions", connection -> revisions.revisions(connection, conversation, seq));
    }

    public List<UserId> blockedBy(UserId user, @Nullable UserId after, int limit) {
        return read("list blocked users", connection -> blocks.blockedBy(connection, user, after, limit));
    }

    public Set<UserId> blockersOf(UserId user, Collection<UserId> among) {
        return read("tell who blocks a user", connection -> blocks.blockersOf(connection, user, among));
    }

    public Set<String> attachmentsInUse(UserId uploader, Collection<String> refs) {
        return read("tell which attachments are in use", connection -> attachments.inUse(connection, uploader, refs));
    }

    public void seen(Map<UserId, Instant> times) {
        times.forEach((user, time) ->
                small.run("keep when a user was last here", connection -> lastSeen.seen(connection, user, time)));
    }

    public Map<UserId, Instant> lastSeen(Collection<UserId> users) {
        return read("tell when users were last here", connection -> lastSeen.of(connection, users));
    }

    public Cursors cursors() {
        return cursors;
    }

    public Housekeeping housekeeping() {
        return housekeeping;
    }

    public MessageSearch search() {
        return search;
    }

    public Notes notes() {
        return notes;
    }

    private <T> T read(String action, Connections.Work<T> work) {
        return connections.read(action, StaleName.again(work));
    }
}
