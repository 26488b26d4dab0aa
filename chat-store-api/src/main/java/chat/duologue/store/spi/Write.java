package chat.duologue.store.spi;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.Reaction;
import chat.duologue.model.Settings;
import chat.duologue.model.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A durable change that a user asks for. Grows with the protocol; a store must know every kind. */
public sealed interface Write {

    /** Who asks. */
    UserId by();

    /** What is about a conversation that exists. */
    sealed interface OfConversation extends Write {
        /** Which one. */
        ConversationId conversation();
    }

    /** What happens to a message that was sent. */
    sealed interface OfMessage extends OfConversation {
        /** Which one; 1 or more, or there is no such message. */
        long seq();
    }

    /**
     * Stores a message, creating the conversation where {@link ConversationRef.WithPeer} names one that does not exist.
     * Outcomes, the first that applies: {@link Outcome.Refused} (not a member, or with an erased one; blocked),
     * {@link Outcome.Duplicate} or {@link Outcome.Conflict} (the author's {@code clientMessageId} is known in the conversation),
     * {@link Outcome.Refused} ({@code replyTo} beyond the last message), {@link Outcome.Stored}. A message that was
     * edited or recalled since is always {@link Outcome.Duplicate}: what it said at first is known no more.
     *
     * @param by              the author
     * @param conversation    where to
     * @param clientMessageId the author's id for it
     * @param content         what it says
     * @param at              when the server took it; kept in whole milliseconds
     * @param unarchives      whether it takes the conversation out of the archive of those who have it there, which is an event
     *                        in their stream, just after the message's
     */
    record Send(
            UserId by,
            ConversationRef conversation,
            ClientMessageId clientMessageId,
            Content content,
            Instant at,
            boolean unarchives)
            implements Write {
        /** @throws IllegalArgumentException if the author writes to themself */
        public Send {
            if (conversation instanceof ConversationRef.WithPeer with
                    && with.peer().equals(by)) {
                throw new IllegalArgumentException("to must be another user");
            }
        }

        /** One that takes the conversation out of the archive. */
        public Send(
                UserId by, ConversationRef conversation, ClientMessageId clientMessageId, Content content, Instant at) {
            this(by, conversation, clientMessageId, content, at, true);
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
    record MarkRead(UserId by, ConversationId conversation, long seq) implements OfConversation {}

    /**
     * The author says something else. What the message answers stays. Outcomes, the first that applies: {@link Outcome.Refused}
     * (not a member, or with an erased one; blocked; no such message, or it was recalled; not the author's),
     * {@link Outcome.Edited} without a delivery (it says that already), {@link Outcome.Refused} (too late),
     * {@link Outcome.Conflict} (of another revision than {@code revision}), {@link Outcome.Edited}.
     *
     * @param by           the author
     * @param conversation which conversation
     * @param seq          which message
     * @param text         the new text, or null to leave it
     * @param data         the new data, or null to leave it
     * @param revision     which revision the author has seen; null to edit whatever is there
     * @param at           when the server took it; kept in whole milliseconds
     * @param sentSince    refuses to change a message that was sent before
     * @param keep         whether what it said before is kept for {@link ChatStore#revisions}
     */
    record Edit(
            UserId by,
            ConversationId conversation,
            long seq,
            @Nullable String text,
            @Nullable String data,
            @Nullable Integer revision,
            Instant at,
            Instant sentSince,
            boolean keep)
            implements OfMessage {
        /** @throws IllegalArgumentException if there is neither text nor data, or one of them is not allowed */
        public Edit {
            new Content(text, data, null);
        }

        /** What a message that says this says after the edit. */
        public Content of(Content said) {
            return new Content(
                    text == null ? said.text() : text,
                    data == null ? said.data() : data,
                    said.replyTo(),
                    said.attachments());
        }
    }

    /**
     * The author takes a message back, for both: its content and every earlier revision of it are removed, and a tombstone
     * stays, with the reactions to it. Outcomes, the first that applies: {@link Outcome.Refused} (not a member; no such
     * message; not the author's), {@link Outcome.Changed} without a delivery (it was recalled already),
     * {@link Outcome.Refused} (too late), {@link Outcome.Changed}.
     *
     * @param by           the author
     * @param conversation which conversation
     * @param seq          which message
     * @param at           when the server took it; kept in whole milliseconds
     * @param sentSince    refuses to recall a message that was sent before
     */
    record Recall(UserId by, ConversationId conversation, long seq, Instant at, Instant sentSince)
            implements OfMessage {}

    /**
     * A member wants to see a message no more; the other one sees it as before. Answers still quote it. Outcomes, the first
     * that applies: {@link Outcome.Refused} (not a member, no such message), {@link Outcome.Changed} without a delivery (it
     * is hidden already), {@link Outcome.Refused} (too late), {@link Outcome.Changed}.
     *
     * @param by           who hides it
     * @param conversation which conversation
     * @param seq          which message
     * @param sentSince    refuses to hide a message that was sent before
     */
    record Hide(UserId by, ConversationId conversation, long seq, Instant sentSince) implements OfMessage {}

    /**
     * A member reacts to a message, or no longer does. Where {@code most} is 1, a new reaction takes the place of the one
     * before. Outcomes, the first that applies: {@link Outcome.Refused} (not a member, or with an erased one; blocked; no such
     * message, or it was recalled), {@link Outcome.Changed} without a delivery (it is so already), {@link Outcome.Refused} (too
     * many at once; or more than {@link #MOST_EVER} different ones, those taken back included), {@link Outcome.Changed}.
     *
     * @param by           who reacts
     * @param conversation which conversation
     * @param seq          to which message
     * @param reaction     as {@link Reaction#value()}
     * @param remove       whether to take it back
     * @param most         how many reactions one member may have to one message; 1 or more
     */
    record React(UserId by, ConversationId conversation, long seq, String reaction, boolean remove, int most)
            implements OfMessage {
        /** How many different reactions a member can have had to one message. */
        public static final int MOST_EVER = 64;

        /** @throws IllegalArgumentException if the reaction is not allowed, or {@code most} is below 1 */
        public React {
            Reaction.requireValue(reaction);
            if (most < 1) {
                throw new IllegalArgumentException("most must be 1 or more");
            }
        }
    }

    /**
     * A member sets something for a conversation. Outcomes: {@link Outcome.Refused} (not a member),
     * {@link Outcome.Configured} (also where nothing changes).
     *
     * @param by           who sets it
     * @param conversation which conversation
     * @param change       what changes
     */
    record Configure(UserId by, ConversationId conversation, Settings.Change change) implements OfConversation {}

    /**
     * A user blocks another one, or ends that. Whom they block can send them nothing, nor edit, nor react. Outcomes:
     * {@link Outcome.Refused} (an erased one), {@link Outcome.Changed} (also where nothing changes).
     *
     * @param by      who blocks
     * @param user    whom; need not be known to the store
     * @param blocked whether to block, or to end it
     */
    record Block(UserId by, UserId user, boolean blocked) implements Write {
        /** @throws IllegalArgumentException if they are the same */
        public Block {
            if (user.equals(by)) {
                throw new IllegalArgumentException("user must be another user");
            }
        }
    }
}
