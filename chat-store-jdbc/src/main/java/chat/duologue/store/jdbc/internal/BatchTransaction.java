package chat.duologue.store.jdbc.internal;

import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Write;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One batch in one transaction, up to its commit. The order is what keeps it right beside others like it: rows are locked
 * first, conversations before users, each in the order of their ids; what decides is looked up after the locks.
 *
 * <p>Where the store writes alone, the first attempt goes by the rows as they are remembered and takes every send for a new
 * one. Its updates lock the rows in the same order, compare, and come before the inserts; unique keys find what was sent
 * before. Either fails the transaction, and the next attempt locks and looks.
 */
final class BatchTransaction {
    private final Directory directory;
    private final Introductions introductions;
    private final AcknowledgedMessages.Lookup acknowledgedMessages;
    private final LockedRows.Locks locks;
    private final SentBefore.Lookup sentBefore;
    private final BatchFlush flush;
    private final RememberedRows remembered = new RememberedRows();
    private final String countWritten;

    /** What a batch has come to, to be committed. */
    record Result(List<Outcome> outcomes, LockedRows rows) {}

    BatchTransaction(Tables tables, Dialect dialect, Directory directory) {
        int longestList = dialect.longestList();
        this.directory = directory;
        this.introductions = new Introductions(tables, directory);
        this.acknowledgedMessages = new AcknowledgedMessages.Lookup(tables, longestList);
        this.locks = new LockedRows.Locks(tables, longestList, remembered);
        this.sentBefore = new SentBefore.Lookup(tables, longestList);
        this.flush = new BatchFlush(tables);
        this.countWritten = "SELECT COUNT(*) FROM " + tables.message()
                + " WHERE conversation_id = ? AND seq > ? AND seq <= ? AND from_user = ?";
    }

    /**
     * Does everything but the commit.
     *
     * @param alone       whether to go by what is remembered
     * @param unconfirmed the outcomes of an earlier transaction whose commit may or may not have happened, or null
     */
    Result run(Borrowed transaction, List<? extends Write> batch, boolean alone, @Nullable List<Outcome> unconfirmed)
            throws SQLException {
        List<Target> targets = introductions.targets(transaction, batch);
        Connection connection = transaction.connection();
        AcknowledgedMessages acknowledged = acknowledgedMessages.find(connection, batch, targets);

        List<KnownConversation> conversations = new ArrayList<>(directory
                .conversations(connection, acknowledged.conversations())
                .values());
        for (Target target : targets) {
            if (target.conversation() != null) {
                conversations.add(target.conversation());
            }
        }
        LockedRows rows = alone
                ? locks.find(connection, conversations, fresh(batch, targets, acknowledged))
                : locks.lock(connection, conversations);

        BatchChanges changes = new BatchChanges(
                rows,
                sentBefore.find(connection, batch, targets, write -> !alone || mayChangeNothing(write)),
                acknowledged,
                (conversation, from, low, high) -> countWritten(connection, conversation, from, low, high));
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            outcomes.add(
                    changes.apply(i, batch.get(i), targets.get(i), unconfirmed == null ? null : unconfirmed.get(i)));
        }
        flush.flush(connection, rows, changes.messages());
        return new Result(outcomes, rows);
    }

    /** Conversations in which a write may come out without a change: nothing would be compared there. */
    private static Set<Long> fresh(
            List<? extends Write> batch, List<Target> targets, AcknowledgedMessages acknowledged) {
        Set<Long> fresh = new HashSet<>(acknowledged.conversations());
        for (int i = 0; i < batch.size(); i++) {
            KnownConversation conversation = targets.get(i).conversation();
            if (conversation != null && mayChangeNothing(batch.get(i))) {
                fresh.add(conversation.id());
            }
        }
        return fresh;
    }

    /** Whether the write may come out without an insert or update that would tell what was overlooked. */
    private static boolean mayChangeNothing(Write write) {
        return !(write instanceof Write.Send send) || send.content().replyTo() != null;
    }

    /** To be called after the commit. */
    void committed(Result result) {
        remembered.remember(result.rows());
    }

    /** To be called after a failure. */
    void failed(Fault fault) {
        if (fault != Fault.KEY_TAKEN) {
            remembered.forget();
        }
    }

    private long countWritten(Connection connection, long conversation, long from, long low, long high)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(countWritten)) {
            statement.setLong(1, conversation);
            statement.setLong(2, low);
            statement.setLong(3, high);
            statement.setLong(4, from);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
