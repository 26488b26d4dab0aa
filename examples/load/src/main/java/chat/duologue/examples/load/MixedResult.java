package chat.duologue.examples.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a mixed run came to.
 *
 * @param costs of its actions
 */
record MixedResult(
        MixedOptions options,
        MixedTally tally,
        Costs costs,
        Map<String, Long> lostConnections,
        List<String> violations) {

    double perSecond(long count) {
        return count / (options.timing().duration().toNanos() / 1e9);
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("pairs", options.pairs());
        fields.put("rate", options.rate());
        fields.put("perSecond", perSecond(tally.actions()));
        for (Action action : Action.values()) {
            Map<String, Object> one =
                    new LinkedHashMap<>(Latency.of(tally.of(action)).fields());
            one.put("errors", tally.errorsOf(action));
            fields.put(action.toString(), one);
        }
        fields.put("delivering", Latency.of(tally.delivering).fields());
        fields.putAll(costs.fields());
        fields.put("lostConnections", lostConnections);
        fields.put("violations", violations);
        return fields;
    }
}
