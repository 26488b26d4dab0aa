package chat.duologue.examples.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void defaultsAreTheQuickstartAndFiftyPairs() throws Exception {
        Options options = Options.of(List.of());

        assertThat(options.target().urls()).containsExactly(URI.create("ws://127.0.0.1:8080/chat"));
        assertThat(options.target().credentials())
                .isEqualTo(new Credentials.LoginAt(URI.create("http://127.0.0.1:8080/api/login")));
        assertThat(options.shape()).isEqualTo(new Shape(50, false, 1, 0, 200, false, Placement.SPREAD));
        assertThat(options.timing().duration()).isEqualTo(Duration.ofSeconds(20));
        assertThat(options.timing().warmup()).isEqualTo(Duration.ofSeconds(5));
        assertThat(options.talking()).isTrue();
    }

    @Test
    void loginIsDerivedFromTheUrl() throws Exception {
        Options options = Options.of(List.of("--url", "ws://chat.example:9000/talk/here"));

        assertThat(options.target().credentials())
                .isEqualTo(new Credentials.LoginAt(URI.create("http://chat.example:9000/api/login")));
    }

    @Test
    void aStormAloneDoesNotMakePairsTalk() throws Exception {
        assertThat(Options.of(List.of("--connect-storm", "10")).talking()).isFalse();
        assertThat(Options.of(List.of("--idle", "10", "--pairs", "3")).talking())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "--pairs 0, --pairs must be a whole number from 1 to 50000; not '0'.",
        "--window many, --window must be a whole number from 1 to 4096; not 'many'.",
        "--size 10, --size must be a whole number from 40 to 16384; not '10'.",
        "--duration 20, --duration must be a duration such as 500ms; 20s or 2m; not '20'.",
        "--duration 0s, --duration must be longer than nothing.",
        "--url http://x/chat, --url must be a URL that begins with ws://; not 'http://x/chat'.",
        "--login ::, --login must be a URL that begins with http://; not '::'.",
        "--pears 3, There is no option --pears here; --help lists them.",
        "--pairs, --pairs needs a value.",
        "--ack --ack, --ack is given twice.",
        "--rate 10 --window 2, --rate and --window exclude each other: a schedule does not wait for answers.",
        "--token-prefix a --login http://x/, --token-prefix and --login exclude each other: tokens come from one of them.",
        "--protocol smtp, --protocol must be duologue or stick; not 'smtp'.",
        "compare --cases 50y1, --cases must be a list such as 50x1;500x16;50@2000; which '50y1' does not fit into.",
        "compare --pairs 3, There is no option --pairs here; --help lists them.",
        "compare --sides relay;fast, --sides must be a list of target;relay;naive; which 'fast' is not among.",
        "compare --server-jar no.jar, --server-jar: there is no readable file 'no.jar'.",
        "relay, --port is needed: the port that relay listens on; 0 for any.",
        "--db-pid none, --db-pid must be a whole number from 1 to 2147483647; not 'none'.",
        "--db-user chat, --db-user and --db-password need --db: the database that they are for.",
        "compare --db-password secret, --db-user and --db-password need --db: the database that they are for.",
        "relay --port 0 --db jdbc:h2:mem:chat, There is no option --db here; --help lists them.",
        "--url ws://x/chat;, --url must be a URL that begins with ws://; not ''.",
        "--server-pid 7;0, --server-pid must be a whole number from 1 to 2147483647; not '0'.",
        "--placement both, --placement needs several nodes; with commas between them in --url.",
        "--url ws://x;ws://y --placement far, --placement must be same; cross; both or spread; not 'far'.",
        "compare --placement both, There is no option --placement here; --help lists them.",
        "cluster --db jdbc:x:y, --server-jar and --db are needed: what nodes run; and the database they share.",
        "cluster --server-jar no.jar, --server-jar: there is no readable file 'no.jar'.",
        "naive --port x, --port must be a whole number from 0 to 65535; not 'x'.",
    })
    void aWrongOptionIsNamedInOneSentenceAndTheExitCodeIsTwo(String line, String sentence) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> args = List.of(line.replace(';', ',').split(" "));

        int code = Main.run(args, System.out, new PrintStream(err, true, StandardCharsets.UTF_8));

        assertThat(code).isEqualTo(2);
        // The source of the parameters uses the comma itself, so the sentences are compared without it.
        assertThat(err.toString(StandardCharsets.UTF_8).strip().replace(',', ';'))
                .isEqualTo(sentence.replace(',', ';'));
    }

    @Test
    void severalNodesAreGivenWithCommasBetweenThem() throws Exception {
        Options options = Options.of(
                List.of("--url", "ws://a:1/chat,ws://b:2/chat", "--server-pid", "11,12", "--placement", "cross"));

        assertThat(options.target().urls()).containsExactly(URI.create("ws://a:1/chat"), URI.create("ws://b:2/chat"));
        assertThat(options.target().pids()).containsExactly(11, 12);
        assertThat(options.target().credentials())
                .isEqualTo(new Credentials.LoginAt(URI.create("http://a:1/api/login")));
        assertThat(options.shape().placement()).isEqualTo(Placement.CROSS);
    }

    @Test
    void aClustersNodesAreToldTheirDatabaseAndBus() throws Exception {
        CompareOptions nats = cluster("--nats", "nats://127.0.0.1:4222", "--nodes", "1,3");

        assertThat(nats.shape().placement()).isEqualTo(Placement.BOTH);
        assertThat(nats.sides()).extracting(Side::name).containsExactly("1 node", "3 nodes");
        assertThat(jar(nats).arguments())
                .containsSequence("--db", "jdbc:x:y", "--db-user", "chat", "--nats", "nats://127.0.0.1:4222")
                .doesNotContain("p");
        assertThat(jar(nats).environment())
                .containsEntry("DUOLOGUE_DB_PASSWORD", "p")
                .containsEntry("DUOLOGUE_NATS_URL", "nats://127.0.0.1:4222");
        assertThat(jar(cluster("--poll", "500ms")).arguments()).containsSequence("--poll", "500ms");
        assertThat(jar(cluster("--node-args", "--trial --at {port}")).arguments())
                .containsExactly("--trial", "--at", "{port}");
    }

    @Test
    void aClusterWithoutABusOrWithTwoIsRefused() {
        assertThatThrownBy(() -> cluster())
                .isInstanceOf(UsageException.class)
                .hasMessage("One of --nats and --poll is needed: how nodes hear of each other's events.");
        assertThatThrownBy(() -> cluster("--nats", "nats://127.0.0.1", "--poll", "1s"))
                .isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> cluster("--poll", "often"))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("--poll must be a duration");
    }

    private static ServerJar jar(CompareOptions options) {
        return ((Side.Jar) options.sides().get(0)).jar();
    }

    private static CompareOptions cluster(String... more) throws UsageException {
        List<String> line = new ArrayList<>(
                List.of("--server-jar", anyFile(), "--db", "jdbc:x:y", "--db-user", "chat", "--db-password", "p"));
        line.addAll(List.of(more));
        return ClusterOptions.of(line);
    }

    private static String anyFile() {
        return OptionsTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
    }

    @Test
    void theDatabasesPasswordComesFromTheEnvironmentUnlessTheCommandLineHasOne() throws Exception {
        Map<String, String> environment = Map.of("DUOLOGUE_DB_PASSWORD", "secret");

        assertThat(login("--db jdbc:x:y --db-user chat", environment))
                .isEqualTo(new DatabaseLogin("jdbc:x:y", "chat", "secret"));
        assertThat(login("--db jdbc:x:y --db-password other", environment))
                .isEqualTo(new DatabaseLogin("jdbc:x:y", null, "other"));
        assertThat(login("--db jdbc:x:y", Map.of())).isEqualTo(new DatabaseLogin("jdbc:x:y", null, null));
        assertThat(login("--ack", environment)).isNull();
    }

    @Test
    void theDatabasesPasswordIsNotPrinted() throws Exception {
        DatabaseLogin login = login("--db jdbc:x:y?password=in-url --db-password secret", Map.of());

        assertThat(login).hasToString("DatabaseLogin[jdbc:x:y]");
    }

    @Test
    void bothSidesOfAComparisonGetTheNamedDatabase() throws Exception {
        CompareOptions options = CompareOptions.of(List.of(
                "--server-jar",
                anyFile(),
                "--db",
                "jdbc:x:y",
                "--db-user",
                "chat",
                "--db-password",
                "p",
                "--db-pid",
                "7"));

        ObservedDatabase database =
                new ObservedDatabase(new DatabaseLogin("jdbc:x:y", "chat", "p"), OptionalLong.of(7));
        assertThat(options.sides())
                .satisfiesExactly(
                        target -> assertThat(((Side.Jar) target).pattern().database())
                                .isEqualTo(database),
                        relay -> assertThat(((Side.Stick) relay).database()).isEqualTo(ObservedDatabase.NONE),
                        naive -> assertThat(((Side.Stick) naive).database()).isEqualTo(database));
    }

    private static @Nullable DatabaseLogin login(String line, Map<String, String> environment) throws UsageException {
        Set<String> names = Set.of("--db", "--db-user", "--db-password");
        return DatabaseLogin.of(Arguments.parse(List.of(line.split(" ")), names, Set.of("--ack")), environment);
    }

    @Test
    void helpIsPrinted() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        int code = Main.run(List.of("--help"), new PrintStream(out, true, StandardCharsets.UTF_8), System.err);

        assertThat(code).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("--connect-storm", "compare", "cluster", "--server-jar", "--db-pid", "--bus-monitor");
    }

    @Test
    void aRateAddsOneCasePerNumberOfPairs() throws Exception {
        assertThat(Options.cases("--cases", "50x1,50x16,500@20", 100))
                .containsExactly(
                        new LoadCase(50, 1, 0),
                        new LoadCase(50, 16, 0),
                        new LoadCase(500, 0, 20),
                        new LoadCase(50, 0, 100),
                        new LoadCase(500, 0, 100));
    }

    @Test
    void aPrefixReplacesTheLogin() throws Exception {
        List<String> tokens = Login.tokens(new Credentials.TokenPrefix("demo:"), List.of("ann", "bob"));

        assertThat(tokens).containsExactly("demo:ann", "demo:bob");
    }

    @Test
    void aServerThatIsNotThereFailsTheRun() {
        assertThatThrownBy(() -> Login.tokens(
                        new Credentials.LoginAt(URI.create("http://127.0.0.1:1/api/login")), List.of("ann")))
                .isInstanceOf(LoadException.class)
                .hasMessageStartingWith("login at http://127.0.0.1:1/api/login failed");
    }
}
