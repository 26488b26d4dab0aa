package chat.duologue.examples.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Lets pairs do all that people do in a chat, and measures and checks it. */
final class MixedWorkload {
    private static final int ENTERING_AT_ONCE = 64;
    private static final long PATIENCE_SECONDS = 30;
    private static final long STEP_MS = 20;
    /** For receipts of the last acknowledgements, and for what should not come. */
    private static final long LINGER_MS = 500;

    private final Run run;
    private final MixedOptions options;
    private final List<Chatterer> users = new ArrayList<>();
    private final List<MixedTally> tallies = new ArrayList<>();

    MixedWorkload(Run run, MixedOptions options) {
        this.run = run;
        this.options = options;
    }

    MixedResult measure() throws LoadException, InterruptedException {
        gather();
        try (Meters meters = run.meters()) {
            enter();
            Timeline timeline = Timeline.startingNow(
                    options.timing().warmup(), options.timing().duration());
            users.forEach(user -> user.lane().loop().execute(() -> user.start(timeline)));
            timeline.sleepUntil(timeline.measureFrom());
            Meters.Reading before = meters.read();
            timeline.sleepUntil(timeline.measureTo());
            Meters.Reading after = meters.read();
            settle();
            users.forEach(user -> user.lane().loop().execute(user::comeBack));
            settle();
            return result(before, after);
        }
    }

    private void gather() throws LoadException, InterruptedException {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= options.pairs(); i++) {
            names.add(run.user("a" + i));
            names.add(run.user("b" + i));
        }
        List<String> tokens = run.tokens(names);
        List<Chatterer.Scene> scenes = new ArrayList<>();
        for (int i = 0; i < run.lanes().all().size(); i++) {
            MixedTally tally = new MixedTally();
            tallies.add(tally);
            scenes.add(new Chatterer.Scene(run.lanes().of(i), run.endpoints(i), options, tally));
        }
        for (int i = 0; i < names.size(); i++) {
            Chatterer.Scene scene = scenes.get(i / 2 % scenes.size());
            users.add(new Chatterer(scene, names.get(i), tokens.get(i), names.get(i ^ 1), i));
        }
    }

    private void enter() throws LoadException, InterruptedException {
        Semaphore places = new Semaphore(ENTERING_AT_ONCE);
        AtomicReference<@Nullable String> failure = new AtomicReference<>();
        for (Chatterer user : users) {
            take(places, 1, failure);
            user.lane()
                    .loop()
                    .execute(() -> user.enter(problem -> {
                        if (!problem.isEmpty()) {
                            failure.compareAndSet(null, problem);
                        }
                        places.release();
                    }));
        }
        take(places, ENTERING_AT_ONCE, failure);
    }

    private static void take(Semaphore places, int count, AtomicReference<@Nullable String> failure)
            throws LoadException, InterruptedException {
        boolean inTime = places.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS);
        String problem = inTime ? failure.get() : "not within " + PATIENCE_SECONDS + " s";
        if (problem != null) {
            throw new LoadException("a session did not open: " + problem);
        }
    }

    private void settle() throws InterruptedException {
        long end = System.nanoTime() + options.timing().drain().toNanos();
        while (System.nanoTime() < end && !all(Chatterer::isQuiet)) {
            Thread.sleep(STEP_MS);
        }
        Thread.sleep(LINGER_MS);
    }

    private boolean all(Predicate<Chatterer> holds) throws InterruptedException {
        for (Lane lane : run.lanes().all()) {
            if (!lane.loop()
                    .call(() ->
                            users.stream().filter(user -> user.lane() == lane).allMatch(holds))) {
                return false;
            }
        }
        return true;
    }

    private MixedResult result(Meters.Reading before, Meters.Reading after) throws InterruptedException {
        Tally tally = new Tally();
        MixedTally sum = new MixedTally();
        for (int i = 0; i < run.lanes().all().size(); i++) {
            Lane lane = run.lanes().of(i);
            MixedTally ofLane = tallies.get(i);
            lane.loop().call(() -> {
                for (int k = 0; k < users.size(); k++) {
                    if (users.get(k).lane() == lane) {
                        users.get(k).finish(users.get(k ^ 1));
                    }
                }
                tally.addAll(lane.tally());
                sum.addAll(ofLane);
                return sum;
            });
        }
        return new MixedResult(
                options, sum, after.since(before, sum.actions()), tally.lostConnections, tally.violations.lines());
    }
}
