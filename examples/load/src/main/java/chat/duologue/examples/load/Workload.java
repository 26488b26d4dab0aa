package chat.duologue.examples.load;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

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
        List<Session> sessions = run.sessions(users, run.tokens(users), 2);
        run.open(sessions, OPENING_AT_ONCE);
        try (DatabaseMeter database = run.databaseMeter()) {
            return measure(sessions, database);
        } finally {
            run.close(sessions);
        }
    }

    private LoadResult measure(List<Session> sessions, DatabaseMeter database)
            throws LoadException, InterruptedException {
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
            Used before = Used.now(run.server(), database);
            timeline.sleepUntil(timeline.measureTo());
            Used after = Used.now(run.server(), database);
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

    private LoadResult result(List<Talk> talks, Used before, Used after) throws InterruptedException {
        Talk.Sum sum = new Talk.Sum();
        for (Talk talk : talks) {
            talk.finish(sum);
        }
        Tally tally = sum.tally;
        double seconds = timing.duration().toNanos() / 1e9;
        return new LoadResult(
                shape,
                new LoadResult.Rates(tally.acknowledged / seconds, tally.delivered / seconds),
                Latency.of(tally.acknowledging),
                Latency.of(tally.delivering),
                new LoadResult.Costs(
                        per1000(before.server(), after.server(), tally.acknowledged),
                        run.server().residentMegabytes(),
                        per1000(before.generator(), after.generator(), tally.acknowledged),
                        after.database().since(before.database(), tally.acknowledged)),
                new LoadResult.Findings(
                        sum.acknowledged,
                        sum.unanswered,
                        sum.unseen,
                        sum.unsent,
                        tally.errors,
                        tally.lostConnections,
                        tally.violations.lines()));
    }

    private static OptionalDouble per1000(OptionalDouble before, OptionalDouble after, long messages) {
        return before.isPresent() && after.isPresent() && messages > 0
                ? OptionalDouble.of((after.getAsDouble() - before.getAsDouble()) * 1000 / messages)
                : OptionalDouble.empty();
    }

    /** What was used so far: CPU seconds by both sides, and what the database says. */
    private record Used(OptionalDouble server, OptionalDouble generator, DatabaseMeter.Reading database) {
        static Used now(ServerProcess server, DatabaseMeter database) throws LoadException {
            return new Used(server.cpuSeconds(), ServerProcess.ofMyself().cpuSeconds(), database.read());
        }
    }
}
