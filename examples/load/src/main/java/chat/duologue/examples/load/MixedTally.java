package chat.duologue.examples.load;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** What one loop counts of a mixed run; on the loop's thread only. */
final class MixedTally {
    private final Map<Action, Histogram> taken = new EnumMap<>(Action.class);
    private final Map<Action, Map<String, Long>> errors = new EnumMap<>(Action.class);
    final Histogram delivering = new Histogram();

    MixedTally() {
        for (Action action : Action.values()) {
            taken.put(action, new Histogram());
            errors.put(action, new TreeMap<>());
        }
    }

    Histogram of(Action action) {
        return requireNonNull(taken.get(action));
    }

    Map<String, Long> errorsOf(Action action) {
        return requireNonNull(errors.get(action));
    }

    void error(Action action, String code) {
        errorsOf(action).merge(code, 1L, Long::sum);
    }

    long actions() {
        return taken.values().stream().mapToLong(Histogram::total).sum();
    }

    void addAll(MixedTally other) {
        for (Action action : Action.values()) {
            of(action).addAll(other.of(action));
            other.errorsOf(action).forEach((code, count) -> errorsOf(action).merge(code, count, Long::sum));
        }
        delivering.addAll(other.delivering);
    }
}
