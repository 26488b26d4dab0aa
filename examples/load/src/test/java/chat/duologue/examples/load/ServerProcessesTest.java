package chat.duologue.examples.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServerProcessesTest {
    private static final int MYSELF = (int) ProcessHandle.current().pid();

    @BeforeEach
    void onLinux() {
        assumeThat(ServerProcesses.canBeRead()).isTrue();
    }

    @Test
    void nodesCountTogether() {
        double one = new ServerProcesses(List.of(MYSELF)).cpuSeconds().orElseThrow();
        double three = new ServerProcesses(List.of(MYSELF, MYSELF, MYSELF))
                .cpuSeconds()
                .orElseThrow();

        assertThat(one).isPositive();
        assertThat(three).isGreaterThanOrEqualTo(3 * one);
    }

    @Test
    void whatOneNodeDoesNotTellIsUnknownOfAll() {
        ServerProcesses withAStranger = new ServerProcesses(List.of(MYSELF, Integer.MAX_VALUE));

        assertThat(withAStranger.cpuSeconds()).isEmpty();
        assertThat(withAStranger.residentMegabytes()).isEmpty();
        assertThat(new ServerProcesses(List.of()).cpuSeconds()).isEmpty();
    }
}
