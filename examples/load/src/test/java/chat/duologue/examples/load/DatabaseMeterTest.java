package chat.duologue.examples.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DatabaseMeterTest {
    @Test
    void costsAreTheDifferencePerMessage() {
        DatabaseMeter.Reading before = reading(1.0, counters(1_000, 10, 20, 30, 40));
        DatabaseMeter.Reading after = reading(3.0, counters(51_000, 110, 420, 230, 640));

        assertThat(after.since(before, 100))
                .isEqualTo(new DatabaseCosts(some(20), some(500), some(1), some(4), some(2), some(6)));
    }

    @Test
    void costsAreNeverNegative() {
        DatabaseMeter.Reading before = reading(3.0, counters(51_000, 110, 420, 230, 640));
        DatabaseMeter.Reading after = reading(2.9, counters(0, 0, 0, 0, 0));

        assertThat(after.since(before, 100))
                .isEqualTo(new DatabaseCosts(some(0), some(0), some(0), some(0), some(0), some(0)));
    }

    @Test
    void whatIsNotKnownStaysUnknown() {
        DatabaseMeter.Reading unknown = new DatabaseMeter.Reading(OptionalDouble.empty(), DatabaseCounters.UNKNOWN);

        assertThat(reading(1, counters(1, 1, 1, 1, 1)).since(unknown, 100).isUnknown())
                .isTrue();
        assertThat(reading(1, counters(1, 1, 1, 1, 1))
                        .since(reading(1, counters(1, 1, 1, 1, 1)), 0)
                        .isUnknown())
                .isTrue();
        assertThat(reading(1, DatabaseCounters.UNKNOWN)
                        .since(reading(1, DatabaseCounters.UNKNOWN), 10)
                        .fields())
                .containsOnlyKeys("cpuSecondsPer1000");
    }

    @Test
    void theUrlTellsWhatIsCounted() {
        assertThat(DatabaseCounters.Kind.of("jdbc:postgresql://127.0.0.1/chat"))
                .isEqualTo(DatabaseCounters.Kind.POSTGRESQL);
        assertThat(DatabaseCounters.Kind.of("jdbc:mariadb://127.0.0.1/chat")).isEqualTo(DatabaseCounters.Kind.MARIADB);
        assertThat(DatabaseCounters.Kind.of("jdbc:h2:mem:chat")).isEqualTo(DatabaseCounters.Kind.NONE);
    }

    @Test
    void aDatabaseThatCountsNothingIsNotAsked() throws Exception {
        ObservedDatabase h2 = new ObservedDatabase(
                new DatabaseLogin("jdbc:h2:tcp://127.0.0.1:1/chat", null, null), OptionalLong.empty());

        try (DatabaseMeter meter = DatabaseMeter.of(h2)) {
            assertThat(meter.read().counters()).isEqualTo(DatabaseCounters.UNKNOWN);
        }
    }

    @Test
    void aDatabaseThatIsNotThereFailsTheRunWithoutItsPassword() {
        ObservedDatabase nowhere = new ObservedDatabase(
                new DatabaseLogin("jdbc:postgresql://127.0.0.1:1/chat?password=secret", "chat", "secret"),
                OptionalLong.empty());

        assertThatThrownBy(() -> DatabaseMeter.of(nowhere))
                .isInstanceOf(LoadException.class)
                .hasMessageStartingWith("the counters of jdbc:postgresql://127.0.0.1:1/chat can't be read")
                .hasMessageNotContaining("secret");
    }

    private static DatabaseMeter.Reading reading(double cpuSeconds, DatabaseCounters counters) {
        return new DatabaseMeter.Reading(some(cpuSeconds), counters);
    }

    private static DatabaseCounters counters(
            double logBytes, double transactions, double statements, double written, double read) {
        return new DatabaseCounters(some(logBytes), some(transactions), some(statements), some(written), some(read));
    }

    private static OptionalDouble some(double value) {
        return OptionalDouble.of(value);
    }
}
