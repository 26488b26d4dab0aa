package chat.duologue.bus.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chat.duologue.spi.Bus;
import chat.duologue.spi.Bus.Reach;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every bus has to do: run it by extending it. What is published is either heard, or the others are told that they may have
 * missed something; and whoever calls it is never kept waiting.
 */
public abstract class BusContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    /** What passes the notes on, where there is such a thing: a test may stop it and start it again. */
    public interface Engine {
        void kill() throws Exception;

        void start() throws Exception;

        /** It does nothing any more; the operating system goes on to take connections and bytes for it. */
        void pause() throws Exception;

        /** It goes on with what has come meanwhile. */
        void goOn() throws Exception;
    }

    private final List<Bus> started = new ArrayList<>();
    /** Of this test alone. */
    private final String channel = "test." + UUID.randomUUID();

    /** One more node's, which was not started yet. All share an engine. */
    protected abstract Bus newBus() throws Exception;

    /** Whether a subscription that is in effect is known wherever one can publish: not so where that is another server. */
    protected boolean isKnownAtOnce() {
        return true;
    }

    /** The engine of all; null where there is none to stop. */
    protected Engine engine() {
        return null;
    }

    /** A bus at work. */
    protected final Bus start(Ear ear) throws Exception {
        Bus bus = newBus();
        started.add(bus);
        bus.start(ear);
        await().atMost(PATIENCE).until(() -> ear.missed() > 0); // it is connected
        return bus;
    }

    @AfterEach
    void stopAll() {
        started.forEach(Bus::stop);
    }

    private static void join(CompletionStage<?> stage) {
        stage.toCompletableFuture()
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private static byte[] note(String text) {
        return text.getBytes(UTF_8);
    }

    /** Says it again where it was lost. */
    private void assertIsHeard(Bus from, Ear by, String on, byte[] note) {
        await().atMost(PATIENCE).until(() -> {
            from.publish(on, note);
            return hasHeard(by, on, note);
        });
    }

    private static boolean hasHeard(Ear ear, String on, byte[] note) {
        return ear.of(on).stream().anyMatch(each -> Arrays.equals(each, note));
    }

    @Test
    void whatIsPublishedIsHeardWhereItWasSubscribedTo() throws Exception {
        Ear ear = new Ear();
        Bus one = start(new Ear());
        Bus other = start(ear);
        join(other.subscribe(channel));
        assertIsHeard(one, ear, channel, note("hello"));
    }

    @Test
    void isHeardByEveryNodeThatSubscribedAtOnceWhenThatIsInEffect() throws Exception {
        assumeTrue(isKnownAtOnce());
        Bus one = start(new Ear());
        for (int i = 0; i < 20; i++) {
            Ear ear = new Ear();
            Bus other = start(ear);
            join(other.subscribe(channel));
            one.publish(channel, note("now"));
            await().atMost(PATIENCE).until(() -> ear.of(channel).size() == 1);
        }
    }

    @Test
    void isNotHeardWhereItWasNot() throws Exception {
        Ear ear = new Ear();
        Bus one = start(new Ear());
        Bus other = start(ear);
        join(other.subscribe(channel));
        join(other.subscribe(channel + ".left"));
        other.unsubscribe(channel + ".left");
        other.unsubscribe(channel + ".never");
        join(other.subscribe(channel + ".last"));
        one.publish(channel + ".left", note("no"));
        one.publish(channel + ".never", note("no"));
        assertIsHeard(one, ear, channel + ".last", note("yes"));
        assertThat(ear.of(channel + ".left")).isEmpty();
        assertThat(ear.of(channel + ".never")).isEmpty();
    }

    @Test
    void bytesArriveAsTheyAreUpToTheLongest() throws Exception {
        Ear ear = new Ear();
        Bus one = start(new Ear());
        Bus other = start(ear);
        join(other.subscribe(channel));
        assertThat(one.maxNoteBytes()).isGreaterThanOrEqualTo(10_000);
        byte[] longest = new byte[one.maxNoteBytes()];
        new Random(1).nextBytes(longest);
        for (byte[] each : new byte[][] {{}, {0}, {10, 13, 0, -1}, longest}) {
            assertIsHeard(one, ear, channel, each);
        }
    }

    @Test
    void channelsMayBeLong() throws Exception {
        String name = ("AZaz09_-." + "x".repeat(1_000)).substring(0, 1_000);
        Ear ear = new Ear();
        Bus one = start(new Ear());
        Bus other = start(ear);
        join(other.subscribe(name));
        assertIsHeard(one, ear, name, note("hello"));
    }

    @Test
    void tellsWhetherSomeoneHears() throws Exception {
        Bus one = start(new Ear());
        Bus other = start(new Ear());
        assertThat(one.reach(channel).toCompletableFuture().join()).isIn(Reach.NONE, Reach.UNKNOWN);
        join(other.subscribe(channel));
        await().atMost(PATIENCE)
                .until(() -> one.reach(channel).toCompletableFuture().join() != Reach.NONE);
        other.unsubscribe(channel);
        await().atMost(PATIENCE)
                .until(() -> one.reach(channel).toCompletableFuture().join() != Reach.REACHED);
    }

    @Test
    void aNodeDoesNotReachItself() throws Exception {
        Bus one = start(new Ear());
        Bus other = start(new Ear());
        join(one.subscribe(channel));
        assertThat(one.reach(channel).toCompletableFuture().join()).isNotEqualTo(Reach.REACHED);
        join(other.subscribe(channel));
        await().atMost(PATIENCE)
                .until(() -> one.reach(channel).toCompletableFuture().join() != Reach.NONE);
    }

    @Test
    void aReceiverThatThrowsHearsTheNextNote() throws Exception {
        Ear ear = new Ear();
        Bus one = start(new Ear());
        Bus other = newBus();
        started.add(other);
        other.start(new Bus.Receiver() {
            @Override
            public void received(String name, byte[] note) {
                ear.received(name, note);
                throw new IllegalStateException("for a test");
            }

            @Override
            public void mayHaveMissed() {
                ear.mayHaveMissed();
                throw new IllegalStateException("for a test");
            }
        });
        await().atMost(PATIENCE).until(() -> ear.missed() > 0);
        join(other.subscribe(channel));
        assertIsHeard(one, ear, channel, note("first"));
        assertIsHeard(one, ear, channel, note("second"));
    }

    @Test
    void manyChannelsAtOnceFromManyThreads() throws Exception {
        Ear ear = new Ear();
        Bus one = start(new Ear());
        Bus other = start(ear);
        List<CompletableFuture<Void>> all = IntStream.range(0, 8)
                .mapToObj(thread -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 200; i++) {
                        join(other.subscribe(channel + "." + thread + "." + i));
                        if (i % 2 == 0) {
                            other.unsubscribe(channel + "." + thread + "." + i);
                        }
                    }
                }))
                .toList();
        all.forEach(CompletableFuture::join);
        for (int thread = 0; thread < 8; thread++) {
            assertIsHeard(one, ear, channel + "." + thread + ".199", note("hello"));
        }
    }

    @Test
    void aBurstKeepsNobodyWaiting() throws Exception {
        Ear ear = new Ear();
        Bus one = start(new Ear());
        Bus other = start(ear);
        join(other.subscribe(channel));
        byte[] note = new byte[1_000];
        for (int i = 0; i < 20_000; i++) {
            one.publish(channel, note);
        }
        assertIsHeard(one, ear, channel, note("after the burst"));
    }

    @Test
    void afterItsEndItHearsNothingAndHarmsNobody() throws Exception {
        Ear ear = new Ear();
        Bus one = start(new Ear());
        Bus other = start(ear);
        join(other.subscribe(channel));
        other.stop();
        other.stop();
        int missed = ear.missed();
        one.publish(channel, note("too late"));
        assertThatCode(() -> {
                    other.publish(channel, note("no more"));
                    join(other.subscribe(channel + ".more"));
                    other.unsubscribe(channel);
                    assertThat(other.reach(channel).toCompletableFuture().join())
                            .isNotEqualTo(Reach.REACHED);
                })
                .doesNotThrowAnyException();
        Ear another = new Ear();
        join(start(another).subscribe(channel));
        assertIsHeard(one, another, channel, note("to another"));
        assertThat(ear.of(channel)).isEmpty();
        assertThat(ear.missed()).isEqualTo(missed);
    }

    @Test
    void canNotBeStartedTwice() throws Exception {
        Bus bus = start(new Ear());
        assertThatThrownBy(() -> bus.start(new Ear())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void startsWithoutItsEngineAndWorksWhenThatIsThere() throws Exception {
        Engine engine = engine();
        assumeTrue(engine != null);
        engine.kill();
        Ear ear = new Ear();
        Bus one = newBus();
        Bus other = newBus();
        started.addAll(List.of(one, other));
        try {
            assertIsQuick(() -> {
                one.start(new Ear());
                other.start(ear);
                join(other.subscribe(channel));
                one.publish(channel, note("lost"));
                assertThat(one.reach(channel).toCompletableFuture().join()).isEqualTo(Reach.UNKNOWN);
            });
        } finally {
            engine.start();
        }
        assertIsHeard(one, ear, channel, note("again"));
        assertThat(ear.missed()).isPositive();
    }

    @Test
    void whenTheEngineComesBackItHearsAgainAndSaysSoIfItMayHaveMissedSomething() throws Exception {
        Engine engine = engine();
        assumeTrue(engine != null);
        Ear ear = new Ear();
        Bus one = start(new Ear());
        Bus other = start(ear);
        join(other.subscribe(channel));
        assertIsHeard(one, ear, channel, note("before"));
        int missed = ear.missed();
        engine.kill();
        try {
            assertIsQuick(() -> {
                for (int i = 0; i < 100; i++) {
                    one.publish(channel, note("lost " + i));
                }
                join(other.subscribe(channel + ".meanwhile"));
                assertThat(one.reach(channel).toCompletableFuture().join()).isNotEqualTo(Reach.REACHED);
            });
        } finally {
            engine.start();
        }
        await().atMost(PATIENCE)
                .until(() -> ear.missed() > missed
                        || IntStream.range(0, 100).allMatch(i -> hasHeard(ear, channel, note("lost " + i))));
        assertIsHeard(one, ear, channel, note("again"));
        assertIsHeard(one, ear, channel + ".meanwhile", note("after"));
    }

    @Test
    void whenItSaysThatItMayHaveMissedSomethingItHearsOnAllChannelsAgain() throws Exception {
        Engine engine = engine();
        assumeTrue(engine != null);
        int channels = 3_000;
        Ear ear = new Ear();
        Ear ofPublisher = new Ear();
        Bus one = start(ofPublisher);
        Bus other = start(ear);
        for (int i = 0; i < channels; i++) {
            other.subscribe(channel + "." + i);
        }
        int missed = ear.missed();
        int missedByPublisher = ofPublisher.missed();
        engine.kill();
        engine.start();
        await().atMost(PATIENCE).until(() -> ear.missed() > missed && ofPublisher.missed() > missedByPublisher);
        for (int i = 0; i < channels; i++) {
            one.publish(channel + "." + i, note("now"));
        }
        await().atMost(PATIENCE)
                .until(() -> IntStream.range(0, channels)
                        .allMatch(i -> ear.of(channel + "." + i).size() == 1));
    }

    @Test
    void whatTheEngineDoesNotTakeIsBoundedAndCostsNoSubscription() throws Exception {
        Engine engine = engine();
        assumeTrue(engine != null);
        int notes = 100_000;
        Ear ear = new Ear();
        Ear ofPublisher = new Ear();
        Bus one = start(ofPublisher);
        Bus other = start(ear);
        join(other.subscribe(channel));
        byte[] note = new byte[1_000];
        engine.pause();
        try {
            assertIsQuick(() -> {
                for (int i = 0; i < notes; i++) {
                    one.publish(channel, note);
                }
                one.subscribe(channel + ".late");
            });
        } finally {
            engine.goOn();
        }
        assertIsHeard(other, ofPublisher, channel + ".late", note("late"));
        assertIsHeard(one, ear, channel, note("after"));
        assertThat(ear.of(channel)).hasSizeLessThan(notes * 3 / 4);
    }

    /** A node that the engine does not let in hears nothing and reaches nobody, and its log says why. */
    protected final void assertIsKeptOut(Bus stranger, String why) throws Exception {
        Ear ear = new Ear();
        Bus one = start(new Ear());
        started.add(stranger);
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(log, true, UTF_8));
        try {
            stranger.start(ear);
            join(stranger.subscribe(channel));
            await().atMost(PATIENCE)
                    .until(() -> log.toString(UTF_8)
                            .lines()
                            .anyMatch(line -> line.contains(" WARN ") && line.contains(why)));
        } finally {
            System.setErr(before);
        }
        one.publish(channel, note("in private"));
        assertThat(one.reach(channel).toCompletableFuture().join()).isEqualTo(Reach.NONE);
        assertThat(stranger.reach(channel).toCompletableFuture().join()).isEqualTo(Reach.UNKNOWN);
        assertThat(ear.of(channel)).isEmpty();
        assertThat(ear.missed()).isZero();
    }

    private static void assertIsQuick(Runnable calls) {
        CompletableFuture<Void> done = CompletableFuture.runAsync(calls);
        assertThat(done).succeedsWithin(A_SECOND.multipliedBy(5));
    }
}
