package chat.duologue.examples.load;

import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** One run against one target: users of its own, and sessions on the lanes given. */
final class Run {
    private static final int NAMES = 36 * 36 * 36 * 36;

    private final Target target;
    private final Lanes lanes;
    private final int id = ThreadLocalRandom.current().nextInt(NAMES);
    private final List<Endpoint> endpoints = new ArrayList<>();

    Run(Target target, Lanes lanes, int size) throws LoadException {
        this.target = target;
        this.lanes = lanes;
        TextPattern pattern = new TextPattern(size);
        try {
            for (int i = 0; i < lanes.all().size(); i++) {
                Dialect dialect = switch (target.protocol()) {
                    case DUOLOGUE -> new DuologueDialect(id, pattern);
                    case STICK -> new StickDialect(pattern);
                };
                endpoints.add(Endpoint.of(target.url(), dialect));
            }
        } catch (UnknownHostException e) {
            throw new LoadException("the host of " + target.url() + " is unknown", e);
        }
    }

    Lanes lanes() {
        return lanes;
    }

    Endpoint endpoint(int lane) {
        return endpoints.get(lane);
    }

    ServerProcess server() {
        return new ServerProcess(target.pid());
    }

    DatabaseMeter databaseMeter() throws LoadException {
        return DatabaseMeter.of(target.database());
    }

    /** A user's name that no other run uses. */
    String user(String suffix) {
        return "load-" + Integer.toString(NAMES + id, 36).substring(1) + "-" + suffix;
    }

    List<String> tokens(List<String> users) throws LoadException, InterruptedException {
        return Login.tokens(target.credentials(), users);
    }

    /** Sessions of these users, not open yet; {@code perLane} successive ones share a lane. */
    List<Session> sessions(List<String> users, List<String> tokens, int perLane) {
        List<Session> sessions = new ArrayList<>(users.size());
        for (int i = 0; i < users.size(); i++) {
            int lane = i / perLane % endpoints.size();
            sessions.add(new Session(lanes.of(lane), endpoints.get(lane), users.get(i), tokens.get(i)));
        }
        return sessions;
    }

    /** Opens sessions, so many at a time, and waits until all are in. */
    void open(List<Session> sessions, int atOnce) throws LoadException, InterruptedException {
        new Opening(atOnce).open(sessions);
    }

    /** How many of the sessions are open now. */
    long countOpen(List<Session> sessions) throws InterruptedException {
        long open = 0;
        for (Lane lane : lanes.all()) {
            open += lane.loop()
                    .call(() -> sessions.stream()
                            .filter(session -> session.lane() == lane && session.isOpen())
                            .count());
        }
        return open;
    }

    void close(List<Session> sessions) {
        sessions.forEach(session -> session.lane().loop().execute(session::close));
    }
}
