package chat.duologue.examples.cluster.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What devices went through.
 *
 * @param sent       messages
 * @param attempts   to send one of them
 * @param duplicates answers that it was stored before
 * @param events     shown
 * @param refused    requests that were answered with an error
 * @param resumed    connections that went on where the one before was lost
 */
public record Summary(long sent, long attempts, long duplicates, long events, long refused, long resumed) {
    /** Of the devices whose logs are in the folder. */
    public static Summary of(Path folder) throws IOException {
        List<DeviceLog> logs = DeviceLog.allIn(folder);
        Sends sends = Sends.in(logs);
        return new Summary(
                sends.messages().size(),
                sends.attempts().size(),
                sends.attempts().stream()
                        .filter(attempt -> attempt.answer != null && attempt.answer.duplicate())
                        .count(),
                count(logs, "event", false),
                count(logs, "error", false),
                count(logs, "hello", true));
    }

    private static long count(List<DeviceLog> logs, String what, boolean resumed) {
        return logs.stream()
                .flatMap(log -> log.lines().stream())
                .filter(line -> line.what().equals(what) && (!resumed || line.flag("resumed")))
                .count();
    }
}
