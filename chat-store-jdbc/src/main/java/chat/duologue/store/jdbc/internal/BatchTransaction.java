package chat.duologue.store.jdbc.internal;

import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Write;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes one transaction of a batch, up to its commit. The order is what keeps it right beside others like it: rows are
 * locked first, in the order of their ids; what decides is looked up after the locks. Or nothing is locked, and the changes
 * fail unless the rows are what this store remembers, in all that the batch rests on.
 *
 * <p>The first attempt takes every send for a new one: the unique key tells where that is wrong, and the next attempt looks.
 */
final class BatchTransaction {
    private final Directory directory;
    private final AcknowledgedMessages.Lookup acknowledgedMessages;
    private final BatchRows.Finder finder;
    private final SentBefore.Lookup sentBefore;
    private final NamedMessages.Lookup namedMessages;
    private final BatchBlocks.Lookup blocks;
    private final BatchStatements statements;
    private final GoneMessages gone;
    private final String lowCount;

    /** What a batch has come to, and what makes it so. */
    record Prepared(List<Outcome> outcomes, BatchRows rows, List<RowsChange<?>> changes) {}

    /** @param tail what the queries end with that read after the lock */
    BatchTransaction(Tables tables, Dialect dialect, Directory directory, RememberedRows remembered, String tail) {
        this.directory = directory;
        this.acknowledgedMessages = new AcknowledgedMessages.Lookup(tables, dialect, directory);
        this.finder = new BatchRows.Finder(tables, dialect, directory, remembered, tail);
        this.sentBefore = new SentBefore.Lookup(tables, dialect, directory, tail);
        this.namedMessages = new NamedMessages.Lookup(tables, dialect, directory, tail);
        this.blocks = new BatchBlocks.Lookup(tables);
        this.statements = new BatchStatements(tables, dialect);
        this.gone = new GoneMessages(tables, tail);
        this.lowCount = "SELECT low_count FROM " + tables.message() + " WHERE conversation_id = ? AND seq = ?";
    }

    /**
     * Locks what the batch is about.
     *
     * @param targets     of the batch's writes
     * @param allNew      whether to take every send for a new one
     * @param unconfirmed the outcomes of an earlier transaction whose commit may or may not have happened, or null
     */
    Prepared lock(
            Connection connection,
            List<? extends Write> batch,
            List<Target> targets,
            boolean allNew,
            @Nullable List<Outcome> unconfirmed)
            throws SQLException {
        AcknowledgedMessages acknowledged = acknowledgedMessages.find(connection, batch, targets);
        BatchRows rows = finder.lock(connection, conversations(connection, targets, acknowledged), blockers(targets));
        return prepare(connection, batch, targets, acknowledged, rows, true, allNew, unconfirmed);
    }

    /**
     * Takes what the batch is about for what this store remembers of it, and each send for a new one; the changes fail where
     * that is wrong. Null if it doesn't remember enough.
     */
    @Nullable Prepared recall(Connection connection, List<? extends Write> batch, List<Target> targets) throws SQLException {
        AcknowledgedMessages acknowledged = acknowledgedMessages.find(connection, batch, targets);
        BatchRows rows = finder.recall(connection, conversations(connection, targets, acknowledged), blockers(targets));
        if (rows == null) {
            return null;
        }
        Prepared prepared = prepare(connection, batch, targets, acknowledged, rows, false, true, null);
        return rows.users().isEmpty() || !rows.changedUsers().isEmpty()
                ? prepared
                : null; // or it would be checked by nothing
    }

    /** Those who block someone, or end it. */
    private static List<KnownUser> blockers(List<Target> targets) {
        List<KnownUser> blockers = new ArrayList<>(0);
        for (Target target : targets) {
            if (target.by() != null && target.user() != null) {
                blockers.add(target.by());
            }
        }
        return blockers;
    }

    private List<KnownConversation> conversations(
            Connection connection, List<Target> targets, AcknowledgedMessages acknowledged) throws SQLException {
        List<KnownConversation> conversations = new ArrayList<>(directory
                .conversations(connection, acknowledged.conversations())
                .values());
        for (Target target : targets) {
            if (target.conversation() != null) {
                conversations.add(target.conversation());
            }
        }
        return conversations;
    }

    private Prepared prepare(
            Connection connection,
            List<? extends Write> batch,
            List<Target> targets,
            AcknowledgedMessages acknowledged,
            BatchRows rows,
            boolean locked,
            boolean allNew,
            @Nullable List<Outcome> unconfirmed)
            throws SQLException {
        BatchChanges changes = new BatchChanges(
                rows,
                new BatchChanges.Found(
                        sentBefore.find(connection, batch, targets, send -> !allNew || mayBeRefused(send)),
                        acknowledged,
                        namedMessages.find(connection, batch, targets),
                        blocks.find(connection, batch, targets)),
                stored(connection));
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            outcomes.add(
                    changes.apply(i, batch.get(i), targets.get(i), unconfirmed == null ? null : unconfirmed.get(i)));
        }
        return new Prepared(outcomes, rows, statements.changes(changes, locked));
    }

    /** Whether the send may come out as refused, unless it was stored before: no key would tell that. */
    private static boolean mayBeRefused(Write.Send send) {
        return send.content().replyTo() != null;
    }

    private BatchChanges.Stored stored(Connection connection) {
        return new BatchChanges.Stored() {
            @Override
            public long lowCount(long conversation, long seq) throws SQLException {
                return BatchTransaction.this.lowCount(connection, conversation, seq);
            }

            @Override
            public Set<Long> goneAbove(long conversation, long member, long seq) throws SQLException {
                return gone.above(connection, conversation, member, seq);
            }
        };
    }

    private long lowCount(Connection connection, long conversation, long seq) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(lowCount)) {
            statement.setLong(1, conversation);
            statement.setLong(2, seq);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new Unexpected();
                }
                return row.getLong(1);
            }
        }
    }
}
