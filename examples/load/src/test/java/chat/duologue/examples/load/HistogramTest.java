package chat.duologue.examples.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class HistogramTest {
    @Test
    void quantilesAreWithinAThousandthOfTheSortedValues() {
        Random random = new Random(7);
        Histogram histogram = new Histogram();
        long[] values = new long[20_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (long) Math.exp(random.nextDouble() * Math.log(Histogram.MOST));
            histogram.add(values[i]);
        }
        Arrays.sort(values);

        for (double share : new double[] {0.001, 0.1, 0.5, 0.9, 0.99, 0.999}) {
            long exact = values[(int) Math.ceil(share * values.length) - 1];
            assertThat(histogram.quantile(share)).isCloseTo(exact, Percentage.withPercentage(0.1));
        }
        assertThat(histogram.max()).isEqualTo(values[values.length - 1]);
        assertThat(histogram.quantile(1)).isEqualTo(histogram.max());
        assertThat(histogram.total()).isEqualTo(values.length);
    }

    @Test
    void smallValuesAreExact() {
        Histogram histogram = new Histogram();
        for (int i = 1; i <= 2000; i++) {
            histogram.add(i);
        }

        assertThat(histogram.quantile(0.5)).isEqualTo(1000);
        assertThat(histogram.quantile(0.0005)).isEqualTo(1);
        assertThat(histogram.quantile(1)).isEqualTo(2000);
    }

    @Test
    void extremesAreCutOffAndEmptinessIsZero() {
        Histogram histogram = new Histogram();
        assertThat(histogram.quantile(0.5)).isZero();

        histogram.add(-5);
        histogram.add(Long.MAX_VALUE);

        assertThat(histogram.quantile(0.5)).isZero();
        assertThat(histogram.max()).isEqualTo(Histogram.MOST);
    }

    @Test
    void addingUpIsAsIfAllHadBeenCountedInOne() {
        Histogram one = new Histogram();
        Histogram other = new Histogram();
        one.add(1_000_000);
        other.add(3_000_000);

        one.addAll(other);

        assertThat(one.total()).isEqualTo(2);
        assertThat((double) one.quantile(0.5)).isCloseTo(1_000_000, within(1000.0));
        assertThat(one.max()).isEqualTo(3_000_000);
    }
}
