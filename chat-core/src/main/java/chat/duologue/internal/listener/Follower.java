package chat.duologue.internal.listener;

import static java.util.Objects.requireNonNull;

import chat.duologue.ChatServerOptions;
import chat.duologue.internal.engine.Threads;
import chat.duologue.internal.listener.StreamReader.Step;
import chat.duologue.model.Event;
import chat.duologue.model.EventPage;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Cursors;
import chat.duologue.store.spi.Cursors.Cursor;
import chat.duologue.store.spi.DuePage;
import chat.duologue.store.spi.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one reader up to date with all streams. A thread of its own looks at the streams that moved, has the host called, and keeps
 * the cursors of those calls that returned, together: never before. What moved without its knowledge (before a crash, on another
 * node, when too many did) it finds by asking the store who is behind.
 */
final class Follower {
    /** How many events a look takes. */
    private static final int PAGE = 100;
    /** Users whose calls wait or run. */
    private static final int AT_ONCE = 32;
    /** Users to look at that are remembered. */
    private static final int MAX_USERS = 20_000;
    /** How many users a step of a sweep looks at. */
    private static final int LOOKS_AT = 200;
    /** A sweep rests so many times as long as a step took. */
    private static final int RESTS = 4;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(3);
    private static final Duration LONGEST_STORE_PAUSE = Duration.ofSeconds(15);
    /** For running calls to return when the server stops. */
    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    private static final long A_LINE_EACH = Duration.ofSeconds(10).toNanos();

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    private record Done(
            UserId user, Cursor from, Step step, @Nullable Throwable fault) {}

    private final String name;
    private final ChatStore store;
    private final Cursors cursors;
    private final StreamReader reader;
    private final ChatServerOptions options;
    private final DueUsers due = new DueUsers(MAX_USERS);
    private final HostCalls calls;
    private final Thread thread;
    private final Semaphore wakeUps = new Semaphore(0);
    private final BlockingQueue<Done> returned = new LinkedBlockingQueue<>();
    private final CountDownLatch stopping = new CountDownLatch(1);

    // of its own thread
    private final List<Done> toKeep = new ArrayList<>();
    private final Map<UserId, Integer> failures = new HashMap<>();
    private int begun;
    private int storeFailures;
    private long sweepAt;
    private @Nullable UserId sweepAfter;
    private long quietUntil;
    private long unlogged;

    Follower(String name, ChatStore store, StreamReader reader, ChatServerOptions options) {
        this.name = name;
        this.store = store;
        this.cursors = store.cursors();
        this.reader = reader;
        this.options = options;
        this.calls =
                new HostCalls("hook-" + name, Math.max(1, options.callbackThreads() / 4), options.callbackDeadline());
        this.thread = Threads.named("follower-" + name).newThread(this::run);
    }

    /** After what time to look on, when the events of the page were heard up to this offset; null where those were all. */
    static @Nullable Duration again(EventPage page, long upTo) {
        return page.events().size() >= PAGE || upTo < page.upTo() ? Duration.ZERO : null;
    }

    void start() {
        thread.start();
    }

    /** An event was committed to the user's stream. Cheap; takes no lock that is held for long. */
    void moved(UserId user, Event event) {
        Duration after = reader.lookAfter(user, event);
        if (after != null && due.offer(user, due.now() + after.toNanos())) {
            wakeUp();
        }
    }

    private void wakeUp() {
        if (wakeUps.availablePermits() == 0) {
            wakeUps.release();
        }
    }

    private void run() {
        while (stopping.getCount() > 0) {
            try {
                keepWhatReturned();
                sweep();
                calls.interruptTheLate();
                lookAtSome();
                storeFailures = 0;
                await(nextTime() - due.now());
            } catch (StoreException e) {
                LOG.warn("Listener {} waits for the store: {}", name, e.getMessage());
                rest(pause(++storeFailures, LONGEST_STORE_PAUSE));
            } catch (RuntimeException
                    | Error e) { // whatever a store throws: without this thread nothing is heard again
                LOG.error("Listener {} failed; it goes on", name, e);
                rest(pause(++storeFailures, LONGEST_STORE_PAUSE));
            }
        }
        end();
    }

    /** Whatever comes meanwhile. */
    private void rest(long nanos) {
        try {
            stopping.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            LOG.warn("{} was interrupted by code that does not own it; it goes on", thread.getName());
        }
    }

    private long nextTime() {
        long next = begun < AT_ONCE ? Math.min(due.next(), sweepAt) : sweepAt;
        return begun == 0
                ? next
                : Math.min(next, due.now() + options.callbackDeadline().toNanos() / 4);
    }

