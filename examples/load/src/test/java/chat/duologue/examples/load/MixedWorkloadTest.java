package chat.duologue.examples.load;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChatServer;
import chat.duologue.FloodControl;
import chat.duologue.Identity;
import chat.duologue.jetty.JettyChatServer;
import chat.duologue.model.EventPage;
import chat.duologue.store.memory.InMemoryChatStore;
import chat.duologue.store.spi.ChatStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MixedWorkloadTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"--loops 2", "--rate 300"})
    void aServerThatKeepsItsContractIsFoundToDoSo(String options) {
        assertThat(run(new InMemoryChatStore(), options)).as(printed()).isZero();
        JsonNode mixed = new JsonMapper().readTree(folder.resolve("results")).get("mixed");
        for (Action action : Action.values()) {
            assertThat(mixed.get(action.toString()).get("count").asInt())
                    .as(action.toString())
                    .isPositive();
            assertThat(mixed.get(action.toString()).get("errors"))
                    .as(action.toString())
                    .isEmpty();
        }
        assertThat(mixed.get("lostConnections")).isEmpty();
        assertThat(printed()).contains("| resume | ", "verified: every stream");
    }

    @Test
    void anEventThatIsMissingAfterAResumeIsFound() {
        InMemoryChatStore real = new InMemoryChatStore();
        ChatStore forgetful = (ChatStore) Proxy.newProxyInstance(
                ChatStore.class.getClassLoader(), new Class<?>[] {ChatStore.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(real, arguments);
                        return result instanceof EventPage page
                                        && !page.events().isEmpty()
                                ? new EventPage(
                                        page.events().subList(1, page.events().size()), page.upTo())
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        assertThat(run(forgetful, "--mix send=60,resume=40")).isEqualTo(1);
        assertThat(printed()).contains("VIOLATION: ", "seq did not rise by one");
    }

    private int run(ChatStore store, String options) {
        ChatServer chat = ChatServer.builder()
                .store(store)
                .authenticator(credentials -> Optional.of(Identity.of(credentials.token())))
                .floodControl(FloodControl.OFF)
                .build();
        try (JettyChatServer server = JettyChatServer.of(chat).port(0).start()) {
            List<String> line = new ArrayList<>(List.of("mixed", "--token-prefix", ""));
            line.addAll(List.of("--url", "ws://127.0.0.1:" + server.port() + "/chat", "--pairs", "10"));
            line.addAll(List.of("--warmup", "200ms", "--duration", "1500ms", "--drain", "5s"));
            line.addAll(List.of("--json", folder.resolve("results").toString()));
            line.addAll(List.of(options.split(" ")));
            PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
            return Main.run(line, stream, stream);
        }
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
