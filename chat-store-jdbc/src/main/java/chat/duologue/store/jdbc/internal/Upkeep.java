package chat.duologue.store.jdbc.internal;

import java.sql.Connection;

/** What a database wants done from time to time, and does not do by itself. */
interface Upkeep {
    /** Nothing. */
    Upkeep NONE = connection -> {};

    /** Called by a writer after its commit, outside of any transaction. Never throws. */
    void afterCommit(Connection connection);
}
