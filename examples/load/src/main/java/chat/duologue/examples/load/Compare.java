package chat.duologue.examples.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Loads several servers with the same cases, round by round and in turn, so that whatever else the machine does meets
 * all of them; each round begins with another one.
 */
final class Compare {
    private final CompareOptions options;
    private final Report report;
    private final Function<List<Measured>, String> table;

    /** @param table shows all that was measured as Markdown */
    Compare(CompareOptions options, Report report, Function<List<Measured>, String> table) {
        this.options = options;
        this.report = report;
        this.table = table;
    }

    /** Runs everything; whether nothing violated the contract. */
    boolean run() throws LoadException, InterruptedException, IOException {
        List<Measured> all = new ArrayList<>();
        for (LoadCase load : options.cases()) {
            all.addAll(measure(options.shape().with(load)));
        }
        report.line("%n%s", table.apply(all));
        Report.write(
                options.json(),
                Map.of("results", all.stream().map(Measured::fields).toList()));
        return all.stream()
                .flatMap(one -> one.rounds().stream())
                .allMatch(round -> round.findings().violations().isEmpty());
    }

    private List<Measured> measure(Shape shape) throws LoadException, InterruptedException, IOException {
        List<Side> sides = options.sides();
        List<Measured> measured = sides.stream()
                .map(side -> new Measured(shape.caseName(), side.name()))
                .toList();
        for (int round = 0; round < options.rounds(); round++) {
            for (int i = 0; i < sides.size(); i++) {
                int turn = (round + i) % sides.size();
                report.line(
                        "%n== %s, round %d, %s",
                        shape.caseName(), round + 1, sides.get(turn).name());
                measured.get(turn).rounds().add(measure(sides.get(turn), shape));
            }
        }
        return measured;
    }

    private LoadResult measure(Side side, Shape shape) throws LoadException, InterruptedException, IOException {
        try (Side.Ready ready = side.ready();
                Lanes lanes = new Lanes(options.loops())) {
            Run run = new Run(ready.target(), lanes, shape.size());
            LoadResult result = new Workload(run, shape, options.timing()).measure();
            report.print(result);
            return result;
        }
    }
}
