package chat.duologue.store.jdbc.internal;

import chat.duologue.store.jdbc.internal.Verification.Finding;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Where rows break a rule: all are counted, the first ones of each rule are kept. */
final class Findings {
    private static final int KEPT_OF_EACH_RULE = 20;

    private final Map<Rule, Integer> counts = new EnumMap<>(Rule.class);
    private final List<Finding> kept = new ArrayList<>();
    private long count;

    void add(Rule rule, String where, Object expected, Object found) {
        count++;
        if (counts.merge(rule, 1, Integer::sum) <= KEPT_OF_EACH_RULE) {
            kept.add(new Finding(rule, where, expected.toString(), found.toString()));
        }
    }

    void requireEqual(Rule rule, String where, Object expected, Object found) {
        if (!expected.equals(found)) {
            add(rule, where, expected, found);
        }
    }

    long count() {
        return count;
    }

    List<Finding> kept() {
        return kept;
    }
}
