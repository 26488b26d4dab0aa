package chat.duologue.store.jdbc;

import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.tck.ChatStoreContract;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.PropertyDefaults;

/**
 * The contract of every store, kept by several that take turns on one database: what one remembers, another has changed
 * in between.
 */
@PropertyDefaults(tries = 100)
class AlternatingStoresTest extends ChatStoreContract {
    private static final TestDatabase DATABASE = TestDatabase.inNewFolder();

    @Override
    protected ChatStore open() {
        ChatStore one = JdbcChatStore.open(DATABASE.dataSource());
        ChatStore other = JdbcChatStore.open(DATABASE.dataSource());
        ChatStore forgetful = JdbcChatStore.open(
                DATABASE.dataSource(), JdbcStoreOptions.builder().remembered(2).build());
        return alternating(List.of(one, one, other, other, forgetful));
    }

    @Override
    protected Optional<ChatStore> reopen() {
        DATABASE.reopen();
        return Optional.of(open());
    }

    /** Each call goes to some one of the stores. */
    private static ChatStore alternating(List<ChatStore> stores) {
        Random random = new Random(1);
        return (ChatStore) Proxy.newProxyInstance(
                ChatStore.class.getClassLoader(), new Class<?>[] {ChatStore.class}, (proxy, method, arguments) -> {
                    ChatStore store;
                    synchronized (random) {
                        store = stores.get(random.nextInt(stores.size()));
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
