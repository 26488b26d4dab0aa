package chat.duologue.internal.engine;

import chat.duologue.ChangePolicy;
import chat.duologue.ConversationPolicy;
import chat.duologue.ErrorCode;
import chat.duologue.RequestException;
import chat.duologue.Sent;
import chat.duologue.model.Anchor;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationPage;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.Markers;
import chat.duologue.model.MessagePage;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Write;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything a user can do, over a socket or in-process: one path for both. Futures fail with {@link RequestException}
 * where the request is not done; they are completed by the server's own threads, so what hangs on them must be short.
 */
public final class Operations {
    private static final Logger LOG = LoggerFactory.getLogger(Operations.class);
    static final CompletableFuture<Boolean> ALLOWED = CompletableFuture.completedFuture(true);

    private final GroupCommit commit;
    private final Reads reads;
    private final Callbacks callbacks;
    private final ConversationPolicy policy;
    private final Interception interception;
    private final Attachments attachments;
    private final Searches searches;
    private final boolean unarchiving;
    private final Changes changes;
    private final InstantSource clock;

    /**
     * What the host decided.
     *
     * @param unarchiving whether a message takes its conversation out of the archive
     */
    public record Rules(ConversationPolicy policy, ChangePolicy changes, boolean unarchiving) {}

    public Operations(
            GroupCommit commit,
            Reads reads,
            Callbacks callbacks,
            Interception interception,
            Attachments attachments,
            Searches searches,
            Rules rules,
            InstantSource clock) {
        this.commit = commit;
        this.reads = reads;
        this.callbacks = callbacks;
        this.policy = rules.policy();
        this.interception = interception;
        this.attachments = attachments;
        this.searches = searches;
        this.unarchiving = rules.unarchiving();
        this.changes = new Changes(this, interception, rules.changes(), clock);
        this.clock = clock;
    }

    /**
     * Stores a message.
     *
     * @param queued runs once, when the message has its place in the commit order or was refused: what the same user
     *               sends from then on is stored after it
     */
    public CompletableFuture<Sent> send(
            UserId by, ConversationRef conversation, ClientMessageId id, Content content, Runnable queued) {
        if (isSelf(by, conversation)) {
            queued.run();
            return failed(ErrorCode.BAD_REQUEST, "to must be another user");
        }
        CompletableFuture<Boolean> allowed = mayTalk(by, conversation);
        if (!content.attachments().isEmpty()) {
            allowed = unlessBlocked(
                    by,
                    conversation,
                    allowed.thenCompose(yes -> yes
                            ? attachments.check(by, content.attachments()).thenApply(fine -> true)
                            : CompletableFuture.completedFuture(false)));
        }
        if (interception.isOff()) {
            return submit(allowed, () -> send(by, conversation, id, content), queued)
                    .thenCompose(Operations::sent);
        }
        CompletableFuture<Content> intercepted = allowed.thenCompose(yes ->
                yes ? interception.ofSend(by, conversation, id, content) : failed(ErrorCode.FORBIDDEN, NOT_ALLOWED));
        CompletableFuture<Write> passed =
                unlessBlocked(by, conversation, intercepted).thenApply(said -> send(by, conversation, id, said));
        return submit(passed, queued).thenCompose(Operations::sent);
    }

    private Write send(UserId by, ConversationRef conversation, ClientMessageId id, Content content) {
        return new Write.Send(by, conversation, id, content, clock.instant(), unarchiving);
    }

    /**
     * Submits a write once it is allowed.
     *
     * @param queued runs once, when the write has its place in the commit order or was refused
     */
    CompletableFuture<Outcome> submit(
            CompletableFuture<Boolean> allowed, Supplier<? extends Write> write, Runnable queued) {
        if (allowed == ALLOWED) {
            CompletableFuture<Outcome> outcome = commit.submit(write.get());
            queued.run();
            return outcome;
        }
        CompletableFuture<Write> known = allowed.thenCompose(
                yes -> yes ? CompletableFuture.completedFuture(write.get()) : failed(ErrorCode.FORBIDDEN, NOT_ALLOWED));
        return submit(known, queued);
    }

