package chat.duologue.examples.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code /proc/PID/stat} tells about the processor time of a process, in ticks.
 *
 * @param own user and system time of all its threads, ended ones too
 * @param ofEnded the same of its children that ended and that it waited for, theirs included
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
record ProcessTimes(long parent, long own, long ofEnded) {
    static final Path PROC = Path.of("/proc");

    /** The same on every Linux that Java runs on. */
    static final double TICKS_PER_SECOND = 100;

    private static final int PARENT_AFTER_NAME = 1;
    private static final int USER_TIME_AFTER_NAME = 11;

    /** Empty where the process is no more. */
    static Optional<ProcessTimes> read(Path proc, long pid) {
        try {
            return Optional.of(of(Files.readString(proc.resolve(pid + "/stat"))));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    static ProcessTimes of(String stat) {
        // The name is in brackets, and may hold blanks and brackets itself.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ");
        return new ProcessTimes(
                Long.parseLong(fields[PARENT_AFTER_NAME]),
                sum(fields, USER_TIME_AFTER_NAME),
                sum(fields, USER_TIME_AFTER_NAME + 2));
    }

    private static long sum(String[] fields, int at) {
        return Long.parseLong(fields[at]) + Long.parseLong(fields[at + 1]);
    }
}
