package chat.duologue.store.jdbc;

import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.tck.ChatStoreContract;
import java.util.Optional;
import net.jqwik.api.PropertyDefaults;

/** The contract of every store, on H2 in a file. */
@PropertyDefaults(tries = 100)
class H2StoreTest extends ChatStoreContract {
    private static final TestDatabase DATABASE = TestDatabase.inNewFolder();

    @Override
    protected ChatStore open() {
        return JdbcChatStore.open(DATABASE.dataSource());
    }

    @Override
    protected Optional<ChatStore> reopen() {
        DATABASE.reopen();
        return Optional.of(open());
    }
}
