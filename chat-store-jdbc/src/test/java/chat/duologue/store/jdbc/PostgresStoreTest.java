package chat.duologue.store.jdbc;

import net.jqwik.api.PropertyDefaults;

/** The contract of every store, on PostgreSQL. */
@PropertyDefaults(tries = 60)
class PostgresStoreTest extends ServerStoreContract {
    PostgresStoreTest() {
        super(DatabaseKind.POSTGRESQL);
    }
}
