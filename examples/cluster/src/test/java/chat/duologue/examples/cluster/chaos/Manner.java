package chat.duologue.examples.cluster.chaos;

import java.time.Duration;

/**
 * How a device behaves. Times are means, but for the last.
 *
 * @param speaks   between bursts of one to four messages
 * @param cares    between looks at what is to be acknowledged and read
 * @param vanishes between losses of a connection that are nobody's fault but the network's
 * @param patience how long an answer may take, before the connection counts as lost
 */
record Manner(Duration speaks, Duration cares, Duration vanishes, Duration patience) {}
