package chat.duologue.examples.load;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/** What several numbers of nodes did, and what it cost, as tables in Markdown; medians of the rounds. */
final class ClusterTable {
    private static final String HEAD = """
            | case | nodes | ok/s | ok p50 ms | ok p99 ms | delivered on one node p50 ms | p99 ms \
            | delivered across nodes p50 ms | p99 ms | across, less on one: p50 ms |
            |---|---|--:|--:|--:|--:|--:|--:|--:|--:|
            """;

    private static final String COSTS_HEAD = """
            | case | nodes | server CPU s per 1,000 | server MB | generator CPU s per 1,000 | database CPU s per 1,000 \
            | bus CPU s per 1,000 | notes to the bus per message | from the bus | bytes to the bus per message \
            | from the bus | statements per message | transactions | rows written | rows read | log bytes |
            |---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
            """;

    private ClusterTable() {}

    static String markdown(List<Measured> all) {
        StringBuilder table = new StringBuilder(HEAD);
        all.forEach(one -> table.append(row(one)));
        table.append('\n').append(COSTS_HEAD);
        all.forEach(one -> table.append(costs(one)));
        return table.toString();
    }

    private static String row(Measured one) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %,.0f | %.2f | %.2f | %s | %s | %s | %s | %s |\n",
                one.caseName(),
                one.side(),
                one.acknowledged(),
                one.median(round -> round.acknowledging().p50()),
                one.median(round -> round.acknowledging().p99()),
                millis(one, round -> delivered(round.sameNode(), Latency::p50)),
                millis(one, round -> delivered(round.sameNode(), Latency::p99)),
                millis(one, round -> delivered(round.crossNode(), Latency::p50)),
                millis(one, round -> delivered(round.crossNode(), Latency::p99)),
                millis(one, LoadResult::laterAcross));
    }

    private static OptionalDouble delivered(Latencies of, Function<Latency, Double> figure) {
        return of.delivering().count() > 0 ? OptionalDouble.of(figure.apply(of.delivering())) : OptionalDouble.empty();
    }

    private static String millis(Measured one, Function<LoadResult, OptionalDouble> figure) {
        return Measured.figure("%.2f", one.medianOf(figure));
    }

    private static String costs(Measured one) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n",
                one.caseName(),
                one.side(),
                cost(one, "%.3f", Costs::serverCpu),
                cost(one, "%.0f", Costs::serverMegabytes),
                cost(one, "%.3f", Costs::generatorCpu),
                cost(one, "%.3f", costs -> costs.database().cpu()),
                cost(one, "%.3f", costs -> costs.bus().cpu()),
                cost(one, "%.2f", costs -> costs.bus().published()),
                cost(one, "%.2f", costs -> costs.bus().delivered()),
                cost(one, "%,.0f", costs -> costs.bus().publishedBytes()),
                cost(one, "%,.0f", costs -> costs.bus().deliveredBytes()),
                cost(one, "%.2f", costs -> costs.database().statements()),
                cost(one, "%.2f", costs -> costs.database().transactions()),
                cost(one, "%.2f", costs -> costs.database().rowsWritten()),
                cost(one, "%.2f", costs -> costs.database().rowsRead()),
                cost(one, "%,.0f", costs -> costs.database().logBytes()));
    }

    private static String cost(Measured one, String format, Function<Costs, OptionalDouble> figure) {
        return Measured.figure(format, one.medianOf(round -> figure.apply(round.costs())));
    }
}
