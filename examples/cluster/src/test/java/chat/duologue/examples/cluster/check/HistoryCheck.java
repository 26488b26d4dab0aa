package chat.duologue.examples.cluster.check;

import static chat.duologue.examples.cluster.check.Violation.Kind.ALTERED;
import static chat.duologue.examples.cluster.check.Violation.Kind.LOST;
import static chat.duologue.examples.cluster.check.Violation.Kind.UNCOMMITTED;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The history that a device reads over the wire is what the database holds, no more and no less. */
final class HistoryCheck {
    private final Stored stored;
    private final Index index;
    private final Findings findings;

    HistoryCheck(Stored stored, Index index, Findings findings) {
        this.stored = stored;
        this.index = index;
        this.findings = findings;
    }

    private record Seen(String user, Stored.Message message) {}

    void run(List<DeviceLog> logs) {
        Set<Seen> seen = new HashSet<>();
        Set<String> readers = new HashSet<>();
        for (DeviceLog log : logs) {
            for (Line line : log.lines()) {
                if (line.what().equals("history")) {
                    take(log, line, seen);
                } else if (line.what().equals("read all")) {
                    readers.add(log.user());
                }
            }
        }
        for (Stored.Message message : stored.messages()) {
            for (String member : List.of(message.from(), message.to())) {
                if (readers.contains(member) && !seen.contains(new Seen(member, message))) {
                    findings.add(LOST, "%s did not find %s in the history", member, message);
                }
            }
        }
    }

    private void take(DeviceLog log, Line line, Set<Seen> seen) {
        Line message = line.part("message");
        Stored.Conversation conversation = index.conversation(line.text("conversation"));
        Stored.Message there = conversation == null || !conversation.members().containsKey(log.user())
                ? null
                : index.message(conversation.id(), message.number("seq"));
        if (there == null) {
            findings.add(UNCOMMITTED, "%s read %s, which is not stored", log, line);
        } else if (!there.from().equals(message.text("from"))
                || !there.clientMessageId().equals(message.text("clientMessageId"))
                || !there.text().equals(message.text("text"))
                || there.at() != Instant.parse(message.text("at")).toEpochMilli()) {
            findings.add(ALTERED, "%s read %s, but stored is %s", log, line, there);
        } else {
            seen.add(new Seen(log.user(), there));
        }
    }
}
