package chat.duologue.internal.flood;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.FloodControl;
import chat.duologue.FloodControl.Rate;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Sixty at once, then two a second; nobody waits for longer than thirty seconds. */
class GateTest {
    private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

    private final ManualTime time = new ManualTime();
    private final Gate gate = gate(FloodControl.DEFAULTS.sends(), FloodControl.DEFAULTS.maxWait());

    private Gate gate(Rate rate, Duration maxWait) {
        return new Gate.Kind(time, rate, maxWait).gate();
    }

    private void passes(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(gate.pass()).as("pass " + i).isZero();
        }
    }

    private Duration refused() {
        long wait = gate.pass();
        assertThat(wait).isPositive();
        return Duration.ofNanos(wait);
    }

    @Test
    void aBurstPassesAndThenTheRate() {
        passes(60);
        assertThat(refused()).isEqualTo(HALF_A_SECOND);
        for (int i = 0; i < 100; i++) {
            time.advance(HALF_A_SECOND);
            passes(1);
        }
        time.advance(Duration.ofMinutes(1));
        passes(60);
        assertThat(refused()).isEqualTo(HALF_A_SECOND);
    }

    @Test
    void whoGoesOnWaitsTwiceAsLongEachTimeUpToTheLongest() {
        passes(60);
        for (int millis = 500; millis < 30_000; millis *= 2) {
            assertThat(refused()).isEqualTo(Duration.ofMillis(millis));
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(refused()).isEqualTo(Duration.ofSeconds(30));
        }
        time.advance(Duration.ofSeconds(30).minusNanos(1));
        assertThat(refused()).isEqualTo(Duration.ofNanos(1));
        time.advance(Duration.ofNanos(1));
        passes(60);
    }

    @Test
    void eachOneThatPassesHalvesTheWait() {
        passes(60);
        refused();
        refused();
        assertThat(refused()).isEqualTo(Duration.ofSeconds(2));
        time.advance(Duration.ofSeconds(2));
        passes(4);
        assertThat(refused()).isEqualTo(HALF_A_SECOND);

        Gate strict = gate(new Rate(1, 1), Duration.ofMinutes(1));
        strict.pass();
        for (int seconds = 1; seconds < 60; seconds *= 2) {
            assertThat(strict.pass()).isEqualTo(Duration.ofSeconds(seconds).toNanos());
        }
        time.advance(Duration.ofSeconds(32));
        assertThat(strict.pass()).isZero();
        assertThat(strict.pass())
                .as("16 seconds are left, which double")
                .isEqualTo(Duration.ofSeconds(32).toNanos());
    }

    @Test
    void whoComesBackWhenTheyWereFirstToldIsNotSentAwayForLonger() {
        passes(60);
        Duration first = refused();
        for (int i = 0; i < 63; i++) {
            refused();
        }
        time.advance(first);
        Duration told = refused();
        assertThat(told).isEqualTo(Duration.ofSeconds(30).minus(first));
        time.advance(told);
        passes(60);
    }

    @Test
    void aBucketCanBeAsSlowAndAsLargeAsAllowed() {
        Gate slow = gate(new Rate(1_000_000, 0.001), Duration.ofDays(1));
        for (int i = 0; i < 1_000_000; i++) {
            assertThat(slow.pass()).isZero();
        }
        assertThat(slow.pass()).isEqualTo(Duration.ofSeconds(1_000).toNanos());
        Gate open = gate(Rate.UNLIMITED, Duration.ZERO);
        for (int i = 0; i < 3_000_000; i++) {
            time.advance(Duration.ofNanos(1_000));
            open.pass();
        }
        assertThat(open.pass()).isZero();
    }

    @Test
    void withoutALongestWaitTheBucketAloneDecides() {
        Gate plain = gate(new Rate(1, 0.5), Duration.ZERO);
        assertThat(plain.pass()).isZero();
        for (int i = 0; i < 10; i++) {
            assertThat(plain.pass()).isEqualTo(Duration.ofSeconds(2).toNanos());
        }
        time.advance(Duration.ofSeconds(2));
        assertThat(plain.pass()).isZero();
    }
}
