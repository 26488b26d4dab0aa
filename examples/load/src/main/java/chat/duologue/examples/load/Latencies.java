package chat.duologue.examples.load;

import java.util.LinkedHashMap;
import java.util.Map;

/** How long messages took: to their sender's {@code ok}, and to their receiver. */
record Latencies(Latency acknowledging, Latency delivering) {
    static Latencies of(Times times) {
        return new Latencies(Latency.of(times.acknowledging), Latency.of(times.delivering));
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("acknowledging", acknowledging.fields());
        fields.put("delivering", delivering.fields());
        return fields;
    }
}
