/**
 * A load generator that speaks only the wire protocol, checks what it measures, and brings two servers to measure
 * against: a bare relay, and a relay that inserts one row per message. {@code Main} is the way in.
 */
@NullMarked
package chat.duologue.examples.load;

import org.jspecify.annotations.NullMarked;
