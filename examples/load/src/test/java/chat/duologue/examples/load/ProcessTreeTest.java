package chat.duologue.examples.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTreeTest {
    private static final long SERVER = 100;

    @TempDir
    private Path proc = Path.of("");

    @Test
    void descendantsCountAndOthersDoNot() throws Exception {
        process(1, 0, 5000, 0);
        process(SERVER, 1, 10, 0);
        process(7, SERVER, 20, 0);
        process(300, 7, 40, 0);
        process(200, 1, 800, 0);

        assertThat(seconds()).isEqualTo(0.70);
    }

    @Test
    void aChildThatEndsBetweenTwoReadingsIsCountedAsWhatItsParentWaitedFor() throws Exception {
        process(SERVER, 1, 10, 0);
        process(101, SERVER, 300, 0);
        double before = seconds();

        Files.delete(proc.resolve("101/stat"));
        process(SERVER, 1, 11, 304);

        assertThat(seconds() - before).isCloseTo(0.05, within(1e-9));
    }

    @Test
    void aProcessThatIsNotThereHasNoTime() throws Exception {
        process(1, 0, 5000, 0);

        assertThat(new ProcessTree(proc, SERVER).cpuSeconds()).isEmpty();
        assertThat(new ProcessTree(proc.resolve("nowhere"), SERVER).cpuSeconds())
                .isEmpty();
    }

    @Test
    void aNameWithBlanksAndBracketsIsNoObstacle() {
        ProcessTimes times = ProcessTimes.of(
                "42 (postgres: a) b (c) S 7 42 42 0 -1 4194624 9 8 0 0 11 12 13 14 20 0 1 0 55 1000 20 18446744\n");

        assertThat(times).isEqualTo(new ProcessTimes(7, 23, 27));
    }

    @Test
    void aRealChildIsCountedWhileItRunsAndAfterItEnded() throws Exception {
        assumeTrue(ServerProcesses.canBeRead());
        Process shell = new ProcessBuilder(
                        "sh",
                        "-c",
                        "read go; sh -c 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo worked; read go'; echo ended; read go")
                .start();
        try (BufferedReader output = shell.inputReader()) {
            ProcessTree tree = new ProcessTree(ProcessTimes.PROC, shell.pid());
            double before = tree.cpuSeconds().orElseThrow();
            tell(shell);
            assertThat(output.readLine()).isEqualTo("worked");
            double working = tree.cpuSeconds().orElseThrow();
            tell(shell);
            assertThat(output.readLine()).isEqualTo("ended");
            double ended = tree.cpuSeconds().orElseThrow();

            assertThat(working).isGreaterThan(before);
            assertThat(ended).isGreaterThanOrEqualTo(working);
            assertThat(ProcessTimes.read(ProcessTimes.PROC, shell.pid())
                            .orElseThrow()
                            .ofEnded())
                    .isPositive();
        } finally {
            shell.destroyForcibly();
        }
    }

    private static void tell(Process shell) throws IOException {
        shell.getOutputStream().write('\n');
        shell.getOutputStream().flush();
    }

    private double seconds() {
        return new ProcessTree(proc, SERVER).cpuSeconds().orElseThrow();
    }

    private void process(long pid, long parent, long own, long ofEnded) throws IOException {
        Path stat = Files.createDirectories(proc.resolve("" + pid)).resolve("stat");
        Files.writeString(
                stat,
                pid + " (server) S " + parent + " 1 1 0 -1 0 0 0 0 0 " + own + " 0 " + ofEnded
                        + " 0 20 0 1 0 55 1000 20\n");
    }
}
