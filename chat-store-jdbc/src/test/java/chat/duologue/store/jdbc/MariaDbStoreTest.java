package chat.duologue.store.jdbc;

import net.jqwik.api.PropertyDefaults;

/** The contract of every store, on MariaDB. */
@PropertyDefaults(tries = 40)
class MariaDbStoreTest extends ServerStoreContract {
    MariaDbStoreTest() {
        super(DatabaseKind.MARIADB);
    }
}
