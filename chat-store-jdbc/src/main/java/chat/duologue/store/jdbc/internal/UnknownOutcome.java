package chat.duologue.store.jdbc.internal;

import java.sql.SQLException;

/** A commit failed so that nobody knows whether it happened. */
final class UnknownOutcome extends SQLException {
    private static final long serialVersionUID = 1L;

    UnknownOutcome(SQLException cause) {
        super(cause.getMessage(), cause.getSQLState(), cause.getErrorCode(), cause);
    }
}
