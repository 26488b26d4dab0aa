package chat.duologue.store.jdbc.internal;

import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Write;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Stores messages in a transaction of the host's. What that leaves behind is not remembered, since nobody tells whether it
 * was committed: the next batch finds the members' rows changed, or not.
 */
final class HostTransaction {
    private final Connections connections;
    private final Introductions introductions;
    private final BatchTransaction transaction;

    /** @param transaction whose queries read the newest rows whatever the host's isolation level is */
    HostTransaction(Connections connections, Introductions introductions, BatchTransaction transaction) {
        this.connections = connections;
        this.introductions = introductions;
        this.transaction = transaction;
    }

    List<Outcome> send(Connection connection, List<Write.Send> batch) {
        connections.requireFitting(batch);
        try {
            if (connection.getAutoCommit()) {
                throw new IllegalArgumentException(
                        "the connection must be in a transaction: call setAutoCommit(false) on it first");
            }
            List<Target> targets = introductions.find(connection, batch);
            if (targets.stream().anyMatch(target -> target.conversation() == null)) {
                targets = introduce(batch);
            }
            BatchTransaction.Prepared prepared = transaction.lock(connection, batch, targets, false, null);
            connections.dialect().execute(connection, prepared.changes());
            return List.copyOf(prepared.outcomes());
        } catch (SQLException e) {
            throw connections.fault("store messages in the host's transaction", e);
        }
    }

    /** In a transaction of the store's own: others may want the same users, and shall not wait for the host. */
    private List<Target> introduce(List<Write.Send> batch) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try (Borrowed borrowed = connections.begin()) {
                return introductions.targets(borrowed, batch);
            } catch (SQLException e) {
                Fault fault = connections.dialect().fault(e);
                if (attempt == BatchWriter.MOST_ATTEMPTS || (fault != Fault.KEY_TAKEN && fault != Fault.CONTENTION)) {
                    throw e;
                }
            }
        }
    }
}
