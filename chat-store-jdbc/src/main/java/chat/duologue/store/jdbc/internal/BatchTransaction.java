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
 * first, conversations before users, each in the order of their ids; what decides is looked up after the locks; children
 * are written before the parents' last update, but after the parents' lock.
 */
final class BatchTransaction {
    private final Directory directory;
    private final Introductions introductions;
    private final AcknowledgedMessages.Lookup acknowledgedMessages;
    private final LockedRows.Locks locks;
    private final SentBefore.Lookup sentBefore;
    private final BatchFlush flush;
    private final String countWritten;

    BatchTransaction(Tables tables, Dialect dialect, Directory directory) {
        int longestList = dialect.longestList();
        this.directory = directory;
        this.introductions = new Introductions(tables, directory);
        this.acknowledgedMessages = new AcknowledgedMessages.Lookup(tables, longestList);
        this.locks = new LockedRows.Locks(tables, longestList);
        this.sentBefore = new SentBefore.Lookup(tables, longestList);
        this.flush = new BatchFlush(tables);
        this.countWritten = "SELECT COUNT(*) FROM " + tables.message()
                + " WHERE conversation_id = ? AND seq > ? AND seq <= ? AND from_user = ?";
    }

    /** @param unconfirmed the outcomes of an earlier transaction whose commit may or may not have happened, or null */
    List<Outcome> run(Borrowed transaction, List<? extends Write> batch, @Nullable List<Outcome> unconfirmed)
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
        LockedRows rows = locks.lock(connection, conversations);

        BatchChanges changes = new BatchChanges(
                rows,
                sentBefore.find(connection, batch, targets),
                acknowledged,
                (conversation, from, low, high) -> countWritten(connection, conversation, from, low, high));
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            outcomes.add(
                    changes.apply(i, batch.get(i), targets.get(i), unconfirmed == null ? null : unconfirmed.get(i)));
        }
        flush.flush(connection, rows, changes.messages());
        return outcomes;
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
