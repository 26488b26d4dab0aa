package chat.duologue.examples.load;

import java.util.function.Consumer;

/** One live connection of a user: connects, says hello, then hands on what the server says. On its loop's thread. */
final class Session implements WireClient.Listener {
    /** Who wants to know what the server says after the welcome. */
    interface Reader {
        void incoming(Incoming in, long now);
    }

    private enum State {
        OPENING,
        OPEN,
        ENDED
    }

    private final Lane lane;
    private final Endpoint endpoint;
    private final String user;
    private final String token;
    private final WireClient client;
    private Reader reader = (in, now) -> {};
    private Consumer<String> whenOpened = failure -> {};
    private State state = State.OPENING;
    private String refusal = "";
    private long connectedFrom;
    private long opening;

    Session(Lane lane, Endpoint endpoint, String user, String token) {
        this.lane = lane;
        this.endpoint = endpoint;
        this.user = user;
        this.token = token;
        client = new WireClient(lane.loop(), endpoint, this);
    }

    Lane lane() {
        return lane;
    }

    Dialect dialect() {
        return endpoint.dialect();
    }

    boolean isOnNodeOf(Session other) {
        return endpoint.equals(other.endpoint);
    }

    String user() {
        return user;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Nanoseconds from the connect to the answer to hello. */
    long opening() {
        return opening;
    }

    void readBy(Reader newReader) {
        reader = newReader;
    }

    /** Connects and says hello; then calls back once, with an empty string or with what went wrong. */
    void open(Consumer<String> then) {
        whenOpened = then;
        connectedFrom = System.nanoTime();
        client.connect();
    }

    void close() {
        client.close();
    }

    /** An empty scratch to write the next frame into, for {@link #send}. */
    Bytes scratch() {
        return lane.scratch().clear();
    }

    void send(Bytes frame) {
        client.send(frame);
    }

    @Override
    public void opened() {
        Bytes frame = scratch();
        dialect().hello(frame, user, token);
        send(frame);
    }

    @Override
    public void text(byte[] bytes, int from, int length, long now) {
        Incoming in = lane.incoming();
        try {
            dialect().read(bytes, from, length, in);
        } catch (WireException e) {
            lane.tally().violations.add(Violations.Kind.UNREADABLE, e.getMessage() + " (to " + user + ")");
            return;
        }
        if (state == State.OPEN) {
            reader.incoming(in, now);
        } else if (in.kind == Incoming.Kind.WELCOME) {
            state = State.OPEN;
            opening = now - connectedFrom;
            whenOpened.accept("");
        } else if (in.kind == Incoming.Kind.REFUSED) {
            refusal = "hello was answered with " + in.code + " (" + in.reason + ")";
        }
    }

    @Override
    public void closed(WireClient.Closed why) {
        State before = state;
        state = State.ENDED;
        if (before == State.OPENING) {
            whenOpened.accept(refusal.isEmpty() ? why.code() + " " + why.reason() : refusal);
        } else if (!why.byUs() || why.code() != 1000) {
            lane.tally().lostConnection(why);
        }
    }
}
