package chat.duologue.examples.cluster.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was sent, and what was answered.
 *
 * @param attempts   in the order in which each device made them
 * @param unexpected answers that no request of ours deserves
 */
record Sends(Map<Id, Sent> messages, List<Attempt> attempts, List<String> unexpected) {
    /** A message, as its author names it. */
    record Id(String from, String clientMessageId) {}

    /** Answered {@code ok}. */
    record Acknowledged(String conversation, long seq, String at, boolean duplicate, long when) {}

    /** All about one message. */
    record Sent(Id id, String to, String text, long firstAt, List<Attempt> attempts, List<Acknowledged> acknowledged) {}

    /** One frame: of which session, which message. {@code answer} is null where none came, or an error. */
    static final class Attempt {
        final String session;
        final Id id;
        Acknowledged answer;

        Attempt(String session, Id id) {
            this.session = session;
            this.id = id;
        }
    }

    static Sends in(List<DeviceLog> logs) {
        Sends sends = new Sends(new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>());
        logs.forEach(sends::read);
        return sends;
    }

    private void read(DeviceLog log) {
        Map<String, Attempt> open = new HashMap<>();
        for (Line line : log.lines()) {
            String session = log + "#" + (line.has("connection") ? line.connection() : 0);
            switch (line.what()) {
                case "sent" -> {
                    Id id = new Id(log.user(), line.text("clientMessageId"));
                    Attempt attempt = new Attempt(session, id);
                    open.put(session + line.text("id"), attempt);
                    attempts.add(attempt);
                    messages.computeIfAbsent(
                                    id,
                                    key -> new Sent(
                                            id,
                                            line.text("to"),
                                            line.text("text"),
                                            line.at(),
                                            new ArrayList<>(),
                                            new ArrayList<>()))
                            .attempts
                            .add(attempt);
                }
                case "ok" -> {
                    Attempt attempt = open.get(session + line.text("id"));
                    attempt.answer = new Acknowledged(
                            line.text("conversation"),
                            line.number("seq"),
                            line.text("at"),
                            line.flag("duplicate"),
                            line.at());
                    messages.get(attempt.id).acknowledged.add(attempt.answer);
                }
                case "error" -> {
                    if (!line.text("code").equals("unavailable")) {
                        unexpected.add(log + ": " + line);
                    }
                }
                default -> {} // not about sending
            }
        }
    }
}
