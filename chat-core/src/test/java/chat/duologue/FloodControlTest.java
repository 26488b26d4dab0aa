package chat.duologue;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.FloodControl.Rate;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class FloodControlTest {
    @Test
    void aWrongValueIsNamed() {
        assertNames("burst", () -> new Rate(0, 1));
        assertNames("burst", () -> new Rate(1_000_001, 1));
        assertNames("perSecond", () -> new Rate(1, 0));
        assertNames("perSecond", () -> new Rate(1, Double.NaN));
        assertNames("perSecond", () -> new Rate(1, 1_000_001));
        FloodControl.Builder builder = FloodControl.builder();
        assertNames("maxWait", () -> builder.maxWait(Duration.ofMillis(-1)).build());
        builder.maxWait(Duration.ZERO);
        assertNames("maxRefused", () -> builder.maxRefused(0).build());
        builder.maxRefused(1);
        assertNames("maxRemembered", () -> builder.maxRemembered(0).build());
    }

    private static void assertNames(String option, ThrowingCallable code) {
        assertThatThrownBy(code).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(option + " must");
    }
}
