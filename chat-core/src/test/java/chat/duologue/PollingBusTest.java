package chat.duologue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chat.duologue.bus.tck.BusContract;
import chat.duologue.bus.tck.Ear;
import chat.duologue.spi.Bus;
import chat.duologue.store.memory.InMemoryChatStore;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Notes;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes over one store, which fails and comes back. */
class PollingBusTest extends BusContract {
    private static final Duration INTERVAL = Duration.ofMillis(20);
    private static final String CHANNEL = "news";

    private final Notes log = new InMemoryChatStore().notes().orElseThrow();
    /** As all nodes see it. */
    private final UnreliableNotes notes = new UnreliableNotes(log);

    // two nodes, each with a way of its own to the log
    private final UnreliableNotes sendersNotes = new UnreliableNotes(log);
    private final UnreliableNotes receiversNotes = new UnreliableNotes(log);
    private final Ear sendersEar = new Ear();
    private final Ear ear = new Ear();
    private final Bus sender = PollingBus.over(sendersNotes.store(), INTERVAL);
    private final Bus receiver = PollingBus.over(receiversNotes.store(), INTERVAL);

    @Override
    protected Bus newBus() {
        return PollingBus.over(notes.store(), INTERVAL);
    }

    @Override
    protected Engine engine() {
        return notes;
    }

    @BeforeEach
    void startBoth() {
        sender.start(sendersEar);
        receiver.start(ear);
        receiver.subscribe(CHANNEL);
        await().until(() -> sendersEar.missed() == 1 && ear.missed() == 1);
    }

    @AfterEach
    void stopBoth() {
        sender.stop();
        receiver.stop();
    }

    private void say(int notes, int bytes) {
        for (int i = 0; i < notes; i++) {
            byte[] note = new byte[bytes];
            note[0] = (byte) i;
            sender.publish(CHANNEL, note);
        }
    }

    @Test
    void whatIsSaidWhileTheStoreIsAwayIsHeardInOrderWhenItIsBack() {
        sendersNotes.kill();
        say(100, 20_000);
        sendersNotes.awaitThatAllNotice();
        assertThat(ear.of(CHANNEL)).isEmpty();
        sendersNotes.start();
        await().until(() -> ear.of(CHANNEL).size() == 100);
        assertThat(ear.of(CHANNEL)).extracting(note -> (int) note[0]).isSorted();
        await().until(() -> sendersEar.missed() == 2);
        assertThat(ear.missed()).isEqualTo(1);
    }

    @Test
    void whereNotesAreTooManyBothSidesAreToldThatSomeAreLost() {
        sendersNotes.kill();
        say(200, 60_000);
        sendersNotes.awaitThatAllNotice();
        say(200, 60_000);
        sendersNotes.start();
        await().until(() -> sendersEar.missed() == 2 && ear.missed() == 2);
        await().until(() -> ear.of(CHANNEL).size() >= 200);
        say(1, 1);
        await().until(() -> ear.of(CHANNEL).stream().anyMatch(note -> note.length == 1));
        assertThat(ear.of(CHANNEL)).hasSizeLessThan(300);
    }

    @Test
    void whoWasAwayForLongerThanNotesAreKeptIsToldSo() {
        receiversNotes.pause();
        try {
            say(1, 1);
            await().until(() -> log.head() > 0);
            log.remove(log.append(List.of("what the next one is".getBytes(UTF_8))));
        } finally {
            receiversNotes.goOn();
        }
        await().until(() -> ear.missed() == 2);
        assertThat(ear.of(CHANNEL)).isEmpty();
        say(1, 2);
        await().until(() -> ear.of(CHANNEL).size() == 1);
    }

    @Test
    void whatWasSaidLastIsHeardToo() {
        sendersNotes.pause();
        say(1, 1);
        sendersNotes.goOn();
        sender.stop();
        await().until(() -> ear.of(CHANNEL).size() == 1);
    }

    @Test
    void nodesThatHaveNothingToSayOnlyAskWhatIsNew() {
        long head = log.head();
        int reads = sendersNotes.reads.get();
        await().until(() -> sendersNotes.reads.get() > reads + 5);
        assertThat(log.head()).isEqualTo(head);
    }

    @Test
    void needsAStoreThatCarriesNotes() {
        ChatStore without = (ChatStore) Proxy.newProxyInstance(
                ChatStore.class.getClassLoader(),
                new Class<?>[] {ChatStore.class},
                (proxy, method, arguments) -> Optional.empty());
        assertThatThrownBy(() -> PollingBus.over(without, INTERVAL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("carries no notes");
        for (Duration interval : List.of(Duration.ofMillis(9), Duration.ofMillis(2_001))) {
            assertThatThrownBy(() -> PollingBus.over(new InMemoryChatStore(), interval))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("interval must be from");
        }
    }
}
