package chat.duologue.internal.session;

import chat.duologue.ChatUser;
import chat.duologue.Presence;
import chat.duologue.Sent;
import chat.duologue.internal.engine.Callbacks;
import chat.duologue.internal.engine.Changes;
import chat.duologue.internal.engine.Operations;
import chat.duologue.internal.engine.Reads;
import chat.duologue.internal.signal.Signals;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A user without a connection: the host's own code, on the path that connections take. */
public record LocalUser(
        UserId id, Operations operations, Reads reads, Streams streams, Signals signals, Callbacks callbacks)
        implements ChatUser {

    @Override
    public CompletionStage<Sent> send(ConversationRef to, ClientMessageId messageId, Content content) {
        return handOver(operations.send(id, to, messageId, content, () -> {}).thenApply(sent -> {
            signals.sent(id, sent.message().conversation());
            return sent;
        }));
    }

    @Override
    public CompletionStage<Markers> markRead(ConversationId conversation, long seq) {
        return handOver(operations.markRead(id, conversation, seq));
    }

    @Override
    public CompletionStage<Void> acknowledge(long offset) {
        return handOver(operations.acknowledge(id, offset).thenApply(outcome -> null));
    }

    @Override
    public CompletionStage<Message> edit(
            ConversationId conversation,
            long seq,
            @Nullable String text,
            @Nullable String data,
            @Nullable Integer revision) {
        Changes.Edition edition = new Changes.Edition(text, data, revision);
        return handOver(operations.changes().edit(id, conversation, seq, edition, () -> {}));
    }

    @Override
    public CompletionStage<Void> recall(ConversationId conversation, long seq) {
        return handOver(operations.changes().recall(id, conversation, seq, () -> {}));
    }

    @Override
    public CompletionStage<Void> hide(ConversationId conversation, long seq) {
        return handOver(operations.changes().hide(id, conversation, seq, () -> {}));
    }

    @Override
    public CompletionStage<Void> react(ConversationId conversation, long seq, String reaction, boolean remove) {
        return handOver(operations.changes().react(id, conversation, seq, reaction, remove, () -> {}));
    }

    @Override
    public CompletionStage<Settings> configure(ConversationId conversation, Settings.Change change) {
        return handOver(operations.changes().configure(id, conversation, change, () -> {}));
    }

    @Override
    public CompletionStage<Void> block(UserId user, boolean blocked) {
        return handOver(operations.changes().block(id, user, blocked, () -> {}));
    }

    @Override
    public CompletionStage<List<UserId>> blocked(@Nullable UserId after, int limit) {
        return handOver(operations.changes().blocked(id, after, limit));
    }

    @Override
    public CompletionStage<MessagePage> history(ConversationId conversation, Anchor anchor, int limit) {
        return handOver(operations.history(id, conversation, anchor, limit));
    }

    @Override
    public CompletionStage<ConversationPage> conversations(ConversationFilter filter, long before, int limit) {
        return handOver(operations.conversations(id, filter, before, limit));
    }

    @Override
    public CompletionStage<Conversation> conversation(ConversationRef ref) {
        return handOver(operations.conversation(id, ref));
    }

    @Override
    public CompletionStage<HitPage> search(
            SearchQuery query, @Nullable ConversationId conversation, long before, int limit) {
        return handOver(operations.searches().find(id, conversation, query, before, limit));
    }

    @Override
    public CompletionStage<UploadPermit> permitUpload(Upload wanted) {
        return handOver(operations.attachments().permitUpload(id, wanted));
    }

    @Override
    public CompletionStage<Permit> permitDownload(ConversationId conversation, long seq, String ref) {
        return handOver(operations.attachments().permitDownload(id, conversation, seq, ref));
    }

    @Override
    public CompletionStage<StreamPosition> position() {
        return handOver(operations.position(id));
    }

    @Override
    public Following follow(long after, Consumer<Event> listener) {
        LocalFollower follower = new LocalFollower(this, listener);
        follower.start(after);
        return follower;
    }

    @Override
    public void typing(ConversationId conversation, boolean typing) {
        signals.typing(id, conversation, typing);
    }

    @Override
    public CompletionStage<Watching> watch(Set<UserId> users, Consumer<Presence> listener) {
        return handOver(signals.watch(id, Set.copyOf(users), listener));
    }

    /** What the host hangs on the result must not run on the publisher's or a reader's thread. */
    private <T> CompletableFuture<T> handOver(CompletableFuture<T> result) {
        return callbacks.handOver(result);
    }
}
