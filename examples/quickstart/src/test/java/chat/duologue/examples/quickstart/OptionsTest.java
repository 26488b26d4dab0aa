package chat.duologue.examples.quickstart;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.PollingBus;
import chat.duologue.bus.nats.NatsBus;
import chat.duologue.spi.Bus;
import chat.duologue.store.memory.InMemoryChatStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static final String URL = "jdbc:postgresql://127.0.0.1/chat";

    @Test
    void theEmbeddedDatabaseIsUsedUnlessAnotherIsNamed() {
        assertThat(parse(Map.of()).database()).isNull();
        assertThat(parse(Map.of(), "--db", URL).database()).isEqualTo(new Database(URL, null, null));
    }

    @Test
    void thePasswordComesFromTheEnvironmentUnlessTheCommandLineHasOne() {
        Map<String, String> environment = Map.of("DUOLOGUE_DB_PASSWORD", "secret");

        assertThat(parse(environment, "--db", URL, "--db-user", "chat").database())
                .isEqualTo(new Database(URL, "chat", "secret"));
        assertThat(parse(environment, "--db", URL, "--db-password", "other").database())
                .isEqualTo(new Database(URL, null, "other"));
        assertThat(parse(environment).database()).isNull();
    }

    @Test
    void aUserWithoutADatabaseIsRefused() {
        assertThatThrownBy(() -> parse(Map.of(), "--db-user", "chat"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--db,");
        assertThatThrownBy(() -> parse(Map.of(), "--db-password", "secret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--db,")
                .hasMessageNotContaining("secret");
    }

    @Test
    void floodControlIsOnUnlessItIsSwitchedOff() {
        assertThat(parse(Map.of()).floodControl()).isTrue();
        assertThat(parse(Map.of(), "--no-flood-control").floodControl()).isFalse();
    }

    @Test
    void aBusIsForNodesThatShareADatabase() {
        assertThat(parse(Map.of(), "--db", URL).bus()).isNull();
        assertThat(bus("--nats", "nats://127.0.0.1:4222,nats://127.0.0.1:4223")).isInstanceOf(NatsBus.class);
        assertThat(bus("--poll", "2s")).isInstanceOf(PollingBus.class);
        assertThatThrownBy(() -> parse(Map.of(), "--poll", "500ms"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--db,");
        assertThatThrownBy(() -> parse(Map.of(), "--db", URL, "--poll", "500ms", "--nats", "nats://127.0.0.1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at once");
        assertThatThrownBy(() -> parse(Map.of(), "--db", URL, "--poll", "500"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("500ms");
    }

    @Test
    void thePasswordIsNotPrintedWithTheOptions() {
        Options options = parse(
                Map.of(),
                "--db",
                URL + "?password=in-url",
                "--db-password",
                "secret",
                "--nats",
                "nats://a:hidden@127.0.0.1");

        assertThat(options.toString()).doesNotContain("secret", "in-url", "hidden");
    }

    private static Bus bus(String option, String value) {
        return requireNonNull(parse(Map.of(), "--db", URL, option, value).bus()).apply(new InMemoryChatStore());
    }

    private static Options parse(Map<String, String> environment, String... arguments) {
        return Options.parse(List.of(arguments), environment);
    }
}
