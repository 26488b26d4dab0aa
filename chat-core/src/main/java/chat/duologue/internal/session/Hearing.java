package chat.duologue.internal.session;

import chat.duologue.DisconnectReason;
import chat.duologue.internal.cluster.Cluster;
import chat.duologue.internal.cluster.Node;
import chat.duologue.internal.cluster.Note;
import chat.duologue.internal.engine.Reads;
import chat.duologue.internal.signal.Signals;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** What this node does when others say something, or may have said something. Thread-safe. */
public final class Hearing implements Cluster.Listener {
    /** By so much the clock may be set while a session lives. */
    private static final Duration A_WHILE = Duration.ofSeconds(2);

    private final Streams streams;
    private final Sessions sessions;
    private final RollCall rollCall;
    private final Signals signals;
    private final Reads reads;
    private final InstantSource clock;

    public Hearing(
            Streams streams, Sessions sessions, RollCall rollCall, Signals signals, Reads reads, InstantSource clock) {
        this.streams = streams;
        this.sessions = sessions;
        this.rollCall = rollCall;
        this.signals = signals;
        this.reads = reads;
        this.clock = clock;
    }

    @Override
    public void heard(Node by, Note note, Duration age) {
        if (note instanceof Note.Moved moved) {
            streams.publish(moved);
        } else if (note instanceof Note.Disconnected disconnected) {
            if (disconnected.session() == null) {
                sessions.disconnect(disconnected.user(), disconnected.reason(), before(age));
            } else {
                sessions.disconnect(disconnected.user(), disconnected.session(), disconnected.reason());
            }
        } else if (note instanceof Note.TellAgain) {
            streams.compareAll(reads); // what that node said while it was away has reached nobody
        } else if (note instanceof Note.WhoIsPresent asked) {
            rollCall.heard(by, asked);
        } else if (note instanceof Note.Present present) {
            rollCall.heard(by, present);
        } else if (note instanceof Note.Seated seated) {
            sessions.heard(by, seated);
        } else if (note instanceof Note.Unseated unseated) {
            sessions.heard(unseated);
        } else if (note instanceof Note.Erased erased) {
            sessions.disconnect(erased.user(), DisconnectReason.ACCESS_ENDED, before(age));
            if (sessions.of(erased.user()).isEmpty()) {
                signals.forget(erased.user());
            } else {
                signals.isAnother(erased.user());
            }
        } else {
            signals.heard(by, note);
        }
    }

    /** Who logged in before that did so before it was said so long ago; a moment later counts as before, for notes take their time. */
    private Instant before(Duration age) {
        return clock.instant().minus(age).plus(A_WHILE);
    }

    @Override
    public void mayHaveMissed() {
        streams.compareAll(reads);
        sessions.mayHaveMissed();
        signals.mayHaveMissed();
    }
}
