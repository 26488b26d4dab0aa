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
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.SearchQuery;
import chat.duologue.model.Settings;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import chat.duologue.spi.AttachmentStore.Permit;
import chat.duologue.spi.AttachmentStore.Upload;
import chat.duologue.spi.AttachmentStore.UploadPermit;
import chat.duologue.store.spi.MessageSearch.HitPage;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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

    /**
     * Changes what a message of the user's says.
     *
     * @param text     the new text, or null to leave it
     * @param data     the new data, or null to leave it
     * @param revision which {@link Message#revision()} the user has seen, else it is {@code conflict}; null to edit whatever is
     *                 there
     * @return the message as it is then
     * @throws IllegalArgumentException if there is neither text nor data, or one of them is not allowed in a {@link Content}
     */
    CompletionStage<Message> edit(
            ConversationId conversation,
            long seq,
            @Nullable String text,
            @Nullable String data,
            @Nullable Integer revision);

    /** Takes a message of the user's back, for both members: its content is gone, a tombstone stays. */
    CompletionStage<Void> recall(ConversationId conversation, long seq);

    /** Hides a message from the user; the other member sees it as before. */
    CompletionStage<Void> hide(ConversationId conversation, long seq);

    /**
     * Reacts to a message, as {@link chat.duologue.model.Reaction#value()}; or takes that back.
     *
     * @throws IllegalArgumentException if the reaction is not allowed
     */
    CompletionStage<Void> react(ConversationId conversation, long seq, String reaction, boolean remove);

    /** Sets something for a conversation, which only the user sees; the stage tells the settings as they are then. */
    CompletionStage<Settings> configure(ConversationId conversation, Settings.Change change);

    /**
     * Blocks another user, or ends that. Whom the user blocks can send them nothing, nor edit, nor react, and is told no more
     * than that it is not allowed.
     */
    CompletionStage<Void> block(UserId user, boolean blocked);

    /**
     * Whom the user has blocked, in the order of their names.
     *
     * @param after the last one of the page before, or null for the first page
     * @param limit at most 500, more counts as that
     */
    CompletionStage<List<UserId>> blocked(@Nullable UserId after, int limit);

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

    /**
     * A page of the messages that the query finds, newest first, but for those that are recalled, or hidden by the user;
     * {@code unsupported} where the store can't search. A page can be short, even empty, and yet have a next one.
     *
     * @param conversation in this one only; null for all of the user's
     * @param before       {@code Long.MAX_VALUE} for the first page, then {@link HitPage#next()}
     * @param limit        at most 500, more counts as that
     */
    CompletionStage<HitPage> search(SearchQuery query, @Nullable ConversationId conversation, long before, int limit);

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

    /**
     * Tells the peer's sessions that the user is typing, until the user sends a message there, or until nothing more is said
     * for {@link ChatServerOptions#typingTimeout()}: repeat it every half of that time. Like all signals it may be lost; it
     * has no effect in a conversation that isn't the user's.
     */
    void typing(ConversationId conversation, boolean typing);

    /**
     * Watches whether others are online, as far as {@link PresencePolicy} lets this user see.
     *
     * @param users    at most {@link ChatServerOptions#maxWatchedUsers()}, otherwise the stage fails with {@code too_large}
     * @param listener told how each user is at first, then what changes: one at a time, on a listener thread. One that is
     *                 slow gets the newest state of each user. If it throws, watching ends and the fault is logged
     * @return ends the watching; nothing comes after the close, but what is being handled ends first
     */
    CompletionStage<Watching> watch(Set<UserId> users, Consumer<Presence> listener);

    /** Users who are being watched. */
    interface Watching extends AutoCloseable {
        @Override
        void close();
    }

    /** A stream that is being followed. */
    interface Following extends AutoCloseable {
        @Override
        void close();
    }
}
