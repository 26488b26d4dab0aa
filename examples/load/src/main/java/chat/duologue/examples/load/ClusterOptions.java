package chat.duologue.examples.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the command line of a cluster's measurement asks for: to compare several numbers of nodes. */
final class ClusterOptions {
    private static final int MOST_NODES = 16;

    private ClusterOptions() {}

    static CompareOptions of(List<String> line) throws UsageException {
        Set<String> names = new HashSet<>(Options.SHARED);
        names.addAll(Set.of("--cases", "--rounds", "--nodes", "--nats", "--poll", "--node-args"));
        names.addAll(Set.of("--server-jar", "--jvm-args", "--placement"));
        Arguments arguments = Arguments.parse(line, names, Options.FLAGS);
        Shape shape = Options.shape(arguments, Placement.BOTH);
        return new CompareOptions(
                sides(arguments),
                Options.cases("--cases", arguments.text("--cases", "50x1,50x16,500x16,50@500"), shape.rate()),
                arguments.number("--rounds", 1, 100, 3),
                1,
                shape,
                Options.timing(arguments),
                Options.loops(arguments),
                arguments.text("--json"));
    }

    private static List<Side> sides(Arguments arguments) throws UsageException {
        Target target = Options.target(arguments);
        DatabaseLogin db = target.database().login();
        Path file = ServerJar.named(arguments);
        if (file == null || db == null) {
            throw new UsageException("--server-jar and --db are needed: what nodes run, and the database they share.");
        }
        ServerJar jar = new ServerJar(
                file, arguments.words("--jvm-args", "-Xmx1g"), arguments(arguments, db), environment(arguments, db));
        List<Integer> given = arguments.numbers("--nodes", 1, MOST_NODES);
        return (given.isEmpty() ? List.of(1, 2, 3) : given)
                .stream()
                        .distinct()
                        .<Side>map(count -> new Side.Jar(count + (count == 1 ? " node" : " nodes"), count, jar, target))
                        .toList();
    }

    private static List<String> arguments(Arguments arguments, DatabaseLogin db) throws UsageException {
        if (arguments.has("--node-args")) {
            return arguments.words("--node-args", "");
        }
        String nats = arguments.text("--nats");
        String poll = arguments.text("--poll");
        if ((nats == null) == (poll == null)) {
            throw new UsageException("One of --nats and --poll is needed: how nodes hear of each other's events.");
        }
        arguments.duration("--poll", Duration.ZERO);
        List<String> more = new ArrayList<>(db.arguments());
        more.addAll(nats != null ? List.of("--nats", nats) : List.of("--poll", "" + poll));
        return ServerJar.quickstart(more);
    }

    private static Map<String, String> environment(Arguments arguments, DatabaseLogin db) {
        Map<String, String> environment = new HashMap<>(db.environment());
        String nats = arguments.text("--nats");
        if (nats != null) {
            environment.put("DUOLOGUE_NATS_URL", nats);
        }
        return environment;
    }
}
