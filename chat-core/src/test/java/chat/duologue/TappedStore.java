package chat.duologue;

import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Cursors;
import chat.duologue.store.spi.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What is asked of a store, and what of it fails. */
final class TappedStore {
    final List<String> asked = new CopyOnWriteArrayList<>();
    volatile String broken = "";
    final ChatStore store;

    TappedStore(ChatStore healthy) {
        Cursors cursors = tap(Cursors.class, healthy.cursors(), "cursors.");
        store = (ChatStore) Proxy.newProxyInstance(
                ChatStore.class.getClassLoader(),
                new Class<?>[] {ChatStore.class},
                (proxy, method, arguments) ->
                        method.getName().equals("cursors") ? cursors : ask("", healthy, method, arguments));
    }

    private <T> T tap(Class<T> type, T healthy, String prefix) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> ask(prefix, healthy, method, arguments)));
    }

    private Object ask(String prefix, Object healthy, Method method, Object[] arguments) throws Throwable {
        String name = prefix + method.getName();
        asked.add(name);
        if (!broken.isEmpty() && name.matches(broken)) {
            throw StoreException.passing("the store is down, says the test", null);
        }
        try {
            return method.invoke(healthy, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
