package chat.duologue.examples.load;

import chat.duologue.examples.load.Violations.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One user of the mixed workload: takes one action after the other, and checks what comes. On its loop's thread.
 *
 * <p>It has one conversation. So the {@code seq} of the messages it sees rises by one, also over a resume; and in the end it
 * has seen its stream up to the head.
 */
final class Chatterer implements WireClient.Listener {
    private static final long ACK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long COME_BACK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int REMEMBERED = 8;
    private static final int DUE_DIGITS = 18;
    private static final String HELLO = "hello";

    /** What all of a lane share. */
    record Scene(Lane lane, List<Endpoint> nodes, MixedOptions options, MixedTally tally) {}

    private final Scene scene;
    private final String user;
    private final String token;
    private final String peer;
    private final int index;
    private final RandomGenerator random;
    private final JsonFields fields = new JsonFields();
    private final FrameFields in = new FrameFields();
    private WireClient client;
    private Consumer<String> whenIn = problem -> {};
    private @Nullable Timeline timeline;
    private int visits;
    private long turns;

    private String stream = "";
    private long cursor;
    private long head;
    private long acked;
    private boolean ackDue;
    private String conversation = "";
    private long lastSeq;
    private long sentSeq;
    private final Deque<Long> own = new ArrayDeque<>();

    private @Nullable Action pending;
    private long pendingDue;
    private long request;
    private boolean isIn;
    private boolean leaving;

    Chatterer(Scene scene, String user, String token, String peer, int index) {
        this.scene = scene;
        this.user = user;
        this.token = token;
        this.peer = peer;
        this.index = index;
        this.random = new SplittableRandom(scene.options().seed() * 1_000_003L + index);
        this.client = atNextNode();
    }

    Lane lane() {
        return scene.lane();
    }

    /** Connects; then calls back once, with an empty string or with what went wrong. */
    void enter(Consumer<String> then) {
        whenIn = then;
        client.connect();
    }

    /** Begins to act. */
    void start(Timeline newTimeline) {
        timeline = newTimeline;
        next();
    }

    boolean isQuiet() {
        return pending == null;
    }

    /** Comes back once more, to be told where its stream ends. */
    void comeBack() {
        pending = Action.RESUME;
        pendingDue = Long.MAX_VALUE; // all come at once: that is not measured
        leave();
    }

    /** Checks what only the end shows. */
    void finish(Chatterer other) {
        Violations violations = lane().tally().violations;
        if (pending != null) {
            violations.add(Kind.UNANSWERED, pending + " of " + user);
        }
        if (cursor != head) {
            violations.add(Kind.MISSED, "the head of " + user + " is " + head + ", and " + cursor + " came last");
        }
        if (sentSeq > other.lastSeq) {
            violations.add(Kind.LOST, sentSeq + " of " + user + ", whose peer has seen " + other.lastSeq);
        }
        leaving = true;
        client.close();
    }

    private void next() {
        Timeline run = timeline;
        if (run == null) {
            return;
        }
        long due = run.now();
        int rate = scene.options().rate();
        if (rate > 0) {
            long place = index + turns++ * 2L * scene.options().pairs();
            due = place * TimeUnit.SECONDS.toNanos(1) / rate;
        }
        if (due >= run.measureTo()) {
            return;
        }
        long at = due;
        if (at > run.now()) {
            lane().loop().schedule(run.origin() + at, () -> act(at));
        } else {
            lane().loop().execute(() -> act(at));
        }
    }

    private void act(long due) {
        Action action = scene.options().mix().pick(random);
        boolean possible = switch (action) {
            case SEND, LIST, RESUME -> true;
            case EDIT, RECALL -> !own.isEmpty();
            default -> lastSeq > 0 && !conversation.isEmpty();
        };
        pending = possible ? action : Action.SEND;
        pendingDue = due;
        if (!isIn) {
            return; // a lost connection: what is pending fails when that is known
        }
        request++;
        if (pending == Action.RESUME) {
            leave();
        } else {
            ask(pending);
        }
    }

    private void ask(Action action) {
        Bytes frame = lane().scratch().clear();
        frame.add("{\"type\":\"").add(type(action)).add("\"");
        if (action != Action.TYPING) {
            frame.add(",\"id\":\"").addNumber(request).add("\"");
        }
        if (action != Action.SEND && action != Action.LIST) {
            frame.add(",\"conversation\":").addJson(conversation);
        }
        switch (action) {
            case SEND -> {
                frame.add(",\"to\":")
                        .addJson(peer)
                        .add(",\"clientMessageId\":\"")
                        .add(UUID.randomUUID().toString());
                text(frame.add("\""), 't');
            }
            case READ -> frame.add(",\"seq\":").addNumber(lastSeq);
            case TYPING -> frame.add(",\"typing\":").add(random.nextBoolean() ? "true" : "false");
            case REACT ->
                frame.add(",\"seq\":")
                        .addNumber(lastSeq)
                        .add(",\"reaction\":\"+\",\"remove\":")
                        .add(random.nextInt(4) == 0 ? "true" : "false");
            case EDIT -> text(frame.add(",\"seq\":").addNumber(own.getLast()), 'e');
            case RECALL -> frame.add(",\"seq\":").addNumber(own.removeFirst());
            default -> frame.add(",\"limit\":").addNumber(action == Action.LIST ? 20 : 50);
        }
        client.send(frame.add("}"));
        if (action == Action.TYPING) {
            done(pendingDue, null);
        }
    }

