package chat.duologue.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored message, as it stands now.
 *
 * @param conversation    where it stands
 * @param seq             its place there: 1, 2, 3 … without gaps
 * @param from            its author
 * @param at              when the server took it, in whole milliseconds
 * @param clientMessageId the author's own id for it
 * @param content         what it says; null where it was recalled, or where the reader has hidden it
 * @param revision        how often it was edited
 * @param changedAt       when it was last edited or recalled, in whole milliseconds; null if never
 * @param quote           of the message that it answers; null where it answers none, or that one is there no more
 */
public record Message(
        ConversationId conversation,
        long seq,
        UserId from,
        Instant at,
        ClientMessageId clientMessageId,
        @Nullable Content content,
        int revision,
        @Nullable Instant changedAt,
        @Nullable Quote quote) {

    /** A message as it was sent, which answers none. */
    public Message(
            ConversationId conversation,
            long seq,
            UserId from,
            Instant at,
            ClientMessageId clientMessageId,
            Content content) {
        this(conversation, seq, from, at, clientMessageId, content, 0, null, null);
    }

    /** Whether its author took it back: then it says nothing any more, to nobody. */
    public boolean isRecalled() {
        return content == null && changedAt != null;
    }

    /** The same with another author. */
    public Message by(UserId author) {
        return new Message(conversation, seq, author, at, clientMessageId, content, revision, changedAt, quote);
    }

    /** The same with another content, or none. */
    public Message saying(@Nullable Content other, int newRevision, @Nullable Instant when) {
        return new Message(conversation, seq, from, at, clientMessageId, other, newRevision, when, quote);
    }

    /** The same with a quote of what it answers. */
    public Message quoting(@Nullable Quote answered) {
        return new Message(conversation, seq, from, at, clientMessageId, content, revision, changedAt, answered);
    }

    /** The same for a reader who has hidden it. */
    public Message hidden() {
        return new Message(conversation, seq, from, at, clientMessageId, null, revision, null, null);
    }
}
