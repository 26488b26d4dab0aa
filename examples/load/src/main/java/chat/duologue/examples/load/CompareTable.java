package chat.duologue.examples.load;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The medians of a comparison as a table in Markdown. */
final class CompareTable {
    private static final String HEAD = """
            | case | server | ok/s | delivered/s | ok p50 ms | ok p99 ms | delivered p50 ms | delivered p99 ms \
            | delivered p99.9 ms | CPU s per 1,000 | memory MB | generator CPU s per 1,000 \
            | target/this: ok/s | target/this: delivered p99 |
            |---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
            """;

    private static final String DATABASE_HEAD = """
            | case | server | database CPU s per 1,000 | log bytes per message | transactions per message \
            | statements per message |
            |---|---|---:|---:|---:|---:|
            """;

    private final List<Measured> all;

    CompareTable(List<Measured> all) {
        this.all = all;
    }

    String markdown() {
        StringBuilder table = new StringBuilder(HEAD);
        for (Measured one : all) {
            table.append(row(one)).append('\n');
        }
        if (all.stream().flatMap(one -> one.rounds().stream()).anyMatch(CompareTable::knowsItsDatabase)) {
            table.append('\n').append(DATABASE_HEAD);
            for (Measured one : all) {
                table.append(databaseRow(one)).append('\n');
            }
        }
        return table.toString();
    }

    private static boolean knowsItsDatabase(LoadResult round) {
        return !round.costs().database().isUnknown();
    }

    private static String databaseRow(Measured one) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %s |",
                one.caseName(),
                one.side(),
                Measured.figure(
                        "%.3f", one.medianOf(round -> round.costs().database().cpu())),
                Measured.figure(
                        "%,.0f", one.medianOf(round -> round.costs().database().logBytes())),
                Measured.figure(
                        "%.2f", one.medianOf(round -> round.costs().database().transactions())),
                Measured.figure(
                        "%.2f", one.medianOf(round -> round.costs().database().statements())));
    }

    private String row(Measured one) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %,.0f | %,.0f | %.2f | %.2f | %.2f | %.2f | %.2f | %s | %s | %s | %s | %s |",
                one.caseName(),
                one.side(),
                one.acknowledged(),
                one.median(round -> round.rates().delivered()),
                one.median(round -> round.acknowledging().p50()),
                one.median(round -> round.acknowledging().p99()),
                one.median(round -> round.delivering().p50()),
                one.deliveredP99(),
                one.median(round -> round.delivering().p999()),
                Measured.figure("%.3f", one.medianOf(round -> round.costs().serverCpu())),
                Measured.figure("%.0f", one.medianOf(round -> round.costs().serverMegabytes())),
                Measured.figure("%.3f", one.medianOf(round -> round.costs().generatorCpu())),
                Measured.figure("%.2f", ratio(one, one.acknowledged(), true)),
                Measured.figure("%.2f", ratio(one, one.deliveredP99(), false)));
    }

    private OptionalDouble ratio(Measured one, double own, boolean throughput) {
        return all.stream()
                .filter(other -> other.side().equals(Side.TARGET)
                        && other.caseName().equals(one.caseName())
                        && !one.side().equals(Side.TARGET)
                        && own > 0)
                .mapToDouble(target -> (throughput ? target.acknowledged() : target.deliveredP99()) / own)
                .findFirst();
    }
}
