package chat.duologue.examples.cluster.check;

import static chat.duologue.examples.cluster.check.Violation.Kind.ALTERED;
import static chat.duologue.examples.cluster.check.Violation.Kind.GHOST;
import static chat.duologue.examples.cluster.check.Violation.Kind.MISSED;
import static chat.duologue.examples.cluster.check.Violation.Kind.OUT_OF_ORDER;
import static chat.duologue.examples.cluster.check.Violation.Kind.REPEATED;
import static chat.duologue.examples.cluster.check.Violation.Kind.RESUMED_ELSEWHERE;
import static chat.duologue.examples.cluster.check.Violation.Kind.STRANGER;
import static chat.duologue.examples.cluster.check.Violation.Kind.UNCOMMITTED;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** G5 and G6: what each device was shown, against what is stored and what the user's other devices were shown. */
final class StreamCheck {
    private final Sends sends;
    private final Stored stored;
    private final Index index;
    private final Findings findings;
    /** The events of each user, by offset, as they were shown first. */
    private final Map<String, TreeMap<Long, Line>> shown = new HashMap<>();

    private String stream;

    StreamCheck(Sends sends, Stored stored, Index index, Findings findings) {
        this.sends = sends;
        this.stored = stored;
        this.index = index;
        this.findings = findings;
    }

    Map<String, TreeMap<Long, Line>> shown() {
        return shown;
    }

    /** What it has been shown since it connected. */
    private static final class Connection {
        final long start;
        final boolean resumed;
        final Set<Long> offsets = new HashSet<>();
        long last;

        Connection(long start, boolean resumed) {
            this.start = start;
            this.resumed = resumed;
            this.last = start;
        }
    }

    void check(DeviceLog log) {
        Connection connection = new Connection(0, false);
        Line asked = null;
        boolean began = false;
        for (Line line : log.lines()) {
            switch (line.what()) {
                case "connecting" -> asked = line;
                case "hello" -> {
                    connection = hello(log, asked, line);
                    began = true;
                }
                case "event" -> event(log, connection, line.part("frame"));
                case "frame" -> isOfMember(log, line.part("frame"));
                default -> {} // what it did
            }
        }
        if (began) {
            long head = stored.heads().getOrDefault(log.user(), 0L);
            missed(log, connection, head + 1, "to the end");
        }
    }

    private Connection hello(DeviceLog log, Line asked, Line line) {
        boolean resumed = line.flag("resumed");
        long start = asked.has("offset") ? asked.number("offset") : line.number("head");
        if (resumed != asked.has("offset") || line.number("head") < start) {
            findings.add(RESUMED_ELSEWHERE, "%s asked %s and was told %s", log, asked, line);
        }
        stream = stream == null ? line.text("stream") : stream;
        if (!stream.equals(line.text("stream"))) {
            findings.add(RESUMED_ELSEWHERE, "%s was told %s, others %s", log, line, stream);
        }
        return new Connection(start, resumed);
    }

    private void event(DeviceLog log, Connection connection, Line event) {
        long offset = event.number("offset");
        if (offset > connection.last) {
            missed(log, connection, offset, "before " + event);
            connection.last = offset;
        } else if (offset <= connection.start) {
            findings.add(RESUMED_ELSEWHERE, "%s had %d, and was shown %s", log, connection.start, event);
        } else {
            boolean again = connection.offsets.contains(offset);
            findings.add(again ? REPEATED : OUT_OF_ORDER, "%s was shown %s after %d", log, event, connection.last);
        }
        connection.offsets.add(offset);
        Line before = shown.computeIfAbsent(log.user(), user -> new TreeMap<>()).putIfAbsent(offset, event);
        if (before != null && !before.equals(event)) {
            findings.add(ALTERED, "%s was shown %s, and another device of theirs %s", log, event, before);
        }
        if (isOfMember(log, event)) {
            isAsStored(log, offset, event);
        }
    }

    /** Offsets may be left out where a receipt stood that a later one made moot; nothing is stored there. */
    private void missed(DeviceLog log, Connection connection, long until, String when) {
        for (long offset = connection.last + 1; offset < until; offset++) {
            Object there = index.at(log.user(), offset);
            if (there != null) {
                boolean atResume = connection.resumed && connection.last == connection.start;
                findings.add(
                        atResume ? RESUMED_ELSEWHERE : MISSED,
                        "%s was not shown %d (%s) after %d, %s",
                        log,
                        offset,
                        there,
                        connection.last,
                        when);
            }
        }
    }

    private boolean isOfMember(DeviceLog log, Line frame) {
        if (!frame.has("conversation")) {
            return true;
        }
        Stored.Conversation conversation = index.conversation(frame.text("conversation"));
        boolean stranger = conversation != null && !conversation.members().containsKey(log.user());
        if (stranger) {
            findings.add(STRANGER, "%s was shown %s", log, frame);
        }
        return !stranger;
    }

    private void isAsStored(DeviceLog log, long offset, Line event) {
        Object there = index.at(log.user(), offset);
        boolean isMessage = event.text("kind").equals("message");
        if (isMessage
                && !sends.messages().containsKey(new Sends.Id(event.text("from"), event.text("clientMessageId")))) {
            findings.add(GHOST, "%s was shown %s, which nobody sent", log, event);
        } else if (there instanceof Stored.Message message && isMessage) {
            if (!message.clientMessageId().equals(event.text("clientMessageId"))
                    || !message.from().equals(event.text("from"))) {
                findings.add(UNCOMMITTED, "%s was shown %s, where the store has %s", log, event, message);
            } else if (!says(event, message)) {
                findings.add(ALTERED, "%s was shown %s, but stored is %s", log, event, message);
            }
        } else if (there instanceof Stored.Receipt receipt && !isMessage) {
            if (!says(event, receipt)) {
                findings.add(ALTERED, "%s was shown %s, but stored is %s", log, event, receipt);
            }
        } else if (there != null || isMessage || offset > stored.heads().getOrDefault(log.user(), 0L)) {
            findings.add(UNCOMMITTED, "%s was shown %s, where the store has %s", log, event, there);
        }
    }

    private boolean says(Line event, Stored.Message message) {
        return event.number("seq") == message.seq()
                && event.text("text").equals(message.text())
                && Instant.parse(event.text("at")).toEpochMilli() == message.at()
                && isIn(event, message.conversation());
    }

    private boolean says(Line event, Stored.Receipt receipt) {
        return event.text("by").equals(receipt.by())
                && event.number("deliveredSeq") == receipt.markers().delivered()
                && event.number("readSeq") == receipt.markers().read()
                && isIn(event, receipt.conversation());
    }

    private boolean isIn(Line event, long conversation) {
        Stored.Conversation named = index.conversation(event.text("conversation"));
        return named == null || named.id() == conversation;
    }
}
