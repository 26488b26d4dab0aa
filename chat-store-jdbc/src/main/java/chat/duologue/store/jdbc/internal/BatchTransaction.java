package chat.duologue.store.jdbc.internal;

import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Write;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One batch in one transaction, up to its commit. The order is what keeps it right beside others like it: rows are locked
 * first, in the order of their ids; what decides is looked up after the locks.
 *
 * <p>The first attempt takes every send for a new one: the unique key tells where that is wrong, and the next attempt looks.
 */
final class BatchTransaction {
    private final Directory directory;
    private final AcknowledgedMessages.Lookup acknowledgedMessages;
    private final LockedRows.Locks locks;
    private final SentBefore.Lookup sentBefore;
    private final BatchFlush flush;
    private final RememberedRows remembered;
    private final String lowCount;

    /** What a batch has come to, to be committed. */
    record Result(List<Outcome> outcomes, LockedRows rows) {}

    /** @param tail what the queries end with that read after the lock */
    BatchTransaction(Tables tables, Dialect dialect, Directory directory, RememberedRows remembered, String tail) {
        this.directory = directory;
        this.acknowledgedMessages = new AcknowledgedMessages.Lookup(tables, dialect, directory);
        this.remembered = remembered;
        this.locks = new LockedRows.Locks(tables, dialect, directory, remembered, tail);
        this.sentBefore = new SentBefore.Lookup(tables, dialect, tail);
        this.flush = new BatchFlush(tables, dialect);
        this.lowCount = "SELECT low_count FROM " + tables.message() + " WHERE conversation_id = ? AND seq = ?";
    }

    /**
     * Does everything but the commit.
     *
     * @param targets     of the batch's writes
     * @param allNew      whether to take every send for a new one
     * @param unconfirmed the outcomes of an earlier transaction whose commit may or may not have happened, or null
     */
    Result run(
            Connection connection,
            List<? extends Write> batch,
            List<Target> targets,
            boolean allNew,
            @Nullable List<Outcome> unconfirmed)
            throws SQLException {
        AcknowledgedMessages acknowledged = acknowledgedMessages.find(connection, batch, targets);

        List<KnownConversation> conversations = new ArrayList<>(directory
                .conversations(connection, acknowledged.conversations())
                .values());
        for (Target target : targets) {
            if (target.conversation() != null) {
                conversations.add(target.conversation());
            }
        }
        LockedRows rows = locks.lock(connection, conversations);
        BatchChanges changes = new BatchChanges(
                rows,
                sentBefore.find(connection, batch, targets, write -> !allNew || mayBeRefused(write)),
                acknowledged,
                (conversation, seq) -> lowCount(connection, conversation, seq));
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            outcomes.add(
                    changes.apply(i, batch.get(i), targets.get(i), unconfirmed == null ? null : unconfirmed.get(i)));
        }
        flush.flush(connection, rows, changes.messages());
        return new Result(outcomes, rows);
    }

    /** Whether the send may come out as refused, unless it was stored before: no key would tell that. */
    private static boolean mayBeRefused(Write write) {
        return write instanceof Write.Send send && send.content().replyTo() != null;
    }

    /** To be called after the commit. */
    void committed(Result result) {
        remembered.remember(result.rows());
    }

    private long lowCount(Connection connection, long conversation, long seq) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(lowCount)) {
            statement.setLong(1, conversation);
            statement.setLong(2, seq);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
