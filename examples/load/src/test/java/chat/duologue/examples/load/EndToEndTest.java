package chat.duologue.examples.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EndToEndTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"--window 4", "--window 4 --both-ways --loops 2", "--rate 200", "--window 1 --size 16384"})
    void theRelayDeliversEverythingInOrder(String options) throws Exception {
        try (RelayServer relay = RelayServer.start(0)) {
            JsonNode load = load(relay.port(), options);

            assertThat(load.get("checked").asLong()).isPositive();
            assertThat(load.get("violations")).isEmpty();
            assertThat(load.get("errors")).isEmpty();
            assertThat(load.get("lostConnections")).isEmpty();
            assertThat(load.get("unanswered").asLong()).isZero();
            assertThat(load.get("delivering").get("p99Ms").asDouble()).isPositive();
        }
    }

    @Test
    void theNaiveServerInsertsWhatItRelays() throws Exception {
        try (NaiveServer naive = NaiveServer.start(0, new DatabaseLogin(Side.Stick.fileIn(folder), null, null))) {
            JsonNode load = load(naive.port(), "--window 4");

            assertThat(load.get("violations")).isEmpty();
            assertThat(load.get("errors")).isEmpty();
            assertThat(naive.count()).isEqualTo(load.get("checked").asLong());
        }
    }

    @Test
    void aServerThatStopsIsCountedAsLostConnections() throws Exception {
        RelayServer relay = RelayServer.start(0);
        Thread stopper = new Thread(() -> {
            try {
                Thread.sleep(400);
                relay.close();
            } catch (InterruptedException | LoadException e) {
                throw new IllegalStateException(e);
            }
        });
        stopper.start();

        JsonNode load = load(relay.port(), "--window 1");

        stopper.join();
        assertThat(load.get("lostConnections")).isNotEmpty();
    }

    @Test
    void aStormAndIdleSessionsAreLetIn() throws Exception {
        try (RelayServer relay = RelayServer.start(0)) {
            int code = run("--protocol stick --url ws://127.0.0.1:" + relay.port()
                    + "/chat --connect-storm 50 --idle 20 --json " + folder.resolve("results"));

            assertThat(code).as(printed()).isZero();
            JsonNode results = results();
            assertThat(results.get("storm").get("opening").get("count").asInt()).isEqualTo(50);
            assertThat(results.get("idle").get("stillOpen").asInt()).isEqualTo(20);
            assertThat(results.has("load")).isFalse();
        }
    }

    @Test
    void aComparisonStartsItsSticksAndPrintsATable() {
        int code = run("compare --sides relay,naive --cases 2x2,2@100 --rounds 1 --turns 2 --warmup 100ms"
                + " --duration 300ms --jvm-args -Xmx128m --json " + folder.resolve("results"));

        assertThat(code).as(printed()).isZero();
        assertThat(printed()).contains("| 2x2 | relay |", "| 2x2 | naive |", "| 2@100 | relay |", "| 2@100 | naive |");
        assertThat(results().get("results"))
                .hasSize(4)
                .allSatisfy(one -> assertThat(one.get("rounds")).hasSize(2));
        assertThat(printed().lines().filter(line -> line.startsWith("== 2x2")))
                .containsExactly(
                        "== 2x2, round 1, turn 1, relay",
                        "== 2x2, round 1, turn 1, naive",
                        "== 2x2, round 1, turn 2, naive",
                        "== 2x2, round 1, turn 2, relay");
    }

    @Test
    void aComparisonUsesTheNamedDatabaseAndTellsWhatItsProcessUsed() throws Exception {
        DatabaseLogin db = new DatabaseLogin("jdbc:h2:" + folder.resolve("named"), "chat", "secret");

        int code = run("compare --sides relay,naive --cases 2x2 --rounds 1 --warmup 100ms --duration 300ms --jvm-args"
                + " -Xmx128m --db " + db.url() + " --db-user " + db.user() + " --db-password " + db.password()
                + " --db-pid " + ProcessHandle.current().pid());

        assertThat(code).as(printed()).isZero();
        assertThat(printed())
                .contains("| 2x2 | relay | - | - | - | - |")
                .containsPattern("2x2 \\| naive \\| [0-9.]+ \\|");
        try (NaiveServer naive = NaiveServer.start(0, db)) {
            assertThat(naive.count()).isPositive();
        }
    }

    @Test
    void aClusterStartsItsNodesAndPrintsWhatTheyCost() throws Exception {
        int code = run("cluster --server-jar " + LoneNode.jar(folder) + " --node-args --trial --token-prefix "
                + LoneNode.TOKEN_PREFIX
                + " --placement same --nodes 1,2 --db jdbc:h2:mem:none --bus-pid "
                + ProcessHandle.current().pid()
                + " --cases 8x2,8@100 --rounds 1 --warmup 200ms --duration 500ms --drain 2s --jvm-args -Xmx128m --json "
                + folder.resolve("results"));

        assertThat(code).as(printed()).isZero();
        assertThat(printed())
                .contains("| 8x2 | 1 node | ", "| 8x2 | 2 nodes | ", "| 8@100 | 1 node | ", "| 8@100 | 2 nodes | ")
                .doesNotContain("VIOLATION");
        JsonNode onTwo = results().get("results").get(1).get("rounds").get(0);
        assertThat(onTwo.get("nodes").asInt()).isEqualTo(2);
        assertThat(onTwo.get("checked").asLong()).isPositive();
        assertThat(onTwo.get("errors")).isEmpty();
        assertThat(onTwo.get("bus").get("cpuSecondsPer1000").asDouble()).isPositive();
    }

    @Test
    void aTargetThatIsNotThereFailsTheRunInOneSentence() {
        int code = run("--protocol stick --url ws://127.0.0.1:1/chat --pairs 1");

        assertThat(code).isEqualTo(1);
        assertThat(printed()).startsWith("The run failed: the session of ").contains("did not open");
    }

    private JsonNode load(int port, String options) {
        int code = run("--protocol stick --url ws://127.0.0.1:" + port
                + "/chat --pairs 5 --warmup 200ms --duration 800ms --drain 2s --json " + folder.resolve("results")
                + " " + options);
        assertThat(code).as(printed()).isZero();
        return results().get("load");
    }

    private JsonNode results() {
        return new JsonMapper().readTree(folder.resolve("results"));
    }

    private int run(String line) {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return Main.run(Stream.of(line.split(" ")).toList(), stream, stream);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
