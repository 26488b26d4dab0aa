package chat.duologue.internal.flood;

import chat.duologue.FloodControl;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;

/**
 * A token bucket, and a wait that grows for those who go on while it lasts. Thread-safe.
 *
 * <p>The wait counts from the refusal that began it, not from the last one: what was on its way by then makes it longer,
 * but who comes back when told is never sent away for having been told different times.
 */
final class Gate {
    private final TimeMeter time;
    private final long maxWait;
    private final Bucket bucket;

    private long since;
    private long wait;

    private Gate(TimeMeter time, long maxWait, Bandwidth bandwidth) {
        this.time = time;
        this.maxWait = maxWait;
        this.since = time.currentTimeNanos();
        this.bucket = Bucket.builder()
                .addLimit(bandwidth)
                .withCustomTimePrecision(time)
                .withSynchronizationStrategy(SynchronizationStrategy.NONE)
                .build();
    }

    /** Nanoseconds to wait, or 0 to pass. */
    synchronized long pass() {
        long now = time.currentTimeNanos();
        if (now - since < wait) {
            wait = Math.min(2 * wait, maxWait);
            return since + wait - now;
        }
        if (bucket.tryConsume(1)) {
            wait /= 2;
            return 0;
        }
        long untilNext = bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
        since = now;
        wait = Math.min(Math.max(2 * wait, untilNext), maxWait);
        return Math.max(wait, untilNext);
    }

    /** Makes gates that are alike. */
    static final class Kind {
        private static final double SECOND = 1e9;

        private final TimeMeter time;
        private final long maxWait;
        private final Bandwidth bandwidth;

        Kind(TimeMeter time, FloodControl.Rate rate, Duration maxWait) {
            this.time = time;
            this.maxWait = maxWait.toNanos();
            this.bandwidth = Bandwidth.builder()
                    .capacity(rate.burst())
                    .refillGreedy(1, Duration.ofNanos(Math.round(SECOND / rate.perSecond())))
                    .build();
        }

        Gate gate() {
            return new Gate(time, maxWait, bandwidth);
        }
    }
}
