package chat.duologue.examples.load;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The senders of one lane, and what is asked of them together; from outside the lane's thread. */
final class Talk {
    /** What the lanes give together. */
    static final class Sum {
        final Tally tally = new Tally();
        long acknowledged;
        long unanswered;
        long unseen;
        long unsent;
    }

    private final Lane lane;
    private final @Nullable Sender[] byIndex;
    private final List<Sender> senders;
    private final Timeline timeline;
    private long turn;

    /** @param byIndex this lane's senders at their index over all lanes, null where another lane has it */
    Talk(Lane lane, @Nullable Sender[] byIndex, Timeline timeline) {
        this.lane = lane;
        this.byIndex = byIndex;
        this.timeline = timeline;
        senders = Arrays.stream(byIndex).filter(Objects::nonNull).toList();
    }

    void start(@Nullable Schedule schedule) {
        lane.loop().execute(() -> {
            lane.tally().measureAlong(timeline);
            if (schedule == null) {
                senders.forEach(Sender::sendOn);
            } else {
                lane.loop().onEveryTurn(now -> follow(schedule, now - timeline.origin()));
            }
        });
    }

    boolean isDone() throws InterruptedException {
        return lane.loop().call(() -> senders.stream().allMatch(Sender::isDone));
    }

    /** Ends the checks and adds everything up. */
    void finish(Sum sum) throws InterruptedException {
        lane.loop().call(() -> {
            lane.loop().onEveryTurn(null);
            for (Sender sender : senders) {
                sender.finish();
                sum.acknowledged += sender.verifier().acknowledged();
                sum.unanswered += sender.verifier().unanswered();
                sum.unseen += sender.verifier().unseen();
                sum.unsent += sender.owed();
            }
            sum.tally.addAll(lane.tally());
            return sum;
        });
    }

    private void follow(Schedule schedule, long time) {
        for (long due = schedule.due(turn); due <= time && due < timeline.measureTo(); due = schedule.due(turn)) {
            Sender sender = byIndex[(int) (turn % byIndex.length)];
            if (sender != null) {
                sender.owe();
            }
            turn++;
        }
    }
}
