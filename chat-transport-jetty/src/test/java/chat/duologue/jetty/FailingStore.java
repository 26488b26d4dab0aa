package chat.duologue.jetty;

import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.BooleanSupplier;

/** A store that is down now and then. */
public final class FailingStore {
    private FailingStore() {}

    public static ChatStore whileTrue(BooleanSupplier down, ChatStore store) {
        return (ChatStore) Proxy.newProxyInstance(
                ChatStore.class.getClassLoader(), new Class<?>[] {ChatStore.class}, (proxy, method, arguments) -> {
                    if (down.getAsBoolean()) {
                        throw StoreException.passing("down, for a test", null);
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
