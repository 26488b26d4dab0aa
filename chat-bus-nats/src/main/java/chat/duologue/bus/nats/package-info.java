/** Nodes that share a NATS server, or a cluster of them: {@link chat.duologue.bus.nats.NatsBus}. */
@NullMarked
package chat.duologue.bus.nats;

import org.jspecify.annotations.NullMarked;
