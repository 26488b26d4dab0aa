package chat.duologue.examples.cluster.check;

import java.util.List;
import java.util.Map;

/**
 * What the database holds.
 *
 * @param heads the newest offset of each user's stream
 */
public record Stored(
        List<Message> messages, List<Receipt> receipts, List<Conversation> conversations, Map<String, Long> heads) {
    /**
     * A message, which is an event in the streams of both.
     *
     * @param at milliseconds since 1970
     */
    record Message(
            long conversation,
            long seq,
            String from,
            long fromOffset,
            String to,
            long toOffset,
            long at,
            String clientMessageId,
            String text) {
        boolean isOf(String user) {
            return user.equals(from) || user.equals(to);
        }

        /** Where it is in the stream of one of the two. */
        long offset(String user) {
            return user.equals(from) ? fromOffset : toOffset;
        }
    }

    /** The last receipt of one member in one conversation, as an event in a user's stream. */
    record Receipt(long conversation, String user, long offset, String by, Markers markers) {}

    /** Two members, and how far they have come. */
    record Conversation(long id, Map<String, Markers> members) {}

    /** How far someone has come. */
    record Markers(long delivered, long read) {}
}
