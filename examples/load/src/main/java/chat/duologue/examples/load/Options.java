package chat.duologue.examples.load;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the command line of a run asks for.
 *
 * @param loops selector threads
 * @param storm clients of the connect storm, 0 for none
 * @param idle idle sessions, 0 for none
 * @param talking whether pairs are to talk: not where only a storm or idle sessions were asked for
 * @param json the file for the results, null for none
 */
record Options(
        Target target,
        Shape shape,
        Timing timing,
        int loops,
        int storm,
        int idle,
        boolean talking,
        @Nullable String json) {
    static final URI QUICKSTART = URI.create("ws://127.0.0.1:8080/chat");

    private static final int MOST_CLIENTS = 100_000;

    /** Options with a value that a run and a comparison share. */
    static final Set<String> SHARED = Set.of(
            "--url",
            "--login",
            "--token-prefix",
            "--server-pid",
            "--db",
            "--db-user",
            "--db-password",
            "--db-pid",
            "--bus-monitor",
            "--bus-pid",
            "--rate",
            "--size",
            "--duration",
            "--warmup",
            "--drain",
            "--loops",
            "--json");

    /** Flags that a run and a comparison share. */
    static final Set<String> FLAGS = Set.of("--both-ways", "--ack");

    static Options of(List<String> line) throws UsageException {
        Set<String> names = new HashSet<>(SHARED);
        names.addAll(Set.of("--pairs", "--window", "--connect-storm", "--idle", "--protocol", "--placement"));
        Arguments arguments = Arguments.parse(line, names, FLAGS);
        if (arguments.has("--rate") && arguments.has("--window")) {
            throw new UsageException("--rate and --window exclude each other: a schedule does not wait for answers.");
        }
        Target target = target(arguments);
        if (arguments.has("--placement") && target.urls().size() < 2) {
            throw new UsageException("--placement needs several nodes, with commas between them in --url.");
        }
        int storm = arguments.number("--connect-storm", 1, MOST_CLIENTS, 0);
        int idle = arguments.number("--idle", 1, MOST_CLIENTS, 0);
        return new Options(
                target,
                shape(arguments, Placement.SPREAD),
                timing(arguments),
                loops(arguments),
                storm,
                idle,
                arguments.has("--pairs") || storm + idle == 0,
                arguments.text("--json"));
    }

    static Target target(Arguments arguments) throws UsageException {
        List<URI> given = arguments.urls("--url", "ws");
        List<URI> urls = given.isEmpty() ? List.of(QUICKSTART) : given;
        String protocol = arguments.text("--protocol", "duologue");
        return switch (protocol) {
            case "duologue" ->
                new Target(
                        urls,
                        credentials(arguments, urls.get(0)),
                        Target.Protocol.DUOLOGUE,
                        pids(arguments),
                        database(arguments),
                        bus(arguments));
            case "stick" ->
                new Target(
                        urls,
                        new Credentials.TokenPrefix(""),
                        Target.Protocol.STICK,
                        pids(arguments),
                        database(arguments),
                        bus(arguments));
            default -> throw new UsageException("--protocol must be duologue or stick, not '" + protocol + "'.");
        };
    }

    static ObservedDatabase database(Arguments arguments) throws UsageException {
        return new ObservedDatabase(DatabaseLogin.of(arguments, System.getenv()), arguments.pid("--db-pid"));
    }

    private static ObservedBus bus(Arguments arguments) throws UsageException {
        return new ObservedBus(arguments.url("--bus-monitor", "http"), arguments.pid("--bus-pid"));
    }

    private static List<Integer> pids(Arguments arguments) throws UsageException {
        return arguments.numbers("--server-pid", 1, Integer.MAX_VALUE);
    }

    private static Credentials credentials(Arguments arguments, URI url) throws UsageException {
        String prefix = arguments.text("--token-prefix");
        if (prefix == null) {
            URI login = arguments.url("--login", "http");
            return new Credentials.LoginAt(login == null ? loginBeside(url) : login);
        }
        if (arguments.has("--login")) {
            throw new UsageException("--token-prefix and --login exclude each other: tokens come from one of them.");
        }
        return new Credentials.TokenPrefix(prefix);
    }

    static URI loginBeside(URI url) {
        return URI.create("http://" + url.getRawAuthority() + "/api/login");
    }

    /** @param placement unless the command line has another */
    static Shape shape(Arguments arguments, Placement placement) throws UsageException {
        return new Shape(
                arguments.number("--pairs", 1, MOST_CLIENTS / 2, 50),
                arguments.has("--both-ways"),
                arguments.number("--window", 1, 4096, 1),
                arguments.number("--rate", 1, 1_000_000, 0),
                arguments.number("--size", TextPattern.SHORTEST, TextPattern.LONGEST, 200),
                arguments.has("--ack"),
                Placement.of("--placement", arguments.text("--placement", placement.toString())));
    }

    static Timing timing(Arguments arguments) throws UsageException {
        Timing timing = new Timing(
                arguments.duration("--warmup", Duration.ofSeconds(5)),
                arguments.duration("--duration", Duration.ofSeconds(20)),
                arguments.duration("--drain", Duration.ofSeconds(10)));
        if (timing.duration().isZero()) {
            throw new UsageException("--duration must be longer than nothing.");
        }
        return timing;
    }

    static int loops(Arguments arguments) throws UsageException {
        return arguments.number("--loops", 1, 2, 1);
    }

    /** The cases of a comparison, such as {@code 50x16} or {@code 50@2000}, and one with {@code rate} per pair count. */
    static List<LoadCase> cases(String option, String list, int rate) throws UsageException {
        List<LoadCase> cases = new ArrayList<>();
        for (String item : list.split(",")) {
            if (!item.matches("[1-9][0-9]{0,4}(x[1-9][0-9]{0,3}|@[1-9][0-9]{0,5})")) {
                throw new UsageException(option + " must be a list such as 50x1,500x16,50@2000, which '" + item
                        + "' does not fit into.");
            }
            String[] parts = item.split("[x@]");
            int pairs = Integer.parseInt(parts[0]);
            int second = Integer.parseInt(parts[1]);
            cases.add(item.contains("x") ? new LoadCase(pairs, second, 0) : new LoadCase(pairs, 0, second));
        }
        if (rate > 0) {
            cases.stream()
                    .map(one -> new LoadCase(one.pairs(), 0, rate))
                    .distinct()
                    .toList()
                    .forEach(cases::add);
        }
        return List.copyOf(cases);
    }
}
