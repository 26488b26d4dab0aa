package chat.duologue.examples.cluster.check;

import java.util.ArrayList;
import java.util.List;

/** Collects violations. */
final class Findings {
    private final List<Violation> found = new ArrayList<>();

    void add(Violation.Kind kind, String what, Object... details) {
        found.add(new Violation(kind, what.formatted(details)));
    }

    List<Violation> all() {
        return List.copyOf(found);
    }
}
