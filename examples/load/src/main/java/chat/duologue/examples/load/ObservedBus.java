package chat.duologue.examples.load;

import java.net.URI;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The NATS server between the nodes, and what of it may be looked at.
 *
 * @param monitor its monitoring endpoint, null for none
 * @param pid its process
 */
record ObservedBus(@Nullable URI monitor, OptionalLong pid) {
    static final ObservedBus NONE = new ObservedBus(null, OptionalLong.empty());
}
