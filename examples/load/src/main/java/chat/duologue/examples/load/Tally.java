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
    final Times sameNode = new Times();
    final Times crossNode = new Times();
    long acknowledged;
    long delivered;

    void measureAlong(Timeline newTimeline) {
        timeline = newTimeline;
    }

    /** A rate counts what happened while measuring, a latency what was due while measuring, however late it came. */
    void acknowledged(Times times, long due, long time) {
        if (timeline.isMeasured(time)) {
            acknowledged++;
        }
        record(times.acknowledging, due, time);
    }

    void delivered(Times times, long due, long time) {
        if (timeline.isMeasured(time)) {
            delivered++;
        }
        record(times.delivering, due, time);
    }

    /** Those of messages between two sessions. */
    Times timesBetween(Session one, Session other) {
        return one.isOnNodeOf(other) ? sameNode : crossNode;
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
        sameNode.addAll(other.sameNode);
        crossNode.addAll(other.crossNode);
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
