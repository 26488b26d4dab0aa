package chat.duologue.examples.load;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the server did against its contract: every kind is counted, the first few of each are kept in words. */
final class Violations {
    private static final int EXAMPLES = 3;

    /** The kinds, in the words of the report. */
    enum Kind {
        LOST("acknowledged, but never arrived at the receiver"),
        LOST_OWN("acknowledged, but never arrived in the sender's own stream"),
        DOUBLED("arrived more than once"),
        SWAPPED("arrived out of order"),
        UNKNOWN("arrived, but was never sent"),
        ALTERED("arrived with another text than was sent"),
        FOREIGN("arrived at a user it has nothing to do with"),
        REFUSED_YET_DELIVERED("was answered with an error, and delivered"),
        ANSWERED_OUT_OF_TURN("was answered out of order, twice, or without having been asked"),
        SEQ_GAP("seq did not rise by one"),
        SEQ_DIFFERS("has one seq in its acknowledgement or at one side, and another elsewhere"),
        OFFSET_BACK("event offset did not rise"),
        UNANSWERED("was never answered"),
        MISSED("is in the stream, and never came"),
        NOT_RESUMED("came back, and was not let resume"),
        UNREADABLE("frame that could not be read");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final Map<Kind, List<String>> examples = new EnumMap<>(Kind.class);

    void add(Kind kind, String what) {
        counts.merge(kind, 1L, Long::sum);
        List<String> kept = examples.computeIfAbsent(kind, k -> new ArrayList<>());
        if (kept.size() < EXAMPLES) {
            kept.add(what);
        }
    }

    void addAll(Violations others) {
        others.counts.forEach((kind, count) -> counts.merge(kind, count, Long::sum));
        others.examples.forEach((kind, more) -> {
            List<String> kept = examples.computeIfAbsent(kind, k -> new ArrayList<>());
            more.stream().limit(EXAMPLES - kept.size()).forEach(kept::add);
        });
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** One line per kind. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        counts.forEach((kind, count) -> lines.add(
                count + " x " + kind.words + "; e.g. " + String.join("; ", examples.getOrDefault(kind, List.of()))));
        return lines;
    }
}
