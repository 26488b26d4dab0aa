package chat.duologue.examples.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the command line of a comparison asks for.
 *
 * @param rounds how often the servers start anew
 * @param turns  how often each is loaded in a round
 */
record CompareOptions(
        List<Side> sides,
        List<LoadCase> cases,
        int rounds,
        int turns,
        Shape shape,
        Timing timing,
        int loops,
        @Nullable String json) {
    private static final String ALL_SIDES = Side.TARGET + "," + Side.Stick.RELAY + "," + Side.Stick.NAIVE;

    static CompareOptions of(List<String> line) throws UsageException {
        Set<String> names = new HashSet<>(Options.SHARED);
        names.addAll(Set.of("--cases", "--rounds", "--turns", "--sides", "--server-jar", "--jvm-args"));
        Arguments arguments = Arguments.parse(line, names, Options.FLAGS);
        Shape shape = Options.shape(arguments, Placement.SPREAD);
        return new CompareOptions(
                sides(arguments),
                Options.cases("--cases", arguments.text("--cases", "50x1,50x16,500x1,500x16"), shape.rate()),
                arguments.number("--rounds", 1, 100, 3),
                arguments.number("--turns", 1, 100, 1),
                shape,
                Options.timing(arguments),
                Options.loops(arguments),
                arguments.text("--json"));
    }

    private static List<Side> sides(Arguments arguments) throws UsageException {
        List<String> jvmArgs = arguments.words("--jvm-args", "-Xmx1g");
        List<Side> sides = new ArrayList<>();
        for (String name : arguments.text("--sides", ALL_SIDES).split(",")) {
            sides.add(
                    switch (name) {
                        case Side.TARGET -> target(arguments, jvmArgs);
                        case Side.Stick.RELAY -> new Side.Stick(name, jvmArgs, ObservedDatabase.NONE);
                        case Side.Stick.NAIVE -> new Side.Stick(name, jvmArgs, Options.database(arguments));
                        default ->
                            throw new UsageException(
                                    "--sides must be a list of " + ALL_SIDES + ", which '" + name + "' is not among.");
                    });
        }
        return List.copyOf(sides);
    }

    private static Side target(Arguments arguments, List<String> jvmArgs) throws UsageException {
        Target target = Options.target(arguments);
        Path jar = ServerJar.named(arguments);
        if (jar == null) {
            return new Side.Running(target);
        }
        DatabaseLogin db = target.database().login();
        return new Side.Jar(
                Side.TARGET,
                1,
                new ServerJar(
                        jar,
                        jvmArgs,
                        ServerJar.quickstart(db == null ? List.of() : db.arguments()),
                        db == null ? Map.of() : db.environment()),
                target);
    }
}
