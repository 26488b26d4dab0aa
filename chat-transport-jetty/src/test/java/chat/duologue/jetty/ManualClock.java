package chat.duologue.jetty;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Stands still until it is moved. */
final class ManualClock implements InstantSource {
    private volatile Instant now = Instant.parse("2030-01-01T00:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    Instant in(Duration time) {
        return now.plus(time);
    }

    void advance(Duration time) {
        now = now.plus(time);
    }
}
