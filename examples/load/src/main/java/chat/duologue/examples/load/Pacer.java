package chat.duologue.examples.load;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Wakes the loops whenever messages of a schedule are due: a selector's own timeout is too coarse for that. */
final class Pacer {
    private final Schedule schedule;
    private final Timeline timeline;
    private final List<Lane> lanes;
    private final Thread thread = new Thread(this::run, "load-pacer");
    private volatile boolean stopped;

    Pacer(Schedule schedule, Timeline timeline, List<Lane> lanes) {
        this.schedule = schedule;
        this.timeline = timeline;
        this.lanes = lanes;
        thread.setDaemon(true);
        thread.start();
    }

    void close() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!stopped) {
            long due = schedule.due(schedule.firstAfter(timeline.now()));
            for (long left = due - timeline.now(); left > 0 && !stopped; left = due - timeline.now()) {
                LockSupport.parkNanos(left);
            }
            lanes.forEach(lane -> lane.loop().wakeUp());
        }
    }
}
