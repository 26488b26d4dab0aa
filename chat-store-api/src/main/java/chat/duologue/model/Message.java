package chat.duologue.model;

import java.time.Instant;

/**
 * A stored message.
 *
 * @param conversation    where it stands
 * @param seq             its place there: 1, 2, 3 … without gaps
 * @param from            its author
 * @param at              when the server took it, in whole milliseconds
 * @param clientMessageId the author's own id for it
 * @param content         what it says
 */
public record Message(
        ConversationId conversation,
        long seq,
        UserId from,
        Instant at,
        ClientMessageId clientMessageId,
        Content content) {}
