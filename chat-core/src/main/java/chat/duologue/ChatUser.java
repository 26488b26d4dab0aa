package chat.duologue;

import chat.duologue.model.Anchor;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationPage;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.Event;
import chat.duologue.model.Markers;
import chat.duologue.model.MessagePage;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import chat.duologue.spi.AttachmentStore.Permit;
import chat.duologue.spi.AttachmentStore.Upload;
import chat.duologue.spi.AttachmentStore.UploadPermit;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What a user can do, for the host's own code: system messages, bots, admin pages. The same path as over a socket:
 * the same policy, the same store, the same events to the same sessions. Nobody is asked for a token: the host decides.
 *
 * <p>A stage fails with a {@link RequestException} where the request is not done. Stages complete on the server's
 * listener threads; what hangs on them may block for a while, but keeps one of these threads meanwhile. Thread-safe.
 */
public interface ChatUser {
    /** Who. */
    UserId id();

    /**
     * Sends a message; the stage completes when it is committed. Two sends in a row are stored in that order only if
     * the first stage is complete before the second call.
     *
     * @param id repeat it to repeat the send: the message is stored once
     */
    CompletionStage<Sent> send(ConversationRef to, ClientMessageId id, Content content);

    /** Marks everything up to {@code seq} as read, and so as delivered; the stage tells the markers as they are then. */
    CompletionStage<Markers> markRead(ConversationId conversation, long seq);

    /** Says that the user has every event up to the offset: their peers' messages there are delivered. */
    CompletionStage<Void> acknowledge(long offset);

    /** A page of history. @param limit at most 500, more counts as that */
    CompletionStage<MessagePage> history(ConversationId conversation, Anchor anchor, int limit);

    /**
     * A page of the user's conversations, newest first.
     *
     * @param before {@code Long.MAX_VALUE} for the first page, then {@link ConversationPage#next()}
     * @param limit  at most 500, more counts as that
     */
    CompletionStage<ConversationPage> conversations(ConversationFilter filter, long before, int limit);

    /** One conversation; {@code not_found} where it is named by the peer and no message was sent yet. */
    CompletionStage<Conversation> conversation(ConversationRef ref);

    /** Permits an upload; {@code unsupported} where the server has no attachments. */
    CompletionStage<UploadPermit> permitUpload(Upload wanted);

    /**
     * Permits the download of an attachment of a message that the user may see.
     *
     * @param seq the message
     * @param ref which of its attachments
     */
    CompletionStage<Permit> permitDownload(ConversationId conversation, long seq, String ref);

    /** Where the user's stream stands now. */
    CompletionStage<StreamPosition> position();

    /**
     * Follows the user's stream: first what is stored after the offset, then what happens, in order, none twice.
     *
     * @param after    an offset the follower has already, e.g. the {@code head} of {@link #position()}
     * @param listener called with one event at a time, on a listener thread, where it may block: the follower then
     *                 falls behind and reads on from the store, nobody else waits. If it throws, following ends and the
     *                 fault is logged
     * @return ends the following; no event comes after the close, but one that is being handled ends first
     */
    Following follow(long after, Consumer<Event> listener);

    /** A stream that is being followed. */
    interface Following extends AutoCloseable {
        @Override
        void close();
    }
}
