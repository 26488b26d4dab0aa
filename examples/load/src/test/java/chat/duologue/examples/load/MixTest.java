package chat.duologue.examples.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixTest {
    @Test
    void picksByShare() throws UsageException {
        SplittableRandom random = new SplittableRandom(1);
        Mix mix = Mix.of("--mix", "send=30,history=10");
        Map<Action, Integer> picked = new EnumMap<>(Action.class);
        for (int i = 0; i < 40_000; i++) {
            picked.merge(mix.pick(random), 1, Integer::sum);
        }
        assertThat(picked).containsOnlyKeys(Action.SEND, Action.HISTORY);
        assertThat(picked.get(Action.HISTORY)).isBetween(9_500, 10_500);
        assertThat(mix).hasToString("send 75 %, history 25 %");
    }

    @Test
    void theUsualOneHasEverything() {
        assertThat(Mix.usual().shares()).containsOnlyKeys(Action.values());
        assertThat(Mix.usual().shares().values().stream()
                        .mapToInt(share -> share)
                        .sum())
                .isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "send",
                "send=x",
                "send=-1",
                "sends=1",
                "send=1;read=1",
                "read=1",
                "send=0,read=1",
                "send=1=2"
            })
    void whatDoesNotFitIsRefusedByName(String list) {
        assertThatThrownBy(() -> Mix.of("--mix", list))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("--mix must ");
    }
}
