package chat.duologue.examples.load;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Opens many sessions with a bound on how many are on their way at once, and ends at the first that fails. */
final class Opening {
    private static final long PATIENCE_SECONDS = 30;

    private final int atOnce;
    private final Semaphore places;
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

    Opening(int atOnce) {
        this.atOnce = atOnce;
        places = new Semaphore(atOnce);
    }

    void open(List<Session> sessions) throws LoadException, InterruptedException {
        for (Session session : sessions) {
            take(1);
            session.lane().loop().execute(() -> session.open(problem -> opened(session, problem)));
        }
        take(atOnce);
    }

    private void opened(Session session, String problem) {
        if (!problem.isEmpty()) {
            failure.compareAndSet(null, "the session of " + session.user() + " did not open: " + problem);
        }
        places.release();
    }

    private void take(int count) throws LoadException, InterruptedException {
        boolean inTime = places.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS);
        String problem = failure.get();
        if (problem != null) {
            throw new LoadException(problem);
        }
        if (!inTime) {
            throw new LoadException("sessions did not open within " + PATIENCE_SECONDS + " s");
        }
    }
}
