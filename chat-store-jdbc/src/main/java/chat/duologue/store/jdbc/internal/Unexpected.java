package chat.duologue.store.jdbc.internal;

import java.sql.SQLTransactionRollbackException;

/** A row is not as it is remembered: someone else has changed it. */
final class Unexpected extends SQLTransactionRollbackException {
    private static final long serialVersionUID = 1L;

    Unexpected() {
        super("a row was changed meanwhile", "40001");
    }
}
