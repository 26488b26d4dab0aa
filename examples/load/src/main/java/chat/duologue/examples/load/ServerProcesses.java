package chat.duologue.examples.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** What the operating system and {@code jcmd} tell about processes, taken together; every figure may be missing. */
record ServerProcesses(List<Integer> pids) {
    static ServerProcesses ofMyself() {
        return new ServerProcesses(List.of((int) ProcessHandle.current().pid()));
    }

    boolean areKnown() {
        return !pids.isEmpty();
    }

    static boolean canBeRead() {
        return Files.isReadable(Path.of("/proc/self/stat"));
    }

    /** User and system time used so far. */
    OptionalDouble cpuSeconds() {
        return sum(pid -> ProcessTimes.read(ProcessTimes.PROC, pid).stream()
                .mapToDouble(times -> times.own() / ProcessTimes.TICKS_PER_SECOND)
                .findFirst());
    }

    /** Resident memory now. */
    OptionalDouble residentMegabytes() {
        return sum(ServerProcesses::residentMegabytes);
    }

    /** Bytes of live objects: the totals of class histograms, which run a full collection first. */
    long liveHeapBytes() throws LoadException, InterruptedException {
        long bytes = 0;
        for (int pid : pids) {
            bytes += liveHeapBytes(pid);
        }
        return bytes;
    }

    /** Empty where one is missing, or there is none. */
    private OptionalDouble sum(IntFunction<OptionalDouble> figure) {
        List<OptionalDouble> figures = pids.stream().map(figure::apply).toList();
        return figures.isEmpty() || !figures.stream().allMatch(OptionalDouble::isPresent)
                ? OptionalDouble.empty()
                : OptionalDouble.of(figures.stream()
                        .mapToDouble(OptionalDouble::getAsDouble)
                        .sum());
    }

    private static OptionalDouble residentMegabytes(int pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst();
        } catch (IOException | RuntimeException e) {
            return OptionalDouble.empty();
        }
    }

    private static long liveHeapBytes(int pid) throws LoadException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        String program = Files.isExecutable(jcmd) ? jcmd.toString() : "jcmd";
        try {
            Path output = Files.createTempFile("load-histogram", ".txt");
            try {
                Process process = new ProcessBuilder(program, "" + pid, "GC.class_histogram")
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                if (!process.waitFor(2, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                }
                return total(Files.readString(output));
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new LoadException("jcmd could not be run", e);
        }
    }

    private static long total(String histogram) throws LoadException {
        int at = histogram.lastIndexOf("\nTotal");
        if (at < 0) {
            throw new LoadException("jcmd gave no class histogram, but: "
                    + histogram.lines().findFirst().orElse("nothing"));
        }
        String[] columns = histogram.substring(at + 1).strip().split("\\s+");
        return Long.parseLong(columns[2]);
    }
}
