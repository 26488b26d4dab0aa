package chat.duologue.examples.load;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What the acknowledged messages, or the actions of a mixed run, cost.
 *
 * @param serverCpu seconds of all nodes per 1,000
 * @param serverMegabytes of all nodes, at the end
 * @param generatorCpu seconds of this process per 1,000
 */
record Costs(
        OptionalDouble serverCpu,
        OptionalDouble serverMegabytes,
        OptionalDouble generatorCpu,
        DatabaseCosts database,
        BusCosts bus) {
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("serverCpuSecondsPer1000", nullable(serverCpu));
        fields.put("serverResidentMegabytes", nullable(serverMegabytes));
        fields.put("generatorCpuSecondsPer1000", nullable(generatorCpu));
        fields.put("database", database.fields());
        fields.put("bus", bus.fields());
        return fields;
    }

    private static @Nullable Double nullable(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
