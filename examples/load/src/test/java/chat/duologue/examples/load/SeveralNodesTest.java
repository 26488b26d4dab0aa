package chat.duologue.examples.load;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChatServer;
import chat.duologue.FloodControl;
import chat.duologue.Identity;
import chat.duologue.PollingBus;
import chat.duologue.bus.tck.Hub;
import chat.duologue.jetty.JettyChatServer;
import chat.duologue.spi.Bus;
import chat.duologue.store.memory.InMemoryChatStore;
import chat.duologue.store.spi.ChatStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SeveralNodesTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ChatStore store = new InMemoryChatStore();
    private final Hub hub = new Hub();
    private final List<JettyChatServer> nodes = new ArrayList<>();
    private final Map<String, Set<Integer>> visited = new ConcurrentHashMap<>();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void stop() {
        nodes.forEach(JettyChatServer::close);
        hub.close();
    }

    @ParameterizedTest
    @CsvSource({
        "--placement both --window 2, true, true",
        "--placement both --rate 300 --both-ways --loops 2 --ack, true, true",
        "--placement cross --window 2 --both-ways, false, true",
        "--placement same --window 2, true, false",
        "--window 2 --pairs 40, true, true",
    })
    void whatIsAcknowledgedArrivesOnceAndInOrderOnWhicheverNode(String options, boolean onOne, boolean across) {
        start(hub.node());
        start(hub.node());
        start(hub.node());

        JsonNode load = load(options);

        assertThat(load.get("nodes").asInt()).isEqualTo(3);
        assertThat(load.get("violations")).isEmpty();
        assertThat(load.get("errors")).isEmpty();
        assertThat(load.get("unanswered").asLong()).isZero();
        assertThat(visited.values()).allMatch(places -> places.size() == 1);
        assertThat(visited.values().stream().distinct()).hasSize(3);
        assertThat(count(load, "sameNode") > 0).isEqualTo(onOne);
        assertThat(count(load, "crossNode") > 0).isEqualTo(across);
        assertThat(count(load, "sameNode") + count(load, "crossNode"))
                .isEqualTo(load.get("delivering").get("count").asLong());
        assertThat(printed().contains("the median to the receiver across nodes, less that on one: "))
                .isEqualTo(onOne && across);
    }

    @Test
    void aStormMeetsAllNodes() {
        start(hub.node());
        start(hub.node());

        assertThat(run("--connect-storm 20 --loops 2")).as(printed()).isZero();
        assertThat(visited.values().stream().distinct()).hasSize(2);
    }

    @Test
    void nodesThatLookIntoTheDatabaseNeedNoEngineBetweenThem() {
        start(PollingBus.over(store, Duration.ofMillis(20)));
        start(PollingBus.over(store, Duration.ofMillis(20)));

        JsonNode load = load("--placement both --rate 200");

        assertThat(load.get("violations")).isEmpty();
        assertThat(count(load, "crossNode")).isPositive();
    }

    @Test
    void whatDoesNotReachTheOtherNodeIsFoundToBeLost() {
        start(hub.node());
        start(hub.node());
        hub.copies(() -> 0);

        assertThat(run("--placement both --rate 100")).isEqualTo(1);
        assertThat(printed()).contains("VIOLATION: ", "acknowledged, but never arrived at the receiver");
    }

    @Test
    void whoResumesOnAnotherNodeMissesNothing() {
        start(hub.node());
        start(hub.node());

        assertThat(run("mixed")).as(printed()).isZero();
        assertThat(printed()).contains("verified: every stream");
        assertThat(results().get("mixed").get("resume").get("count").asInt()).isPositive();
        assertThat(visited.values()).allMatch(places -> places.size() == 2);
    }

    private void start(Bus bus) {
        int number = nodes.size();
        ChatServer chat = ChatServer.builder()
                .store(store)
                .bus(bus)
                .authenticator(credentials -> {
                    visited.computeIfAbsent(credentials.token(), user -> ConcurrentHashMap.newKeySet())
                            .add(number);
                    return Optional.of(Identity.of(credentials.token()));
                })
                .floodControl(FloodControl.OFF)
                .build();
        nodes.add(JettyChatServer.of(chat).port(0).start());
    }

    private JsonNode load(String options) {
        assertThat(run(options)).as(printed()).isZero();
        return results().get("load");
    }

    private JsonNode results() {
        return new JsonMapper().readTree(folder.resolve("results"));
    }

    private int run(String options) {
        List<String> line = new ArrayList<>(List.of(options.split(" ")));
        line.addAll(List.of(
                "--token-prefix", "", "--json", folder.resolve("results").toString()));
        line.add("--url");
        line.add(String.join(
                ",",
                nodes.stream()
                        .map(node -> "ws://127.0.0.1:" + node.port() + "/chat")
                        .toList()));
        if (!options.matches(".*--(pairs|connect).*")) {
            line.addAll(List.of("--pairs", "12"));
        }
        line.addAll(List.of("--warmup", "300ms", "--duration", "1s", "--drain", "2s"));
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return Main.run(line, stream, stream);
    }

    private static long count(JsonNode load, String pairs) {
        return load.get(pairs).get("delivering").get("count").asLong();
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
