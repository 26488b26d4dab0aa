package chat.duologue.store.jdbc;

import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.tck.ChatStoreContract;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The contract on a server: one database for all tests of a class. */
abstract class ServerStoreContract extends ChatStoreContract {
    /** Dropped with the server, or by whoever named one. */
    private static final Map<DatabaseKind, TestDatabase> DATABASES = new EnumMap<>(DatabaseKind.class);

    private final TestDatabase database;

    ServerStoreContract(DatabaseKind kind) {
        synchronized (DATABASES) {
            database = DATABASES.computeIfAbsent(kind, TestDatabase::fresh);
        }
    }

    @Override
    protected ChatStore open() {
        return JdbcChatStore.open(database.dataSource());
    }

    @Override
    protected Optional<ChatStore> reopen() {
        database.reopen();
        return Optional.of(open());
    }
}
