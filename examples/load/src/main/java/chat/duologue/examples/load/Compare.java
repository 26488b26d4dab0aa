package chat.duologue.examples.load;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Loads several servers with the same cases. They are started anew for each round and loaded in turns, so that whatever
 * else the machine does meets all of them.
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
        List<Measured> measured = options.sides().stream()
                .map(side -> new Measured(shape.caseName(), side.name()))
                .toList();
        for (int round = 0; round < options.rounds(); round++) {
            play(round, shape, measured);
        }
        return measured;
    }

    /** A server runs from its first turn to its last. */
    private void play(int round, Shape shape, List<Measured> measured)
            throws LoadException, InterruptedException, IOException {
        List<Side> sides = options.sides();
        Map<Integer, Side.Ready> ready = new HashMap<>();
        try {
            for (int turn = 0; turn < options.turns(); turn++) {
                for (int i = 0; i < sides.size(); i++) {
                    int next = (round + turn + i) % sides.size();
                    Side side = sides.get(next);
                    report.line("%n== %s, round %d, turn %d, %s", shape.caseName(), round + 1, turn + 1, side.name());
                    if (turn == 0) {
                        ready.put(next, side.ready());
                    }
                    Timing timing =
                            turn == 0 ? options.timing() : options.timing().warm();
                    measured.get(next).rounds().add(measure(requireNonNull(ready.get(next)), shape, timing));
                    if (turn == options.turns() - 1) {
                        requireNonNull(ready.remove(next)).close();
                    }
                }
            }
        } finally {
            ready.values().forEach(Side.Ready::close);
        }
    }

    private LoadResult measure(Side.Ready ready, Shape shape, Timing timing)
            throws LoadException, InterruptedException, IOException {
        try (Lanes lanes = new Lanes(options.loops())) {
            Run run = new Run(ready.target(), lanes, shape.size());
            LoadResult result = new Workload(run, shape, timing).measure();
            report.print(result);
            return result;
        }
    }
}
