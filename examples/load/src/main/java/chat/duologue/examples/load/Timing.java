package chat.duologue.examples.load;

import java.time.Duration;

/**
 * How long things take.
 *
 * @param drain how long to wait at the end for what is still under way
 */
record Timing(Duration warmup, Duration duration, Duration drain) {}
