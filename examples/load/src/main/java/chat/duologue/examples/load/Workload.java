package chat.duologue.examples.load;

import java.util.ArrayList;
import java.util.List;

/** Lets pairs talk for a while, and measures and checks it. */
final class Workload {
    private static final int OPENING_AT_ONCE = 64;
    private static final long DRAIN_STEP_MS = 20;
    /** A message that comes twice may do so after all else has come. */
    private static final long LINGER_MS = 200;

    private final Run run;
    private final Shape shape;
    private final Timing timing;

    Workload(Run run, Shape shape, Timing timing) {
        this.run = run;
        this.shape = shape;
        this.timing = timing;
    }

    LoadResult measure() throws LoadException, InterruptedException {
        List<String> users = new ArrayList<>(shape.pairs() * 2);
        for (int i = 1; i <= shape.pairs(); i++) {
            users.add(run.user("a" + i));
            users.add(run.user("b" + i));
        }
        List<Session> sessions = sessions(users, run.tokens(users));
        run.open(sessions, OPENING_AT_ONCE);
        try (Meters meters = run.meters()) {
            return measure(sessions, meters);
        } finally {
            run.close(sessions);
        }
    }

    private List<Session> sessions(List<String> users, List<String> tokens) {
        List<Session> sessions = new ArrayList<>(users.size());
        for (int i = 0; i < shape.pairs(); i++) {
            Placement.Seats seats = shape.placement().seats(i, run.nodes());
            sessions.add(run.session(i, seats.first(), users.get(2 * i), tokens.get(2 * i)));
            sessions.add(run.session(i, seats.second(), users.get(2 * i + 1), tokens.get(2 * i + 1)));
        }
        return sessions;
    }

    private LoadResult measure(List<Session> sessions, Meters meters) throws LoadException, InterruptedException {
        Timeline timeline = Timeline.startingNow(timing.warmup(), timing.duration());
        Schedule schedule = new Schedule(Math.max(1, shape.rate()));
        Pace pace = shape.rate() > 0
                ? Pace.schedule(timeline, schedule, shape.senders())
                : Pace.window(timeline, shape.window());
        List<Pair> pairs = new ArrayList<>(shape.pairs());
        for (int i = 0; i < shape.pairs(); i++) {
            pairs.add(new Pair(i, sessions.get(2 * i), sessions.get(2 * i + 1), shape, pace, timeline));
        }
        List<Talk> talks = talks(pairs, timeline, pace);
        for (Talk talk : talks) {
            talk.start(pace.isScheduled() ? schedule : null);
        }
        Pacer pacer =
                pace.isScheduled() ? new Pacer(schedule, timeline, run.lanes().all()) : null;
        try {
            timeline.sleepUntil(timeline.measureFrom());
            Meters.Reading before = meters.read();
            timeline.sleepUntil(timeline.measureTo());
            Meters.Reading after = meters.read();
            drain(talks, timeline);
            return result(talks, before, after);
        } finally {
            if (pacer != null) {
                pacer.close();
            }
        }
    }

    private List<Talk> talks(List<Pair> pairs, Timeline timeline, Pace pace) {
        List<Talk> talks = new ArrayList<>();
        int lanes = run.lanes().all().size();
        for (int lane = 0; lane < lanes; lane++) {
            Sender[] senders = new Sender[shape.senders()];
            for (int i = lane; i < pairs.size(); i += lanes) {
                for (Sender sender : pairs.get(i).senders()) {
                    senders[sender.index()] = sender;
                }
            }
            talks.add(new Talk(run.lanes().of(lane), senders, timeline));
        }
        return talks;
    }

    private void drain(List<Talk> talks, Timeline timeline) throws InterruptedException {
        long end = timeline.measureTo() + timing.drain().toNanos();
        while (timeline.now() < end) {
            boolean done = true;
            for (Talk talk : talks) {
                done &= talk.isDone();
            }
            if (done) {
                break;
            }
            Thread.sleep(DRAIN_STEP_MS);
        }
        Thread.sleep(LINGER_MS);
    }

    private LoadResult result(List<Talk> talks, Meters.Reading before, Meters.Reading after)
            throws InterruptedException {
        Talk.Sum sum = new Talk.Sum();
        for (Talk talk : talks) {
            talk.finish(sum);
        }
        Tally tally = sum.tally;
        double seconds = timing.duration().toNanos() / 1e9;
        Times all = new Times();
        all.addAll(tally.sameNode);
        all.addAll(tally.crossNode);
        return new LoadResult(
                shape,
                run.nodes(),
                new LoadResult.Rates(tally.acknowledged / seconds, tally.delivered / seconds),
                Latencies.of(all),
                Latencies.of(tally.sameNode),
                Latencies.of(tally.crossNode),
                after.since(before, tally.acknowledged),
                new LoadResult.Findings(
                        sum.acknowledged,
                        sum.unanswered,
                        sum.unseen,
                        sum.unsent,
                        tally.errors,
                        tally.lostConnections,
                        tally.violations.lines()));
    }
}