    private void await(long nanos) {
        try {
            if (wakeUps.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                wakeUps.drainPermits();
            }
        } catch (InterruptedException e) {
            LOG.warn("{} was interrupted by code that does not own it; it goes on", thread.getName());
        }
    }

    private void lookAtSome() {
        List<UserId> users = due.take(AT_ONCE - begun);
        if (users.isEmpty()) {
            return;
        }
        begun += users.size();
        int looked = 0;
        try {
            Map<UserId, Cursor> positions = cursors.read(name, users);
            for (UserId user : users) {
                lookAt(user, requireNonNull(positions.get(user)));
                looked++;
            }
        } finally {
            for (UserId user : users.subList(looked, users.size())) {
                begun--;
                due.giveBackUntil(user, due.now());
            }
        }
    }

    /** One user's stream that the store can't manage does not keep it from the others. */
    private void lookAt(UserId user, Cursor cursor) {
        Step step;
        try {
            step = reader.next(user, cursor, store.events(user, cursor.position(), PAGE));
        } catch (RuntimeException e) {
            if (e instanceof StoreException fault && fault.isPassing()) {
                throw e;
            }
            over(new Done(user, cursor, new Step(null, cursor, null), e));
            return;
        }
        if (step.call() == null) {
            over(new Done(user, cursor, step, null));
        } else {
            calls.start(step.call(), fault -> over(new Done(user, cursor, step, fault)));
        }
    }

    private void over(Done done) {
        returned.add(done);
        wakeUp();
    }

    private void keepWhatReturned() {
        returned.drainTo(toKeep);
        Map<UserId, Cursor> further = new HashMap<>();
        for (Done done : toKeep) {
            if (done.fault() == null && !done.step().then().equals(done.from())) {
                further.put(done.user(), done.step().then());
            }
        }
        if (!further.isEmpty()) {
            cursors.advance(name, further);
        }
        begun -= toKeep.size();
        toKeep.forEach(this::goOn);
        toKeep.clear();
    }

    private void goOn(Done done) {
        UserId user = done.user();
        if (done.fault() != null) {
            int times = failures.merge(user, 1, Integer::sum);
            due.giveBackUntil(user, due.now() + pause(times, LONGEST_PAUSE));
            log(user, done.fault());
            return;
        }
        failures.remove(user);
        due.giveBack(user);
        if (done.step().again() != null) {
            due.offer(user, due.now() + done.step().again().toNanos());
        }
    }

    /** Twice as long each time, and not the same for all. */
    private static long pause(int times, Duration longest) {
        long most = Math.min(longest.toNanos(), FIRST_PAUSE.toNanos() << Math.min(times - 1, 20));
        return most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
    }

    private void log(UserId user, Throwable fault) {
        long now = due.now();
        if (now < quietUntil) {
            unlogged++;
            return;
        }
        LOG.warn(
                "Listener {} failed for {} with {}, and hears of it again; {} more failed since the last line",
                name,
                user,
                fault.getClass().getName(),
                unlogged);
        quietUntil = now + A_LINE_EACH;
        unlogged = 0;
    }

    private void sweep() {
        long start = due.now();
        if (start < sweepAt) {
            return;
        }
        if (!due.hasRoomFor(LOOKS_AT)) {
            sweepAt = start + FIRST_PAUSE.toNanos();
            return;
        }
        DuePage page = cursors.behind(name, sweepAfter, LOOKS_AT);
        page.users().forEach(user -> due.offerIfAbsent(user, start));
        sweepAfter = page.next().orElse(null);
        long end = due.now();
        long interval = options.listenerInterval().toNanos();
        sweepAt = sweepAfter != null
                ? end + RESTS * (end - start)
                : end + interval / 2 + ThreadLocalRandom.current().nextLong(interval);
    }

    /** Begins nothing more. */
    void stop() {
        stopping.countDown();
        wakeUps.release();
    }

    /** What returns in time need not be told again. */
    private void end() {
        try {
            long end = System.nanoTime() + A_MOMENT.toNanos();
            for (int waiting = begun - toKeep.size(); waiting > 0; waiting--) {
                Done done = returned.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (done == null) {
                    break;
                }
                toKeep.add(done);
            }
            keepWhatReturned();
        } catch (RuntimeException | InterruptedException e) {
            LOG.warn("Listener {} could not keep how far it has come, and hears of it again: {}", name, e.getMessage());
        } finally {
            calls.close();
        }
    }

    /** Waits for what it does now, so that the store can be closed. */
    void close() {
        stop();
        try {
            thread.join(A_MOMENT.plus(options.storeDeadline()).toMillis());
            if (thread.isAlive()) {
                LOG.warn("{} still works on a step, though the server has stopped", thread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
