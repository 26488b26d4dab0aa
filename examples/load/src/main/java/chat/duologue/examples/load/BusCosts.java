package chat.duologue.examples.load;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What the bus did for the acknowledged messages, all its other work included; a figure that could not be had is empty.
 *
 * @param cpu seconds of its process per 1,000 messages
 * @param published what nodes gave to it, per message
 * @param delivered what it gave to nodes, per message
 * @param publishedBytes per message
 * @param deliveredBytes per message
 */
record BusCosts(
        OptionalDouble cpu,
        OptionalDouble published,
        OptionalDouble delivered,
        OptionalDouble publishedBytes,
        OptionalDouble deliveredBytes) {
    boolean isUnknown() {
        return fields().isEmpty();
    }

    /** Only the figures that are known. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        cpu.ifPresent(value -> fields.put("cpuSecondsPer1000", value));
        published.ifPresent(value -> fields.put("publishedPerMessage", value));
        delivered.ifPresent(value -> fields.put("deliveredPerMessage", value));
        publishedBytes.ifPresent(value -> fields.put("publishedBytesPerMessage", value));
        deliveredBytes.ifPresent(value -> fields.put("deliveredBytesPerMessage", value));
        return fields;
    }
}
