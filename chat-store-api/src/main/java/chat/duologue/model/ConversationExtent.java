package chat.duologue.model;

import java.time.Instant;
import java.util.List;

/**
 * What is kept of a conversation, as seen from outside of it.
 *
 * @param id       its id
 * @param members  both; one who was erased has a pseudonym
 * @param context  what it is about where the host has several per pair; empty for the plain one
 * @param firstSeq its oldest message
 * @param lastSeq  its newest message
 * @param oldest   when the oldest message was sent
 */
public record ConversationExtent(
        ConversationId id, List<UserId> members, String context, long firstSeq, long lastSeq, Instant oldest) {
    /** Copies the list. */
    public ConversationExtent {
        members = List.copyOf(members);
    }
}
