package chat.duologue.store.jdbc.internal;

import static java.util.Objects.requireNonNull;

import chat.duologue.store.jdbc.internal.BatchTransaction.Prepared;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.StoreException;
import chat.duologue.store.spi.Write;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Commits batches. A transaction that lost against another one is run again, a few times.
 *
 * <p>So is one whose commit failed, whatever the error: its outcome is unknown. If it was committed, the second run finds
 * its messages by their client message ids and changes nothing; if the database is still busy with it, the second run
 * waits for its locks first. Markers only rise, so they come out the same either way.
 */
final class BatchWriter {
    static final int MOST_ATTEMPTS = 8;
    private static final long RETRY_FOR_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LONGEST_PAUSE_MILLIS = 100;

    private final Connections connections;
    private final Introductions introductions;
    private final BatchTransaction transaction;
    private final RememberedRows remembered;
    private final Upkeep upkeep;

    BatchWriter(
            Connections connections,
            Introductions introductions,
            BatchTransaction transaction,
            RememberedRows remembered,
            Upkeep upkeep) {
        this.connections = connections;
        this.introductions = introductions;
        this.transaction = transaction;
        this.remembered = remembered;
        this.upkeep = upkeep;
    }

    List<Outcome> write(List<? extends Write> batch) {
        connections.requireFitting(batch);
        return connections.change(() -> writeNow(batch));
    }

    private List<Outcome> writeNow(List<? extends Write> batch) {
        Dialect dialect = connections.dialect();
        long start = System.nanoTime();
        List<Outcome> unconfirmed = null;
        boolean allNew = true;
        for (int attempt = 1; ; attempt++) {
            Prepared prepared = null;
            boolean trusting = attempt == 1 && dialect.trustsMemory() && remembered.isTrusted();
            try (Borrowed borrowed = connections.borrow()) {
                if (trusting) {
                    prepared = recall(borrowed.connection(), batch);
                    trusting = prepared != null;
                }
                if (prepared == null) {
                    borrowed.begin();
                    List<Target> targets = introductions.targets(borrowed, batch);
                    prepared = transaction.lock(borrowed.connection(), batch, targets, allNew, unconfirmed);
                }
                if (borrowed.inTransaction() || !prepared.changes().isEmpty()) {
                    dialect.commit(borrowed, prepared.changes());
                }
                remembered.remember(prepared.rows());
                if (trusting) {
                    remembered.proved(true);
                }
                upkeep.afterCommit(borrowed.connection());
                return List.copyOf(prepared.outcomes());
            } catch (SQLException e) {
                if (e instanceof UnknownOutcome) {
                    unconfirmed = requireNonNull(prepared).outcomes();
                }
                Fault fault = dialect.fault(e);
                boolean again = unconfirmed != null || fault == Fault.CONTENTION || fault == Fault.KEY_TAKEN;
                if (!again || attempt == MOST_ATTEMPTS || System.nanoTime() - start > RETRY_FOR_NANOS) {
                    throw failure(e, unconfirmed);
                }
                boolean mistaken = trusting && fault == Fault.CONTENTION;
                if (mistaken) {
                    remembered.proved(false);
                }
                allNew &= mistaken;
                if (!mistaken && (fault != Fault.KEY_TAKEN || attempt > 1)) {
                    pause(attempt, e, unconfirmed);
                }
            }
        }
    }

    /** The batch as this store remembers what it is about; null if it doesn't. */
    private @Nullable Prepared recall(Connection connection, List<? extends Write> batch) throws SQLException {
        List<Target> targets = introductions.find(connection, batch);
        for (int i = 0; i < batch.size(); i++) {
            Target target = targets.get(i);
            boolean isOfUsers = target.by() != null && target.user() != null;
            if (target.conversation() == null && !isOfUsers && !(batch.get(i) instanceof Write.Acknowledge)) {
                return null;
            }
        }
        return transaction.recall(connection, batch, targets);
    }

    private StoreException failure(SQLException e, @Nullable List<Outcome> unconfirmed) {
        StoreException fault = connections.fault("store a batch", e);
        return unconfirmed == null
                ? fault
                : StoreException.passing(
                        "The connection was lost during a commit: whether the batch was stored is unknown", fault);
    }

    private void pause(int attempt, SQLException e, @Nullable List<Outcome> unconfirmed) {
        long most = Math.min(LONGEST_PAUSE_MILLIS, 2L << attempt);
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(most));
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw failure(e, unconfirmed);
        }
    }
}
