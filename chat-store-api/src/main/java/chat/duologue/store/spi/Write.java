package chat.duologue.store.spi;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.UserId;
import java.time.Instant;

/** A durable change that a user asks for. Grows with the protocol; a store must know every kind. */
public sealed interface Write {

    /** Who asks. */
    UserId by();

    /**
     * Stores a message, creating the conversation where {@link ConversationRef.WithPeer} names one that does not exist.
     * Outcomes, the first that applies: {@link Outcome.Refused} (not a member, or with an erased one), {@link Outcome.Duplicate} or
     * {@link Outcome.Conflict} (the author's {@code clientMessageId} is known in the conversation),
     * {@link Outcome.Refused} ({@code replyTo} beyond the last message), {@link Outcome.Stored}.
     *
     * @param by              the author
     * @param conversation    where to
     * @param clientMessageId the author's id for it
     * @param content         what it says
     * @param at              when the server took it; kept in whole milliseconds
     */
    record Send(UserId by, ConversationRef conversation, ClientMessageId clientMessageId, Content content, Instant at)
            implements Write {
        /** @throws IllegalArgumentException if the author writes to themself */
        public Send {
            if (conversation instanceof ConversationRef.WithPeer with
                    && with.peer().equals(by)) {
                throw new IllegalArgumentException("to must be another user");
            }
        }
    }

    /**
     * The user's devices have every event up to {@code offset}: raises {@code deliveredSeq} in the conversations whose
     * peer's messages lie there, to the highest of them. An offset beyond the stream's head, or not above the last one
     * acknowledged, has no effect at all. In which order the receipts of several conversations follow each other is the
     * store's choice. Outcome: {@link Outcome.Acknowledged}.
     *
     * @param by     whose stream
     * @param offset up to which event, that one included; 0 or more
     */
    record Acknowledge(UserId by, long offset) implements Write {}

    /**
     * The user has read everything up to {@code seq}; implies delivered. Outcomes: {@link Outcome.Read} (also where
     * nothing rises), {@link Outcome.Refused} (not a member, or {@code seq} beyond the last message).
     *
     * @param by           the reader
     * @param conversation which conversation
     * @param seq          up to which message, that one included; 1 or more
     */
    record MarkRead(UserId by, ConversationId conversation, long seq) implements Write {}
}
