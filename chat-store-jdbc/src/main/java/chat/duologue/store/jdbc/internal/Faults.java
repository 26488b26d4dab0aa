package chat.duologue.store.jdbc.internal;

import chat.duologue.store.spi.StoreException;
import java.sql.SQLException;

/** Turns errors of the database into the store's own. */
final class Faults {
    private Faults() {}

    static StoreException during(String action, SQLException e, Dialect dialect) {
        String state = " (SQLState " + e.getSQLState() + ", code " + e.getErrorCode() + ")";
        return switch (dialect.fault(e)) {
            case CONTENTION, KEY_TAKEN, PASSING ->
                StoreException.passing("The database can't " + action + " now" + state, withoutContent(e));
            case LASTING -> StoreException.lasting("The database can't " + action + state, withoutContent(e));
        };
    }

    /** Databases quote values in errors of the classes 'data' and 'integrity': a message's text must not reach a log. */
    private static SQLException withoutContent(SQLException e) {
        String state = e.getSQLState();
        if (state == null || !(state.startsWith("22") || state.startsWith("23"))) {
            return e;
        }
        SQLException bare = new SQLException(e.getClass().getSimpleName(), state, e.getErrorCode());
        bare.setStackTrace(e.getStackTrace());
        return bare;
    }
}
