package chat.duologue;

import static org.awaitility.Awaitility.await;

import chat.duologue.bus.tck.BusContract;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Notes;
import chat.duologue.store.spi.StoreException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** Notes of a store that fails, or answers nobody as long as a test holds its lock. */
final class UnreliableNotes implements Notes, BusContract.Engine {
    private final ReentrantLock pause = new ReentrantLock();
    final AtomicInteger reads = new AtomicInteger();
    private final Notes real;
    private final Set<Thread> callers = ConcurrentHashMap.newKeySet();
    /** Those of them who have noticed that it is dead. */
    private final Set<Thread> failed = ConcurrentHashMap.newKeySet();

    private volatile boolean dead;

    UnreliableNotes(Notes real) {
        this.real = real;
    }

    /** A store that has nothing else. */
    ChatStore store() {
        return (ChatStore) Proxy.newProxyInstance(
                ChatStore.class.getClassLoader(),
                new Class<?>[] {ChatStore.class},
                (proxy, method, arguments) -> Optional.of(this));
    }

    @Override
    public void kill() {
        failed.clear();
        dead = true;
    }

    void awaitThatAllNotice() {
        await().until(() -> callers.stream().filter(Thread::isAlive).allMatch(failed::contains));
    }

    @Override
    public void start() {
        awaitThatAllNotice();
        dead = false;
    }

    /** To be ended by the same thread. */
    @Override
    public void pause() {
        pause.lock();
    }

    @Override
    public void goOn() {
        pause.unlock();
    }

    private Notes reached() {
        callers.add(Thread.currentThread());
        pause.lock();
        pause.unlock();
        if (dead) {
            failed.add(Thread.currentThread());
            throw StoreException.passing("the store is down, says the test", null);
        }
        return real;
    }

    @Override
    public long head() {
        return reached().head();
    }

    @Override
    public Page read(long after, int limit) {
        reads.incrementAndGet();
        return reached().read(after, limit);
    }

    @Override
    public long append(List<byte[]> entries) {
        return reached().append(entries);
    }

    @Override
    public void remove(long upTo) {
        reached().remove(upTo);
    }
}
