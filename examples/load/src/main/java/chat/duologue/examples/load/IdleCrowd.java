package chat.duologue.examples.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** Sessions that are logged in and do nothing, and the server's memory that each of them costs. */
final class IdleCrowd {
    private static final int OPENING_AT_ONCE = 64;
    private static final long SETTLING_MS = 2_000;

    /**
     * What the crowd costs the server.
     *
     * @param heapPerSession live heap in bytes, empty where the process is not known
     */
    record Result(
            int sessions, long stillOpen, OptionalLong heapPerSession, OptionalDouble residentKilobytesPerSession) {
        Map<String, Object> fields() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("sessions", sessions);
            fields.put("stillOpen", stillOpen);
            heapPerSession.ifPresent(bytes -> fields.put("liveHeapBytesPerSession", bytes));
            residentKilobytesPerSession.ifPresent(kb -> fields.put("residentKilobytesPerSession", kb));
            return fields;
        }
    }

    private IdleCrowd() {}

    /** Opens the sessions and leaves them open. */
    static Result gather(Run run, int count) throws LoadException, InterruptedException {
        ServerProcesses server = run.server();
        boolean known = server.areKnown();
        List<String> users =
                IntStream.rangeClosed(1, count).mapToObj(i -> run.user("i" + i)).toList();
        List<Session> sessions = run.sessions(users);
        long heapBefore = known ? server.liveHeapBytes() : 0;
        OptionalDouble residentBefore = server.residentMegabytes();
        run.open(sessions, OPENING_AT_ONCE);
        Thread.sleep(SETTLING_MS);
        OptionalDouble residentAfter = server.residentMegabytes();
        return new Result(
                count,
                run.countOpen(sessions),
                known ? OptionalLong.of((server.liveHeapBytes() - heapBefore) / count) : OptionalLong.empty(),
                residentBefore.isPresent() && residentAfter.isPresent()
                        ? OptionalDouble.of((residentAfter.getAsDouble() - residentBefore.getAsDouble()) * 1024 / count)
                        : OptionalDouble.empty());
    }
}
