package chat.duologue.store.jdbc.internal;

import java.sql.SQLTransactionRollbackException;

/** Someone was taken for a living user and turned out to be erased. Forgotten by now: the same again finds who it is. */
final class StaleName extends SQLTransactionRollbackException {
    private static final long serialVersionUID = 1L;

    StaleName() {
        super("a user was erased meanwhile", "40001");
    }

    /** A read that is done again where it meets one. */
    static <T> Connections.Work<T> again(Connections.Work<T> read) {
        return connection -> {
            try {
                return read.with(connection);
            } catch (StaleName e) {
                return read.with(connection);
            }
        };
    }
}
