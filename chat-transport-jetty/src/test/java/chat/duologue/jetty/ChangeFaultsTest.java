package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChatServerOptions;
import chat.duologue.store.spi.StoreException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** G9 for what happens to messages after they were sent. */
class ChangeFaultsTest {
    private record Change(String type, Map<String, ?> fields) {}

    private final FaultyStore store = new FaultyStore();
    private final FaultyStore.Gate gate = new FaultyStore.Gate();
    private final ChatFixture chat = ChatFixture.start(
            store,
            ChatServerOptions.builder().storeDeadline(Duration.ofMillis(400)).build());
    private final FourDevices devices = new FourDevices(chat, "hello");

    @AfterEach
    void stop() {
        gate.open();
        chat.close();
    }

    static Stream<Change> changes() {
        return Stream.of(
                new Change("edit", Map.of("seq", 1, "text", "edited")),
                new Change("recall", Map.of("seq", 1)),
                new Change("hide", Map.of("seq", 1)),
                new Change("react", Map.of("seq", 1, "reaction", "+")),
                new Change("settings", Map.of("pinned", true)),
                new Change("block", Map.of("user", "bob")));
    }

    private JsonNode ask(Change change) {
        return devices.ask(devices.alice, change.type(), change.fields());
    }

    @ParameterizedTest
    @MethodSource("changes")
    void whatCanNotBeStoredIsUnavailableAndARepeatWorks(Change change) {
        JsonNode before = devices.shown(devices.alice);
        store.beforeWrite = batch -> {
            throw FaultyStore.down();
        };
        JsonNode refused = ask(change);
        assertThat(code(refused)).isEqualTo("unavailable");
        assertThat(refused.get("retryAfterMs").longValue()).isPositive();
        assertThat(devices.shown(devices.alice)).isEqualTo(before);
        assertThat(chat.stored("alice").upTo()).isEqualTo(1);

        store.beforeWrite = batch -> {};
        assertThat(code(ask(change))).isEqualTo("ok");
        assertThat(chat.stored("alice").upTo()).isEqualTo(2);
        assertThat(devices.alice.event().get("offset").longValue()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void oneOfWhichItIsNotKnownWhetherItWasStoredTakesEffectOnce(Change change) {
        store.afterWrite = batch -> {
            throw FaultyStore.down();
        };
        assertThat(code(ask(change))).isEqualTo("unavailable");
        store.afterWrite = batch -> {};
        assertThat(code(ask(change))).isEqualTo("ok");
        assertThat(chat.stored("alice").upTo()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aLastingFaultIsInternalAndTellsNothing(Change change) {
        store.beforeWrite = batch -> {
            throw StoreException.lasting("a broken row, says the test", null);
        };
        JsonNode refused = ask(change);
        assertThat(code(refused)).isEqualTo("internal");
        assertThat(refused.toString()).doesNotContain("broken row");
        store.beforeWrite = batch -> {};
        assertThat(code(ask(change))).isEqualTo("ok");
    }

    @Test
    void aHangingStoreIsAnsweredInTimeAndWhatItDidIsSeenWhenItGoesOn() {
        store.beforeWrite = batch -> gate.await();
        assertThat(code(devices.edit(devices.alice, 1, "edited"))).isEqualTo("unavailable");
        assertThat(code(devices.shown(devices.bob))).as("reads go on").isEqualTo("ok");
        gate.open();
        assertThat(devices.edit(devices.alice, 1, "edited").get("revision").intValue())
                .isEqualTo(1);
        devices.skip(1);
        devices.assertSilence();
    }
}
