package chat.duologue.examples.load;

import java.time.Duration;

/**
 * When a run begins, and from when to when it is measured; all times but {@code origin} are nanoseconds after the
 * origin.
 *
 * @param origin the beginning, as {@link System#nanoTime} tells it
 */
record Timeline(long origin, long measureFrom, long measureTo) {
    static Timeline startingNow(Duration warmup, Duration duration) {
        return new Timeline(
                System.nanoTime(), warmup.toNanos(), warmup.plus(duration).toNanos());
    }

    long now() {
        return System.nanoTime() - origin;
    }

    boolean isMeasured(long time) {
        return time >= measureFrom && time < measureTo;
    }

    void sleepUntil(long time) throws InterruptedException {
        for (long left = time - now(); left > 0; left = time - now()) {
            Thread.sleep(left / 1_000_000 + 1);
        }
    }
}
