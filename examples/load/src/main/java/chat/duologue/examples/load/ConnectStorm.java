package chat.duologue.examples.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Many clients that connect and say hello at once; their tokens are fetched before. */
final class ConnectStorm {
    /** @param seconds from the first connect to the last answer to a hello */
    record Result(int clients, double seconds, Latency opening) {
        Map<String, Object> fields() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("clients", clients);
            fields.put("seconds", seconds);
            fields.put("opening", opening.fields());
            return fields;
        }
    }

    private ConnectStorm() {}

    static Result raise(Run run, int clients) throws LoadException, InterruptedException {
        List<String> users = IntStream.rangeClosed(1, clients)
                .mapToObj(i -> run.user("s" + i))
                .toList();
        List<Session> sessions = run.sessions(users);
        long start = System.nanoTime();
        run.open(sessions, clients);
        double seconds = (System.nanoTime() - start) / 1e9;
        Histogram opening = new Histogram();
        sessions.forEach(session -> opening.add(session.opening()));
        run.close(sessions);
        return new Result(clients, seconds, Latency.of(opening));
    }
}
