package chat.duologue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionPolicyTest {
    @Test
    void aWrongLimitIsNamed() {
        SessionPolicy.Builder builder = SessionPolicy.builder();
        assertThatThrownBy(() -> builder.maxPerUser(0).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("maxPerUser must");
        builder.maxPerUser(1);
        assertThatThrownBy(() -> builder.maxPerDeviceClass(Map.of("phone", 0)).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("maxPerDeviceClass phone must");
    }

    @Test
    void aPolicyDoesNotChange() {
        Map<String, Integer> limits = new HashMap<>(Map.of("phone", 1));
        SessionPolicy policy = SessionPolicy.builder().maxPerDeviceClass(limits).build();
        limits.put("phone", 2);
        assertThat(policy.maxPerDeviceClass()).containsEntry("phone", 1);
    }
}