    private CompletableFuture<Outcome> submit(CompletableFuture<Write> write, Runnable queued) {
        return write.thenApply(commit::submit)
                .whenComplete((outcome, error) -> queued.run())
                .thenCompose(outcome -> outcome);
    }

    static final String NOT_ALLOWED = "not allowed";

    private static CompletableFuture<Sent> sent(Outcome outcome) {
        if (outcome instanceof Outcome.Stored stored) {
            return CompletableFuture.completedFuture(new Sent(stored.message(), false));
        }
        if (outcome instanceof Outcome.Duplicate duplicate) {
            return CompletableFuture.completedFuture(new Sent(duplicate.message(), true));
        }
        if (outcome instanceof Outcome.Conflict) {
            return failed(ErrorCode.CONFLICT, "clientMessageId was used before with other content");
        }
        return refused(outcome, ErrorCode.NOT_FOUND, "replyTo: no such message");
    }

    /** What a user can do but send and read. */
    public Changes changes() {
        return changes;
    }

    /** Uploads and downloads. */
    public Attachments attachments() {
        return attachments;
    }

    /** What finds messages. */
    public Searches searches() {
        return searches;
    }

    /** The user's devices have every event up to the offset. */
    public CompletableFuture<Outcome> acknowledge(UserId by, long offset) {
        return commit.submit(new Write.Acknowledge(by, offset));
    }

    /** The user has read everything up to {@code seq}. */
    public CompletableFuture<Markers> markRead(UserId by, ConversationId conversation, long seq) {
        return commit.submit(new Write.MarkRead(by, conversation, seq)).thenCompose(outcome -> {
            return outcome instanceof Outcome.Read read
                    ? CompletableFuture.completedFuture(read.markers())
                    : refused(outcome, ErrorCode.BAD_REQUEST, "seq is beyond the last message");
        });
    }

    /** A page of history. */
    public CompletableFuture<MessagePage> history(UserId by, ConversationId conversation, Anchor anchor, int limit) {
        return reads.read(store -> store.messages(by, conversation, anchor, limit))
                .thenCompose(page -> page.map(CompletableFuture::completedFuture)
                        .orElseGet(() -> failed(ErrorCode.FORBIDDEN, NOT_ALLOWED)));
    }

    /** A page of the user's conversations. */
    public CompletableFuture<ConversationPage> conversations(
            UserId by, ConversationFilter filter, long before, int limit) {
        return reads.read(store -> store.conversations(by, filter, before, limit));
    }

    /** One conversation. By its peer it is {@code not_found} until there is one, whoever the peer may be. */
    public CompletableFuture<Conversation> conversation(UserId by, ConversationRef ref) {
        if (isSelf(by, ref)) {
            return failed(ErrorCode.BAD_REQUEST, "to must be another user");
        }
        CompletableFuture<Boolean> allowed = ref instanceof ConversationRef.WithPeer ? mayTalk(by, ref) : ALLOWED;
        return allowed.thenCompose(yes -> yes
                ? reads.read(store -> store.conversation(by, ref))
                        .thenCompose(found -> found.map(CompletableFuture::completedFuture)
                                .orElseGet(() -> ref instanceof ConversationRef.WithPeer
                                        ? failed(ErrorCode.NOT_FOUND, "no conversation yet")
                                        : failed(ErrorCode.FORBIDDEN, NOT_ALLOWED)))
                : failed(ErrorCode.FORBIDDEN, NOT_ALLOWED));
    }

    /** Where the user's stream stands. */
    public CompletableFuture<StreamPosition> position(UserId user) {
        return reads.read(store -> store.positions(List.of(user)).getOrDefault(user, StreamPosition.EMPTY));
    }