    /** As long as it shall be, and with the time it was due at in it. */
    private void text(Bytes frame, char kind) {
        frame.add(",\"text\":\"");
        int from = frame.length();
        frame.add(String.valueOf(kind)).addDigits(pendingDue, DUE_DIGITS);
        frame.padTo(from + scene.options().size(), 'x').add("\"");
    }

    private static String type(Action action) {
        return action == Action.LIST ? "conversations" : action.toString();
    }

    private void done(long now, @Nullable String error) {
        Action action = pending;
        Timeline run = timeline;
        pending = null;
        if (action == null || run == null) {
            return;
        }
        if (error != null) {
            scene.tally().error(action, error);
        } else if (run.isMeasured(pendingDue)) {
            scene.tally().of(action).add(now - pendingDue);
        }
        next();
    }

    // ---- the connection

    /** Each time at another node, if there are several: that is what a load balancer may do. */
    private WireClient atNextNode() {
        List<Endpoint> nodes = scene.nodes();
        return new WireClient(lane().loop(), nodes.get((index + visits++) % nodes.size()), this);
    }

    private void leave() {
        leaving = true;
        isIn = false;
        client.close();
    }

    @Override
    public void opened() {
        Bytes frame = lane().scratch().clear();
        frame.add("{\"type\":\"hello\",\"id\":\"" + HELLO + "\",\"token\":").addJson(token);
        if (!stream.isEmpty()) {
            frame.add(",\"resume\":{\"stream\":")
                    .addJson(stream)
                    .add(",\"offset\":")
                    .addNumber(cursor)
                    .add("}");
        }
        client.send(frame.add("}"));
    }

    @Override
    public void closed(WireClient.Closed why) {
        isIn = false;
        boolean expected = leaving;
        leaving = false;
        if (expected && pending != Action.RESUME) {
            return; // for good
        }
        if (stream.isEmpty()) {
            whenIn.accept(why.code() + " " + why.reason());
            return;
        }
        client = atNextNode();
        if (expected) {
            client.connect();
        } else {
            lane().tally().lostConnection(why);
            lane().loop().schedule(System.nanoTime() + COME_BACK_NANOS, client::connect);
        }
    }

    @Override
    public void text(byte[] bytes, int from, int length, long now) {
        try {
            in.read(fields.over(bytes, from, length));
        } catch (WireException e) {
            lane().tally().violations.add(Kind.UNREADABLE, e.getMessage() + " (to " + user + ")");
            return;
        }
        long time = timeline == null ? 0 : now - timeline.origin();
        switch (in.type) {
            case "event" -> event(time);
            case "head" -> head = Math.max(head, in.offset);
            case "ok", "error" -> answer(time);
            default -> {
                // signals
            }
        }
    }

    private void answer(long time) {
        String error = in.type.equals("error") ? in.code : null;
        if (in.id.equals(HELLO)) {
            welcome(time, error);
        } else if (pending != null && in.id.equals(Long.toString(request))) {
            if (pending == Action.SEND && error == null) {
                conversation = in.conversation;
                sentSeq = in.seq;
                own.addLast(in.seq);
                if (own.size() > REMEMBERED) {
                    own.removeFirst();
                }
            }
            done(time, error);
        } else {
            lane().tally().violations.add(Kind.ANSWERED_OUT_OF_TURN, in.id + " to " + user);
        }
    }

    private void welcome(long time, @Nullable String error) {
        if (error != null) {
            whenIn.accept("hello was answered with " + error);
            return;
        }
        boolean again = !stream.isEmpty();
        if (again && !in.resumed) {
            lane().tally().violations.add(Kind.NOT_RESUMED, "after " + cursor + " of " + user);
        }
        stream = in.stream;
        head = Math.max(head, in.head);
        cursor = again ? cursor : in.head;
        isIn = true;
        if (again) {
            done(time, pending == Action.RESUME ? null : "connection lost");
        } else {
            whenIn.accept("");
        }
    }

    private void event(long time) {
        Violations violations = lane().tally().violations;
        if (in.offset <= cursor) {
            violations.add(Kind.OFFSET_BACK, in.offset + " after " + cursor + " at " + user);
        }
        cursor = in.offset;
        head = Math.max(head, cursor);
        if (in.kind.equals("message")) {
            if (in.seq != lastSeq + 1) {
                violations.add(Kind.SEQ_GAP, in.seq + " after " + lastSeq + " at " + user);
            }
            lastSeq = in.seq;
            conversation = in.conversation;
            if (in.from.equals(peer) && in.text.startsWith("t") && timeline != null) {
                long due = Long.parseLong(in.text.substring(1, 1 + DUE_DIGITS));
                if (timeline.isMeasured(due)) {
                    scene.tally().delivering.add(time - due);
                }
            }
        }
        if (!ackDue) {
            ackDue = true;
            lane().loop().schedule(System.nanoTime() + ACK_NANOS, this::acknowledge);
        }
    }

    private void acknowledge() {
        ackDue = false;
        if (isIn && cursor > acked) {
            acked = cursor;
            client.send(lane().scratch()
                    .clear()
                    .add("{\"type\":\"ack\",\"offset\":")
                    .addNumber(cursor)
                    .add("}"));
        }
    }
}
