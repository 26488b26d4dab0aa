package chat.duologue.internal.engine;

import chat.duologue.ChatServerOptions;
import chat.duologue.ErrorCode;
import chat.duologue.MessageInterceptor;
import chat.duologue.ProposedMessage;
import chat.duologue.RequestException;
import chat.duologue.Verdict;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.UserId;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the host's interceptor what becomes of what users say. */
public final class Interception {
    private static final Logger LOG = LoggerFactory.getLogger(Interception.class);

    private final MessageInterceptor interceptor;
    private final ChatServerOptions options;
    private final Callbacks callbacks;
    private final Members members;

    public Interception(
            MessageInterceptor interceptor, ChatServerOptions options, Callbacks callbacks, Members members) {
        this.interceptor = interceptor;
        this.options = options;
        this.callbacks = callbacks;
        this.members = members;
    }

    /** Whether there is nobody to ask. */
    boolean isOff() {
        return interceptor == MessageInterceptor.NONE;
    }

    /** What the message is to say. */
    CompletableFuture<Content> ofSend(UserId by, ConversationRef to, ClientMessageId id, Content content) {
        if (to instanceof ConversationRef.WithPeer with) {
            return ask(new ProposedMessage.Send(by, with.peer(), with.context(), id, content));
        }
        return peer(by, ((ConversationRef.Existing) to).id())
                .thenCompose(peer -> ask(new ProposedMessage.Send(by, peer.user(), peer.context(), id, content)));
    }

    /** What the edit is to say. */
    CompletableFuture<Content> ofEdit(UserId by, ConversationId conversation, long seq, Content content) {
        return peer(by, conversation)
                .thenCompose(peer ->
                        ask(new ProposedMessage.Edit(by, peer.user(), peer.context(), conversation, seq, content)));
    }

    private CompletableFuture<Members.Peer> peer(UserId by, ConversationId conversation) {
        return members.peerOf(by, conversation)
                .thenApply(found ->
                        found.orElseThrow(() -> new RequestException(ErrorCode.FORBIDDEN, Operations.NOT_ALLOWED)));
    }

    private CompletableFuture<Content> ask(ProposedMessage message) {
        return callbacks
                .intercept(message.from(), () -> Objects.requireNonNull(interceptor.intercept(message)))
                .handle((verdict, fault) -> fault == null ? content(message, verdict) : undecided(message, fault));
    }

    private Content content(ProposedMessage message, Verdict verdict) {
        if (verdict instanceof Verdict.Refuse refuse) {
            throw new RequestException(ErrorCode.REJECTED, refuse.message());
        }
        return verdict instanceof Verdict.Change change ? changed(message, change) : message.content();
    }

    /** A message that was to be changed does not pass as it is, whatever is wrong with the change. */
    private Content changed(ProposedMessage message, Verdict.Change change) {
        try {
            requireLength("text", change.text(), options.maxTextBytes());
            requireLength("data", change.data(), options.maxDataBytes());
            Content before = message.content();
            return new Content(change.text(), change.data(), before.replyTo(), before.attachments());
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "The interceptor changed a message of {} to what it can't be: {}", message.from(), e.getMessage());
            throw failed();
        }
    }

    private static void requireLength(String field, @Nullable String value, int maxBytes) {
        if (value != null && value.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw new IllegalArgumentException(field + " must have at most " + maxBytes + " bytes");
        }
    }

    private Content undecided(ProposedMessage message, Throwable fault) {
        boolean late = fault instanceof RequestException refusal && refusal.code() == ErrorCode.UNAVAILABLE;
        if (late) {
            LOG.warn("The interceptor was not done in time with a message of {}", message.from());
        } else {
            LOG.error("The interceptor threw {} for {}", fault.getClass().getName(), message.from());
        }
        if (options.interceptorFailsOpen()) {
            return message.content();
        }
        throw late ? Unavailable.because("no decision in time") : failed();
    }

    private static RequestException failed() {
        return new RequestException(ErrorCode.INTERNAL, "the server failed to decide");
    }
}
