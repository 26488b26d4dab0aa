package chat.duologue.internal.flood;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.FloodControl;
import chat.duologue.FloodControl.Rate;
import chat.duologue.internal.engine.RefusalLog;
import chat.duologue.model.UserId;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloodGatesTest {
    private static final int REMEMBERED = 100;

    private final FloodGates gates = new FloodGates(
            FloodControl.builder()
                    .connects(new Rate(2, 0.5))
                    .sends(new Rate(2, 0.5))
                    .maxRemembered(REMEMBERED)
                    .build(),
            new RefusalLog(),
            new ManualTime());

    private boolean connects(String address) {
        return gates.connect(address).isEmpty();
    }

    @Test
    void eachAddressHasItsOwnBucket() {
        assertThat(connects("192.0.2.1")).isTrue();
        assertThat(connects("192.0.2.1")).isTrue();
        assertThat(gates.connect("192.0.2.1")).contains(Duration.ofSeconds(2));
        assertThat(gates.connect("192.0.2.1")).as("many may share it").contains(Duration.ofSeconds(2));
        assertThat(connects("192.0.2.2")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "[2001:db8::1], 2001:db8::2, true",
        "[2001:db8:0:0:ffff::1], [2001:db8:0:0:1:2:3:4], true",
        "[2001:db8:0:1::1], [2001:db8:0:2::1], false",
        "::ffff:192.0.2.1, 192.0.2.1, true",
        "::ffff:192.0.2.1, ::ffff:192.0.2.2, false",
        "127.0.0.1, [::1], false",
        "not:an address, not:another address, false",
        "[, [x, false"
    })
    void anIpv6NetworkOf64BitsIsOne(String one, String other, boolean same) {
        assertThat(Network.of(one).equals(Network.of(other))).isEqualTo(same);
    }

    @Test
    void whatIsNoAddressIsNotLookedUpNorKeptAtLength() {
        assertThat(Network.of("x".repeat(8_000)).name()).hasSize(64);
        assertThat(Network.of("x:".repeat(8_000)).name()).hasSize(64);
    }

    @Test
    void anUnknownAddressIsNotLimited() {
        for (int i = 0; i < 10; i++) {
            assertThat(connects("")).isTrue();
        }
        assertThat(gates.remembered()).isZero();
    }

    @Test
    void whoHasManyAddressesOrNamesFillsNoMemoryAndKeepsNobodyElseOut() {
        for (int i = 0; i < 100_000; i++) {
            assertThat(connects("[2001:db8:" + Integer.toHexString(i >> 16) + ":" + Integer.toHexString(i & 0xffff)
                            + "::1]"))
                    .isTrue();
            gates.sends(new UserId("user " + i)).pass();
        }
        assertThat(gates.remembered()).isEqualTo(2 * REMEMBERED);
        assertThat(connects("192.0.2.1")).isTrue();
    }

    @Test
    void whoKeepsComingIsNotForgottenForOthersThatCome() {
        connects("192.0.2.1");
        connects("192.0.2.1");
        for (int i = 0; i < 10 * REMEMBERED; i++) {
            connects("[2001:db8:0:" + Integer.toHexString(i) + "::1]");
            if (i % (REMEMBERED / 2) == 0) {
                assertThat(connects("192.0.2.1")).as("after " + i).isFalse();
            }
        }
    }
}
