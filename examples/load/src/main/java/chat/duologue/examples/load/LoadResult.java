package chat.duologue.examples.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What one run of a load gave.
 *
 * @param nodes how many there were
 * @param rates per second
 * @param all the latencies of all pairs
 * @param sameNode those of pairs on one node
 * @param crossNode those of pairs on two
 */
record LoadResult(
        Shape shape,
        int nodes,
        Rates rates,
        Latencies all,
        Latencies sameNode,
        Latencies crossNode,
        Costs costs,
        Findings findings) {
    record Rates(double acknowledged, double delivered) {}

    /**
     * What the verification found.
     *
     * @param checked acknowledged messages, warm-up included
     * @param unanswered sends without an answer at the end
     * @param unseen acknowledged messages that a side whose connection was lost did not see
     * @param unsent messages of the schedule that were due and never went out
     * @param violations one line per kind, in words
     */
    record Findings(
            long checked,
            long unanswered,
            long unseen,
            long unsent,
            Map<String, Long> errors,
            Map<String, Long> lostConnections,
            List<String> violations) {}

    Latency acknowledging() {
        return all.acknowledging();
    }

    Latency delivering() {
        return all.delivering();
    }

    /** How many milliseconds later the median message is at its receiver if that is on another node; empty without both. */
    OptionalDouble laterAcross() {
        Latency same = sameNode.delivering();
        Latency cross = crossNode.delivering();
        return same.count() > 0 && cross.count() > 0
                ? OptionalDouble.of(cross.p50() - same.p50())
                : OptionalDouble.empty();
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("case", shape.caseName());
        fields.put("pairs", shape.pairs());
        fields.put("bothWays", shape.bothWays());
        fields.put("window", shape.rate() > 0 ? null : shape.window());
        fields.put("rate", shape.rate() > 0 ? shape.rate() : null);
        fields.put("sizeBytes", shape.size());
        fields.put("acks", shape.ack());
        fields.put("nodes", nodes);
        fields.put("placement", nodes > 1 ? shape.placement().toString() : null);
        fields.put("acknowledgedPerSecond", rates.acknowledged());
        fields.put("deliveredPerSecond", rates.delivered());
        fields.putAll(all.fields());
        if (nodes > 1) {
            fields.put("sameNode", sameNode.fields());
            fields.put("crossNode", crossNode.fields());
        }
        fields.putAll(costs.fields());
        fields.put("checked", findings.checked());
        fields.put("unanswered", findings.unanswered());
        fields.put("unseen", findings.unseen());
        fields.put("unsent", findings.unsent());
        fields.put("errors", findings.errors());
        fields.put("lostConnections", findings.lostConnections());
        fields.put("violations", findings.violations());
        return fields;
    }
}
