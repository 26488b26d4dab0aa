package chat.duologue.examples.load;

import java.util.Map;
import java.util.TreeMap;

/** What one loop counts; to be touched on the loop's thread only. */
final class Tally {
    private static final int KINDS_OF_ERRORS = 32;

    private Timeline timeline = new Timeline(0, Long.MAX_VALUE, Long.MAX_VALUE);
    final Violations violations = new Violations();
    final Map<String, Long> errors = new TreeMap<>();
    final Map<String, Long> lostConnections = new TreeMap<>();
    final Histogram acknowledging = new Histogram();
    final Histogram delivering = new Histogram();
    long acknowledged;
    long delivered;

    void measureAlong(Timeline newTimeline) {
        timeline = newTimeline;
    }

    /** A rate counts what happened while measuring, a latency what was due while measuring, however late it came. */
    void acknowledged(long due, long time) {
        if (timeline.isMeasured(time)) {
            acknowledged++;
        }
        record(acknowledging, due, time);
    }

    void delivered(long due, long time) {
        if (timeline.isMeasured(time)) {
            delivered++;
        }
        record(delivering, due, time);
    }

    void error(String code) {
        count(errors, code);
    }

    void lostConnection(WireClient.Closed why) {
        count(lostConnections, (why.code() + " " + why.reason()).strip());
    }

    void addAll(Tally other) {
        violations.addAll(other.violations);
        other.errors.forEach((code, count) -> errors.merge(code, count, Long::sum));
        other.lostConnections.forEach((why, count) -> lostConnections.merge(why, count, Long::sum));
        acknowledging.addAll(other.acknowledging);
        delivering.addAll(other.delivering);
        acknowledged += other.acknowledged;
        delivered += other.delivered;
    }

    private void record(Histogram histogram, long due, long time) {
        if (timeline.isMeasured(due)) {
            histogram.add(time - due);
        }
    }

    private static void count(Map<String, Long> counts, String key) {
        counts.merge(counts.size() < KINDS_OF_ERRORS || counts.containsKey(key) ? key : "other", 1L, Long::sum);
    }
}
