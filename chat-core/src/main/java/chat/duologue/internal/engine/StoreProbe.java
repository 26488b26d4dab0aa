package chat.duologue.internal.engine;

import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Whether the store answers: asked with one small read, at most once a second, however many want to know. Thread-safe. */
public final class StoreProbe {
    private static final UserId ANYBODY = new UserId("anybody");
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private final Reads reads;
    private final Timer timer;
    private long asked = System.nanoTime() - FRESH.toNanos();
    private CompletableFuture<Boolean> answer = CompletableFuture.completedFuture(false);
    private volatile boolean hangs;

    public StoreProbe(Reads reads, Timer timer) {
        this.reads = reads;
        this.timer = timer;
    }

    /** Whether it does; within two seconds. */
    public synchronized CompletableFuture<Boolean> answers() {
        long now = System.nanoTime();
        if (answer.isDone() && !hangs && now - asked >= FRESH.toNanos()) {
            asked = now;
            answer = timer.within(DEADLINE, reads.read(this::ask), Unavailable.because("the store is slow"))
                    .handle((found, fault) -> fault == null);
        }
        return answer;
    }

    /** One that hangs is not asked again: it would cost one reader after the other. */
    private boolean ask(ChatStore store) {
        hangs = true;
        try {
            return store.positions(List.of(ANYBODY)).size() == 1;
        } finally {
            hangs = false;
        }
    }
}
