package chat.duologue.internal.protocol;

import chat.duologue.model.Anchor;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.SearchQuery;
import chat.duologue.model.Settings;
import chat.duologue.model.StreamId;
import chat.duologue.model.UserId;
import chat.duologue.spi.AttachmentStore;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a client asks for, checked in itself but not yet against anything stored. */
public sealed interface Request {
    /** The client's id for the request. */
    String id();

    /** Whether later requests may be taken before this one is answered: so it is with writes. */
    default boolean pipelines() {
        return false;
    }

    /** Whether it counts as a message sent, for flood control. */
    default boolean isSend() {
        return false;
    }

    record Hello(
            String id,
            @Nullable String token,
            @Nullable String device,
            @Nullable Resume resume) implements Request {}

    record Reauth(String id, @Nullable String token) implements Request {}

    record Send(String id, ConversationRef conversation, ClientMessageId clientMessageId, Content content)
            implements Request {
        @Override
        public boolean pipelines() {
            return true;
        }

        @Override
        public boolean isSend() {
            return true;
        }
    }

    record Read(String id, ConversationId conversation, long seq) implements Request {
        @Override
        public boolean pipelines() {
            return true;
        }
    }

    record History(String id, ConversationId conversation, Anchor anchor, int limit) implements Request {}

    record Conversations(String id, ConversationFilter filter, long before, int limit) implements Request {}

    record OneConversation(String id, ConversationRef conversation) implements Request {}

    /** Newest first; {@code before} is {@code Long.MAX_VALUE} for the first page. */
    record Search(String id, SearchQuery query, @Nullable ConversationId conversation, long before, int limit)
            implements Request {}

    record Upload(String id, AttachmentStore.Upload wanted) implements Request {}

    record Download(String id, ConversationId conversation, long seq, String ref) implements Request {}

    record Ping(String id) implements Request {}

    record Blocked(String id, @Nullable UserId after, int limit) implements Request {}

    /** What becomes a write, as {@link Send} and {@link Read} do. */
    sealed interface Change extends Request {
        @Override
        default boolean pipelines() {
            return true;
        }
    }

    record Edit(
            String id,
            ConversationId conversation,
            long seq,
            @Nullable String text,
            @Nullable String data,
            @Nullable Integer revision)
            implements Change {
        @Override
        public boolean isSend() {
            return true;
        }
    }

    record Recall(String id, ConversationId conversation, long seq) implements Change {}

    record Hide(String id, ConversationId conversation, long seq) implements Change {}

    record React(String id, ConversationId conversation, long seq, String reaction, boolean remove) implements Change {
        @Override
        public boolean isSend() {
            return true;
        }
    }

    record Configure(String id, ConversationId conversation, Settings.Change change) implements Change {}

    record Block(String id, UserId user, boolean blocked) implements Change {}

    record Presence(String id, Set<UserId> watch, Set<UserId> unwatch) implements Request {}

    /** Where a client left off. */
    record Resume(StreamId stream, long offset) {}
}
