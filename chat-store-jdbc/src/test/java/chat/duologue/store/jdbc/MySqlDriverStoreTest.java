package chat.duologue.store.jdbc;

import net.jqwik.api.PropertyDefaults;

/** The contract of every store, on MariaDB through MySQL's driver. */
@PropertyDefaults(tries = 15)
class MySqlDriverStoreTest extends ServerStoreContract {
    MySqlDriverStoreTest() {
        super(DatabaseKind.MYSQL_DRIVER);
    }
}
