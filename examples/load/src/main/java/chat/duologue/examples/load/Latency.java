package chat.duologue.examples.load;

import java.util.LinkedHashMap;
import java.util.Map;

/** Percentiles in milliseconds. */
record Latency(long count, double p50, double p99, double p999, double max) {
    private static final double NANOS = 1e6;

    static Latency of(Histogram histogram) {
        return new Latency(
                histogram.total(),
                histogram.quantile(0.5) / NANOS,
                histogram.quantile(0.99) / NANOS,
                histogram.quantile(0.999) / NANOS,
                histogram.max() / NANOS);
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("count", count);
        fields.put("p50Ms", p50);
        fields.put("p99Ms", p99);
        fields.put("p999Ms", p999);
        fields.put("maxMs", max);
        return fields;
    }
}
