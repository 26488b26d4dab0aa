package chat.duologue.examples.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** All rounds of one case against one side. */
record Measured(String caseName, String side, List<LoadResult> rounds) {
    Measured(String caseName, String side) {
        this(caseName, side, new ArrayList<>());
    }

    double median(ToDoubleFunction<LoadResult> figure) {
        return median(rounds.stream().mapToDouble(figure).toArray());
    }

    /** Empty where any round lacks the figure. */
    OptionalDouble medianOf(Function<LoadResult, OptionalDouble> figure) {
        return rounds.stream().allMatch(round -> figure.apply(round).isPresent())
                ? OptionalDouble.of(median(round -> figure.apply(round).orElseThrow()))
                : OptionalDouble.empty();
    }

    double acknowledged() {
        return median(round -> round.rates().acknowledged());
    }

    double deliveredP99() {
        return median(round -> round.delivering().p99());
    }

    /** A figure in a table. */
    static String figure(String format, OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "-";
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("case", caseName);
        fields.put("server", side);
        fields.put("medianAcknowledgedPerSecond", acknowledged());
        fields.put("medianDeliveredP99Ms", deliveredP99());
        fields.put("rounds", rounds.stream().map(LoadResult::fields).toList());
        return fields;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
