package chat.duologue.store.jdbc.internal;

import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;

/** Transactions of housekeeping: each does little, and doing it once more changes nothing. */
final class SmallTransactions {
    private static final long LONGEST_PAUSE_MILLIS = 100;

    private final Connections connections;

    SmallTransactions(Connections connections) {
        this.connections = connections;
    }

    /** Does it in one transaction, again where another one was in the way. */
    <T> T run(String action, Connections.Work<T> work) {
        return connections.change(() -> runNow(action, work));
    }

    private <T> T runNow(String action, Connections.Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try (Borrowed borrowed = connections.begin()) {
                T result = work.with(borrowed.connection());
                borrowed.commit(connections.dialect());
                return result;
            } catch (SQLException e) {
                boolean again = connections.dialect().fault(e) == Fault.CONTENTION;
                if (!again || attempt == BatchWriter.MOST_ATTEMPTS || !paused(attempt)) {
                    throw connections.fault(action, e);
                }
            }
        }
    }

    /** Runs statements that see what is committed when each of them starts. */
    <T> T read(String action, Connections.Work<T> work) {
        return connections.read(action, work);
    }

    private static boolean paused(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(Math.min(LONGEST_PAUSE_MILLIS, 2L << attempt)));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
