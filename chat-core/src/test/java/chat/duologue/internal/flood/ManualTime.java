package chat.duologue.internal.flood;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/** Stands still until it is moved. */
final class ManualTime implements TimeMeter {
    private long now = -1_000; // System.nanoTime() may be negative, too

    void advance(Duration time) {
        now += time.toNanos();
    }

    @Override
    public long currentTimeNanos() {
        return now;
    }

    @Override
    public boolean isWallClockBased() {
        return false;
    }
}