    private static boolean isSelf(UserId by, ConversationRef ref) {
        return ref instanceof ConversationRef.WithPeer with && with.peer().equals(by);
    }

    /** Who is in a conversation beside the user; empty where the user is not in it. */
    CompletableFuture<Optional<Conversation>> find(UserId by, ConversationId conversation) {
        return reads.read(store -> store.conversation(by, new ConversationRef.Existing(conversation)));
    }

    /** Whom the user has blocked, by their names. */
    CompletableFuture<List<UserId>> blocked(UserId by, @Nullable UserId after, int limit) {
        return reads.read(store -> store.blocks().blockedBy(by, after, limit));
    }

    CompletableFuture<Boolean> mayTalk(UserId from, ConversationRef ref) {
        if (policy == ConversationPolicy.ANY_TWO_USERS) {
            return ALLOWED;
        }
        if (ref instanceof ConversationRef.WithPeer with) {
            return ask(from, with.peer(), with.context());
        }
        return reads.read(store -> store.conversation(from, ref))
                .thenCompose(found -> found.map(conversation -> ask(from, conversation.peer(), conversation.context()))
                        .orElseGet(() -> CompletableFuture.completedFuture(false)));
    }

    /** What is refused before the store is asked is refused as a block is, where there is one: it can't be told apart. */
    <T> CompletableFuture<T> unlessBlocked(UserId by, ConversationRef ref, CompletableFuture<T> decision) {
        return decision.exceptionallyCompose(refusal -> isBlocked(by, ref)
                .thenCompose(blocked ->
                        blocked ? failed(ErrorCode.FORBIDDEN, NOT_ALLOWED) : CompletableFuture.failedFuture(refusal)));
    }

    private CompletableFuture<Boolean> isBlocked(UserId user, ConversationRef ref) {
        return reads.read(store -> {
            Optional<UserId> peer = ref instanceof ConversationRef.WithPeer with
                    ? Optional.of(with.peer())
                    : store.conversation(user, ref).map(Conversation::peer);
            return peer.isPresent()
                    && !store.blocks().blockersOf(user, List.of(peer.get())).isEmpty();
        });
    }

    /** Whether the host lets one user talk to another there. */
    public CompletableFuture<Boolean> mayTalk(UserId from, UserId to, String context) {
        return policy == ConversationPolicy.ANY_TWO_USERS ? ALLOWED : ask(from, to, context);
    }

    private CompletableFuture<Boolean> ask(UserId from, UserId to, String context) {
        return ask(from, "conversation policy", () -> policy.mayTalk(from, to, context));
    }

    /** Asks the host; where it throws or does not answer, the request is refused. */
    <T> CompletableFuture<T> ask(UserId user, String whom, Callable<T> question) {
        return callbacks.call(question).handle((answer, error) -> {
            if (error == null) {
                return answer;
            }
            if (error instanceof RequestException refusal) {
                throw refusal;
            }
            LOG.error("The {} threw {} for {}", whom, error.getClass().getName(), user);
            throw new RequestException(ErrorCode.INTERNAL, "the server failed to decide");
        });
    }

    static <T> CompletableFuture<T> refused(Outcome outcome, ErrorCode noSuchMessage, String message) {
        if (outcome instanceof Outcome.Refused refused) {
            return switch (refused.reason()) {
                case NO_SUCH_MESSAGE -> failed(noSuchMessage, message);
                case TOO_LATE -> failed(ErrorCode.FORBIDDEN, "the time for that is over");
                case TOO_MANY -> failed(ErrorCode.FORBIDDEN, "no more reactions to this message");
                case NOT_A_MEMBER, NOT_THE_AUTHOR, BLOCKED -> failed(ErrorCode.FORBIDDEN, NOT_ALLOWED);
            };
        }
        throw new IllegalStateException(
                "The store answered " + outcome.getClass().getName());
    }

    static <T> CompletableFuture<T> failed(ErrorCode code, String message) {
        return CompletableFuture.failedFuture(new RequestException(code, message));
    }
}
