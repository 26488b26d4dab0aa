package chat.duologue.examples.load;

import chat.duologue.examples.load.Verifier.Viewer;
import chat.duologue.examples.load.Violations.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two users with one conversation. Direction 0 goes from the first to the second, direction 1 back; over all pairs,
 * the senders are numbered so that a message's text tells its pair and direction.
 */
final class Pair {
    private static final long ACK_INTERVAL = 100_000_000;

    private final int index;
    private final int directions;
    private final boolean acks;
    private final Timeline timeline;
    private final Tally tally;
    private final Times times;
    private final List<Sender> senders = new ArrayList<>(2);

    /** @param index the pair's number, from 0 */
    Pair(int index, Session first, Session second, Shape shape, Pace pace, Timeline timeline) {
        this.index = index;
        this.timeline = timeline;
        directions = shape.directions();
        acks = shape.ack() && first.dialect().hasStreams();
        tally = first.lane().tally();
        times = tally.timesBetween(first, second);
        senders.add(sender(0, first, second, pace));
        if (directions == 2) {
            senders.add(sender(1, second, first, pace));
        }
        first.readBy(new End(0, first));
        second.readBy(new End(1, second));
    }

    List<Sender> senders() {
        return senders;
    }

    private Sender sender(int direction, Session from, Session to, Pace pace) {
        Verifier verifier =
                new Verifier(from.user(), to.user(), from.dialect().hasStreams(), pace.capacity(), tally.violations);
        return new Sender(from, to, index * directions + direction, verifier, pace);
    }

    /** What one of the two sees. */
    private final class End implements Session.Reader {
        private final int side;
        private final Session session;
        private final StreamCheck stream;
        private boolean ackDue;

        End(int side, Session session) {
            this.side = side;
            this.session = session;
            stream = new StreamCheck(session.user(), tally.violations);
        }

        @Override
        public void incoming(Incoming in, long now) {
            Sender own = side < senders.size() ? senders.get(side) : null;
            switch (in.kind) {
                case ACKNOWLEDGED -> {
                    if (own != null && in.id > 0) {
                        own.acknowledged(in.id, in.seq, now - timeline.origin());
                    }
                }
                case REFUSED -> refused(own, in);
                case EVENT -> stream.event(in.offset);
                case MESSAGE -> message(in, now - timeline.origin());
                default -> {}
            }
        }

        private void refused(@Nullable Sender own, Incoming in) {
            if (own == null) {
                tally.error(in.code);
            } else {
                own.refused(in);
            }
        }

        private void message(Incoming in, long time) {
            if (session.dialect().hasStreams()) {
                stream.event(in.offset);
                stream.message(in.conversation, in.seq);
            }
            if (!in.intact) {
                tally.violations.add(Kind.ALTERED, "at " + session.user());
            } else if (in.sender / directions != index) {
                tally.violations.add(
                        Kind.FOREIGN, "a message of pair " + in.sender / directions + " at " + session.user());
            } else {
                int direction = in.sender % directions;
                Sender sender = senders.get(direction);
                Viewer viewer = direction == side ? Viewer.SENDER : Viewer.RECEIVER;
                sender.verifier().arrive(viewer, in.number, in.seq);
                if (viewer == Viewer.RECEIVER) {
                    tally.delivered(times, in.due, time);
                    ackSoon();
                }
                sender.sendOn();
            }
        }

        private void ackSoon() {
            if (acks && !ackDue) {
                ackDue = true;
                session.lane().loop().schedule(System.nanoTime() + ACK_INTERVAL, () -> {
                    ackDue = false;
                    Bytes frame = session.scratch();
                    session.dialect().ack(frame, stream.lastOffset());
                    session.send(frame);
                });
            }
        }
    }
}
