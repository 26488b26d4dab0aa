package chat.duologue.examples.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What one run of a load gave; rates per second, CPU in seconds per 1,000 acknowledged messages. */
record LoadResult(Shape shape, Rates rates, Latency acknowledging, Latency delivering, Costs costs, Findings findings) {
    record Rates(double acknowledged, double delivered) {}

    record Costs(
            OptionalDouble serverCpu,
            OptionalDouble serverMegabytes,
            OptionalDouble generatorCpu,
            DatabaseCosts database) {}

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

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("case", shape.caseName());
        fields.put("pairs", shape.pairs());
        fields.put("bothWays", shape.bothWays());
        fields.put("window", shape.rate() > 0 ? null : shape.window());
        fields.put("rate", shape.rate() > 0 ? shape.rate() : null);
        fields.put("sizeBytes", shape.size());
        fields.put("acks", shape.ack());
        fields.put("acknowledgedPerSecond", rates.acknowledged());
        fields.put("deliveredPerSecond", rates.delivered());
        fields.put("acknowledging", acknowledging.fields());
        fields.put("delivering", delivering.fields());
        fields.put("serverCpuSecondsPer1000", nullable(costs.serverCpu()));
        fields.put("serverResidentMegabytes", nullable(costs.serverMegabytes()));
        fields.put("generatorCpuSecondsPer1000", nullable(costs.generatorCpu()));
        fields.put("database", costs.database().fields());
        fields.put("checked", findings.checked());
        fields.put("unanswered", findings.unanswered());
        fields.put("unseen", findings.unseen());
        fields.put("unsent", findings.unsent());
        fields.put("errors", findings.errors());
        fields.put("lostConnections", findings.lostConnections());
        fields.put("violations", findings.violations());
        return fields;
    }

    private static @Nullable Double nullable(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
