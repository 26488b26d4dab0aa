package chat.duologue.examples.cluster.check;

import static chat.duologue.examples.cluster.check.Violation.Kind.ALTERED;
import static chat.duologue.examples.cluster.check.Violation.Kind.GHOST;
import static chat.duologue.examples.cluster.check.Violation.Kind.LOST;
import static chat.duologue.examples.cluster.check.Violation.Kind.NOT_IN_ORDER;
import static chat.duologue.examples.cluster.check.Violation.Kind.REFUSED;
import static chat.duologue.examples.cluster.check.Violation.Kind.SENDER_ORDER;
import static chat.duologue.examples.cluster.check.Violation.Kind.STORED_TWICE;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** G1 to G4: what was sent against what is stored. */
final class SendCheck {
    private final Sends sends;
    private final Findings findings;
    private final Map<Sends.Id, List<Stored.Message>> byId = new HashMap<>();
    private final Map<Long, List<Stored.Message>> byConversation = new TreeMap<>();

    SendCheck(Sends sends, Stored stored, Findings findings) {
        this.sends = sends;
        this.findings = findings;
        for (Stored.Message message : stored.messages()) { // they come in order of seq
            byId.computeIfAbsent(new Sends.Id(message.from(), message.clientMessageId()), id -> new ArrayList<>())
                    .add(message);
            byConversation
                    .computeIfAbsent(message.conversation(), id -> new ArrayList<>())
                    .add(message);
        }
    }

    void run() {
        sends.unexpected().forEach(answer -> findings.add(REFUSED, "%s", answer));
        sends.messages().values().forEach(this::isStoredAsAcknowledged);
        byId.forEach(this::wasSentAndIsStoredOnce);
        byConversation.values().forEach(this::isNumberedInOrder);
        keepsTheOrderOfEachSession();
    }

    private void isStoredAsAcknowledged(Sends.Sent sent) {
        List<Stored.Message> found = byId.getOrDefault(sent.id(), List.of());
        for (Sends.Acknowledged answer : sent.acknowledged()) {
            if (found.stream()
                    .noneMatch(message -> message.seq() == answer.seq()
                            && message.at() == Instant.parse(answer.at()).toEpochMilli())) {
                findings.add(LOST, "%s was answered %s, and the store has %s", sent.id(), answer, found);
            }
        }
    }

    private void wasSentAndIsStoredOnce(Sends.Id id, List<Stored.Message> found) {
        Sends.Sent sent = sends.messages().get(id);
        if (sent == null) {
            findings.add(GHOST, "nobody sent %s", found);
            return;
        }
        if (found.size() > 1) {
            findings.add(STORED_TWICE, "%s", found);
        }
        found.stream()
                .filter(message ->
                        !message.to().equals(sent.to()) || !message.text().equals(sent.text()))
                .forEach(message -> findings.add(ALTERED, "%s was sent, and %s is stored", sent, message));
    }

    private void isNumberedInOrder(List<Stored.Message> messages) {
        for (int i = 0; i < messages.size(); i++) {
            Stored.Message message = messages.get(i);
            if (message.seq() != i + 1) {
                findings.add(NOT_IN_ORDER, "number %d is %s", i + 1, message);
                return;
            }
            if (i > 0 && !isAfter(message, messages.get(i - 1))) {
                findings.add(NOT_IN_ORDER, "%s is in a stream before %s", message, messages.get(i - 1));
            }
        }
        long laterAcknowledged = Long.MAX_VALUE;
        for (int i = messages.size() - 1; i >= 0; i--) {
            Sends.Sent sent = sends.messages()
                    .get(new Sends.Id(messages.get(i).from(), messages.get(i).clientMessageId()));
            if (sent == null) {
                continue;
            }
            if (laterAcknowledged < sent.firstAt()) {
                findings.add(NOT_IN_ORDER, "%s was first sent after a later one was acknowledged", messages.get(i));
            }
            for (Sends.Acknowledged answer : sent.acknowledged()) {
                laterAcknowledged = Math.min(laterAcknowledged, answer.when());
            }
        }
    }

    private static boolean isAfter(Stored.Message later, Stored.Message earlier) {
        return later.offset(earlier.from()) > earlier.fromOffset() && later.offset(earlier.to()) > earlier.toOffset();
    }

    /**
     * Of what surely was stored by a request of the session: that was not answered as a duplicate, or was sent no other time. What
     * was not stored by its first request may rightly come after what the session sent later.
     */
    private void keepsTheOrderOfEachSession() {
        Map<String, Stored.Message> last = new HashMap<>();
        for (Sends.Attempt attempt : sends.attempts()) {
            List<Stored.Message> found = byId.getOrDefault(attempt.id, List.of());
            boolean storedIt = attempt.answer != null
                    ? !attempt.answer.duplicate()
                    : sends.messages().get(attempt.id).attempts().size() == 1;
            if (!storedIt || found.size() != 1) {
                continue;
            }
            Stored.Message message = found.get(0);
            Stored.Message before = last.put(attempt.session + " in " + message.conversation(), message);
            if (before != null && before.seq() > message.seq()) {
                findings.add(SENDER_ORDER, "session %s sent %s before %s", attempt.session, before, message);
            }
        }
    }
}
