package chat.duologue.examples.load;

import java.net.URI;
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
    private final List<List<Endpoint>> nodesByLane = new ArrayList<>();

    Run(Target target, Lanes lanes, int size) throws LoadException {
        this.target = target;
        this.lanes = lanes;
        TextPattern pattern = new TextPattern(size);
        for (int i = 0; i < lanes.all().size(); i++) {
            nodesByLane.add(endpoints(
                    switch (target.protocol()) {
                        case DUOLOGUE -> new DuologueDialect(id, pattern);
                        case STICK -> new StickDialect(pattern);
                    }));
        }
    }

    private List<Endpoint> endpoints(Dialect dialect) throws LoadException {
        List<Endpoint> endpoints = new ArrayList<>();
        for (URI url : target.urls()) {
            try {
                endpoints.add(Endpoint.of(url, dialect));
            } catch (UnknownHostException e) {
                throw new LoadException("the host of " + url + " is unknown", e);
            }
        }
        return List.copyOf(endpoints);
    }

    Lanes lanes() {
        return lanes;
    }

    int nodes() {
        return target.urls().size();
    }

    /** All nodes, for the sessions of one lane. */
    List<Endpoint> endpoints(int lane) {
        return nodesByLane.get(lane);
    }

    ServerProcesses server() {
        return new ServerProcesses(target.pids());
    }

    Meters meters() throws LoadException {
        return new Meters(target);
    }

    /** A user's name that no other run uses. */
    String user(String suffix) {
        return "load-" + Integer.toString(NAMES + id, 36).substring(1) + "-" + suffix;
    }

    List<String> tokens(List<String> users) throws LoadException, InterruptedException {
        return Login.tokens(target.credentials(), users);
    }

    /** Sessions of these users, not open yet, spread over lanes and nodes. */
    List<Session> sessions(List<String> users) throws LoadException, InterruptedException {
        List<String> tokens = tokens(users);
        List<Session> sessions = new ArrayList<>(users.size());
        for (int i = 0; i < users.size(); i++) {
            sessions.add(session(i, i / nodesByLane.size() % nodes(), users.get(i), tokens.get(i)));
        }
        return sessions;
    }

    /** One not open yet; {@code lane} is any number, {@code node} that of a node. */
    Session session(int lane, int node, String user, String token) {
        int index = lane % nodesByLane.size();
        return new Session(lanes.of(index), endpoints(index).get(node), user, token);
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
