package chat.duologue.examples.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the operating system and {@code jcmd} tell about a process; every figure may be missing. */
record ServerProcess(OptionalLong pid) {
    static ServerProcess ofMyself() {
        return new ServerProcess(OptionalLong.of(ProcessHandle.current().pid()));
    }

    static boolean canBeRead() {
        return Files.isReadable(Path.of("/proc/self/stat"));
    }

    /** User and system time used so far. */
    OptionalDouble cpuSeconds() {
        return pid.stream()
                .mapToObj(known -> ProcessTimes.read(ProcessTimes.PROC, known))
                .flatMap(Optional::stream)
                .mapToDouble(times -> times.own() / ProcessTimes.TICKS_PER_SECOND)
                .findFirst();
    }

    /** Resident memory now. */
    OptionalDouble residentMegabytes() {
        if (pid.isPresent() && canBeRead()) {
            try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid.getAsLong() + "/status"))) {
                return lines.filter(line -> line.startsWith("VmRSS:"))
                        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                        .findFirst();
            } catch (IOException | RuntimeException e) {
                return OptionalDouble.empty();
            }
        }
        return OptionalDouble.empty();
    }

    /** Bytes of live objects: the total of a class histogram, which runs a full collection first. */
    long liveHeapBytes() throws LoadException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        String program = Files.isExecutable(jcmd) ? jcmd.toString() : "jcmd";
        try {
            Path output = Files.createTempFile("load-histogram", ".txt");
            try {
                Process process = new ProcessBuilder(program, "" + pid.orElseThrow(), "GC.class_histogram")
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
