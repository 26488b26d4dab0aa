package chat.duologue.examples.load;

import java.time.Duration;

/**
 * How long things take.
 *
 * @param drain how long to wait at the end for what is still under way
 */
record Timing(Duration warmup, Duration duration, Duration drain) {
    private static final Duration WARM = Duration.ofSeconds(3);

    /** The same for a server that has been loaded before. */
    Timing warm() {
        return warmup.compareTo(WARM) > 0 ? new Timing(WARM, duration, drain) : this;
    }
}
