package chat.duologue.examples.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The command line. */
final class Main {
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;
    private static final Set<String> NAIVE_OPTIONS = Set.of("--port", "--db", "--db-user", "--db-password");

    private Main() {}

    /**
     * Runs the program.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        System.exit(run(List.of(args), System.out, System.err));
    }

    /** Runs what the command line says, and returns the exit code. */
    static int run(List<String> args, PrintStream out, PrintStream err) {
        if (args.contains("--help") || args.contains("-h")) {
            out.print(Help.TEXT);
            return 0;
        }
        try {
            return dispatch(args, out) ? 0 : FAILED;
        } catch (UsageException e) {
            err.println(e.getMessage());
            return WRONG_USAGE;
        } catch (LoadException e) {
            err.println("The run failed: " + e.getMessage());
            return FAILED;
        } catch (Exception e) {
            err.println("The run failed: " + e);
            e.printStackTrace(err);
            return FAILED;
        }
    }

    /** Runs one of the commands; whether the contract was kept. */
    private static boolean dispatch(List<String> args, PrintStream out)
            throws UsageException, LoadException, InterruptedException, IOException {
        if (args.contains("--compare")) {
            return compare(args.stream().filter(arg -> !arg.equals("--compare")).toList(), out);
        }
        return switch (args.isEmpty() ? "" : args.get(0)) {
            case "cluster" ->
                new Compare(ClusterOptions.of(args.subList(1, args.size())), new Report(out), ClusterTable::markdown)
                        .run();
            case "compare" -> compare(args.subList(1, args.size()), out);
            case "mixed" -> mixed(MixedOptions.of(args.subList(1, args.size())), new Report(out));
            case Side.Stick.RELAY, Side.Stick.NAIVE -> serve(args.get(0), args.subList(1, args.size()), out);
            default -> load(Options.of(args), new Report(out));
        };
    }

    private static boolean compare(List<String> line, PrintStream out)
            throws UsageException, LoadException, InterruptedException, IOException {
        return new Compare(CompareOptions.of(line), new Report(out), all -> new CompareTable(all).markdown()).run();
    }

    private static boolean mixed(MixedOptions options, Report report)
            throws LoadException, InterruptedException, IOException {
        try (Lanes lanes = new Lanes(options.loops())) {
            MixedResult result = new MixedWorkload(new Run(options.target(), lanes, options.size()), options).measure();
            report.print(result);
            Report.write(options.json(), Map.of("mixed", result.fields()));
            return result.violations().isEmpty();
        }
    }

    private static boolean load(Options options, Report report)
            throws LoadException, InterruptedException, IOException {
        Map<String, Object> results = new LinkedHashMap<>();
        boolean kept = true;
        try (Lanes lanes = new Lanes(options.loops())) {
            Run run = new Run(options.target(), lanes, options.shape().size());
            if (options.idle() > 0) {
                IdleCrowd.Result idle = IdleCrowd.gather(run, options.idle());
                report.print(idle);
                results.put("idle", idle.fields());
            }
            if (options.storm() > 0) {
                ConnectStorm.Result storm = ConnectStorm.raise(run, options.storm());
                report.print(storm);
                results.put("storm", storm.fields());
            }
            if (options.talking()) {
                LoadResult load = new Workload(run, options.shape(), options.timing()).measure();
                report.print(load);
                results.put("load", load.fields());
                kept = load.findings().violations().isEmpty();
            }
        }
        Report.write(options.json(), results);
        return kept;
    }

    private static boolean serve(String stick, List<String> line, PrintStream out)
            throws UsageException, LoadException, InterruptedException, IOException {
        boolean naive = stick.equals(Side.Stick.NAIVE);
        Arguments arguments = Arguments.parse(line, naive ? NAIVE_OPTIONS : Set.of("--port"), Set.of());
        if (!arguments.has("--port")) {
            throw new UsageException("--port is needed: the port that " + stick + " listens on, 0 for any.");
        }
        int port = arguments.number("--port", 0, 65_535, 0);
        if (!naive) {
            try (RelayServer server = RelayServer.start(port)) {
                out.println("relay listens on 127.0.0.1:" + server.port());
                server.join();
            }
            return true;
        }
        DatabaseLogin named = DatabaseLogin.of(arguments, System.getenv());
        DatabaseLogin db = named != null
                ? named
                : new DatabaseLogin(Side.Stick.fileIn(Files.createTempDirectory("load-naive-")), null, null);
        try (NaiveServer server = NaiveServer.start(port, db)) {
            out.println("naive listens on 127.0.0.1:" + server.port() + ", " + db.address());
            server.join();
        }
        return true;
    }
}
