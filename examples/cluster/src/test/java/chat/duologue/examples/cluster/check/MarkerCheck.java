package chat.duologue.examples.cluster.check;

import static chat.duologue.examples.cluster.check.Violation.Kind.MARKER_AHEAD;
import static chat.duologue.examples.cluster.check.Violation.Kind.MARKER_BACK;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** G7: markers rise, and never pass what exists. */
final class MarkerCheck {
    private final Map<String, TreeMap<Long, Line>> shown;
    private final Map<Long, Long> lastSeq = new HashMap<>();
    private final Index index;
    private final Findings findings;

    MarkerCheck(Map<String, TreeMap<Long, Line>> shown, Stored stored, Index index, Findings findings) {
        this.shown = shown;
        stored.messages().forEach(message -> lastSeq.merge(message.conversation(), message.seq(), Math::max));
        this.index = index;
        this.findings = findings;
    }

    /** Whose markers, in which conversation. */
    private record Of(String user, String conversation) {}

    /** An answer to {@code read}. */
    private record Answer(Of of, long asked, long askedAt, long answeredAt, Stored.Markers markers) {}

    void run(List<DeviceLog> logs) {
        shown.forEach(this::rise);
        Map<Of, List<Answer>> answers = new HashMap<>();
        logs.forEach(log -> read(log, answers));
        answers.values().forEach(this::answersRise);
    }

    /** In a stream. */
    private void rise(String user, TreeMap<Long, Line> events) {
        Map<Of, Stored.Markers> last = new HashMap<>();
        events.forEach((offset, event) -> {
            if (event.text("kind").equals("receipt")) {
                Of of = new Of(event.text("by"), event.text("conversation"));
                Stored.Markers now = markers(event);
                Stored.Markers before = last.put(of, now);
                if (before != null && isBehind(now, before)) {
                    findings.add(MARKER_BACK, "%s was told %s after %s", user, event, before);
                }
                exists(user, offset, event, now);
            }
        });
        last.forEach((of, markers) -> atLeast(of, markers, "as " + user + " was told"));
    }

    private void exists(String user, long offset, Line event, Stored.Markers now) {
        Stored.Conversation conversation = index.conversation(event.text("conversation"));
        if (conversation == null || !conversation.members().containsKey(user)) {
            return; // not theirs: found elsewhere
        }
        Stored.Message newest = index.message(conversation.id(), now.delivered());
        if (newest == null || newest.offset(user) > offset || now.read() > now.delivered()) {
            findings.add(MARKER_AHEAD, "%s was told %s, when the newest message was before %s", user, event, newest);
        }
    }

    /** What is stored in the end is not behind. */
    private void atLeast(Of of, Stored.Markers markers, String why) {
        Stored.Conversation conversation = index.conversation(of.conversation);
        Stored.Markers end =
                conversation == null ? null : conversation.members().get(of.user);
        if (end != null && isBehind(end, markers)) {
            findings.add(MARKER_BACK, "%s has %s in the end, after %s %s", of, end, markers, why);
        }
        if (end != null && end.delivered() > lastSeq.getOrDefault(conversation.id(), 0L)) {
            findings.add(MARKER_AHEAD, "%s has %s in the end, of %s", of, end, lastSeq.get(conversation.id()));
        }
    }

    private static void read(DeviceLog log, Map<Of, List<Answer>> answers) {
        Map<String, Line> asked = new HashMap<>();
        for (Line line : log.lines()) {
            if (line.what().equals("reading")) {
                asked.put(line.connection() + " " + line.text("id"), line);
            } else if (line.what().equals("read")) {
                Line request = asked.get(line.connection() + " " + line.text("id"));
                Of of = new Of(log.user(), request.text("conversation"));
                answers.computeIfAbsent(of, key -> new ArrayList<>())
                        .add(new Answer(of, request.number("seq"), request.at(), line.at(), markers(line)));
            }
        }
    }

    /** What is asked after an answer came is answered with no less. */
    private void answersRise(List<Answer> answers) {
        List<Answer> answered = new ArrayList<>(answers);
        answered.sort(Comparator.comparingLong(Answer::answeredAt));
        List<Answer> asked = new ArrayList<>(answers);
        asked.sort(Comparator.comparingLong(Answer::askedAt));
        Stored.Markers highest = new Stored.Markers(0, 0);
        int next = 0;
        for (Answer answer : asked) {
            while (next < answered.size() && answered.get(next).answeredAt() < answer.askedAt()) {
                Stored.Markers markers = answered.get(next++).markers();
                highest = new Stored.Markers(
                        Math.max(highest.delivered(), markers.delivered()), Math.max(highest.read(), markers.read()));
            }
            if (isBehind(answer.markers(), highest) || answer.markers().read() < answer.asked()) {
                findings.add(MARKER_BACK, "%s after an answer of %s", answer, highest);
            }
        }
        answers.forEach(answer -> atLeast(answer.of(), answer.markers(), "as was answered"));
    }

    private static Stored.Markers markers(Line line) {
        return new Stored.Markers(line.number("deliveredSeq"), line.number("readSeq"));
    }

    private static boolean isBehind(Stored.Markers one, Stored.Markers other) {
        return one.delivered() < other.delivered() || one.read() < other.read();
    }
}
