package chat.duologue.internal.engine;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Names the server's threads: {@code duologue-reader-1}. All are daemons, so that a forgotten server ends with its JVM. */
public final class Threads {
    private Threads() {}

    public static ThreadFactory named(String role) {
        AtomicInteger number = new AtomicInteger();
        return task -> named(role, number.incrementAndGet(), task);
    }

    static Thread named(String role, int number, Runnable task) {
        Thread thread = new Thread(task, "duologue-" + role + "-" + number);
        thread.setDaemon(true);
        return thread;
    }
}
