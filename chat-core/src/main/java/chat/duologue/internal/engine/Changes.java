package chat.duologue.internal.engine;

import static java.util.Objects.requireNonNull;

import chat.duologue.ChangePolicy;
import chat.duologue.ChangeRules;
import chat.duologue.ErrorCode;
import chat.duologue.RequestException;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.Message;
import chat.duologue.model.Reaction;
import chat.duologue.model.Settings;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Write;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a user can do to messages that were sent, to conversations and to other users. Everything is one write; {@code queued}
 * runs once, when it has its place in the commit order or was refused.
 */
public final class Changes {
    private static final String NO_MESSAGE = "no such message";

    private final Operations operations;
    private final Interception interception;
    private final ChangePolicy policy;
    private final InstantSource clock;

    Changes(Operations operations, Interception interception, ChangePolicy policy, InstantSource clock) {
        this.operations = operations;
        this.interception = interception;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * What an edit says.
     *
     * @param text     null to leave it
     * @param data     null to leave it
     * @param revision which one the author has seen; null to edit whatever is there
     */
    public record Edition(
            @Nullable String text,
            @Nullable String data,
            @Nullable Integer revision) {
        /** @throws IllegalArgumentException if there is neither text nor data, or one of them is not allowed */
        public Edition {
            new Content(text, data, null);
        }
    }

    /** The message as it is afterwards. */
    public CompletableFuture<Message> edit(
            UserId by, ConversationId conversation, long seq, Edition edition, Runnable queued) {
        AtomicReference<Content> said = new AtomicReference<>(new Content(edition.text(), edition.data(), null));
        return ruled(
                        by,
                        conversation,
                        passed(by, conversation, seq, said),
                        (rules, now) -> new Write.Edit(
                                by,
                                conversation,
                                seq,
                                requireNonNull(said.get()).text(),
                                requireNonNull(said.get()).data(),
                                edition.revision(),
                                now,
                                since(now, rules.edit()),
                                rules.keepRevisions()),
                        queued)
                .thenCompose(outcome -> {
                    if (outcome instanceof Outcome.Edited edited) {
                        return CompletableFuture.completedFuture(edited.message());
                    }
                    return outcome instanceof Outcome.Conflict
                            ? Operations.failed(ErrorCode.CONFLICT, "the message was edited since")
                            : Operations.refused(outcome, ErrorCode.NOT_FOUND, NO_MESSAGE);
                });
    }

    /** Whether the edit may be made; {@code said} is what it says by then. */
    private CompletableFuture<Boolean> passed(
            UserId by, ConversationId conversation, long seq, AtomicReference<Content> said) {
        CompletableFuture<Boolean> allowed = operations.mayTalk(by, new ConversationRef.Existing(conversation));
        if (interception.isOff()) {
            return allowed;
        }
        return operations.unlessBlocked(
                by,
                new ConversationRef.Existing(conversation),
                allowed.thenCompose(yes -> yes
                        ? interception
                                .ofEdit(by, conversation, seq, requireNonNull(said.get()))
                                .thenApply(content -> {
                                    said.set(content);
                                    return true;
                                })
                        : CompletableFuture.completedFuture(false)));
    }

    /** Takes a message back, for both. */
    public CompletableFuture<Void> recall(UserId by, ConversationId conversation, long seq, Runnable queued) {
        return changed(ruled(
                by,
                conversation,
                Operations.ALLOWED,
                (rules, now) -> new Write.Recall(by, conversation, seq, now, since(now, rules.recall())),
                queued));
    }

    /** Hides a message from the user. */
    public CompletableFuture<Void> hide(UserId by, ConversationId conversation, long seq, Runnable queued) {
        return changed(ruled(
                by,
                conversation,
                Operations.ALLOWED,
                (rules, now) -> new Write.Hide(by, conversation, seq, since(now, rules.hide())),
                queued));
    }

    /** Reacts to a message, or takes that back. @throws IllegalArgumentException if the reaction is not allowed */
    public CompletableFuture<Void> react(
            UserId by, ConversationId conversation, long seq, String reaction, boolean remove, Runnable queued) {
        Reaction.requireValue(reaction);
        return changed(talking(
                by,
                conversation,
                (rules, now) -> new Write.React(by, conversation, seq, reaction, remove, rules.maxReactions()),
                queued));
    }

    /** The settings as they are afterwards. */
    public CompletableFuture<Settings> configure(
            UserId by, ConversationId conversation, Settings.Change change, Runnable queued) {
        return operations
                .submit(Operations.ALLOWED, () -> new Write.Configure(by, conversation, change), queued)
                .thenCompose(outcome -> outcome instanceof Outcome.Configured configured
                        ? CompletableFuture.completedFuture(configured.settings())
                        : Operations.refused(outcome, ErrorCode.NOT_FOUND, NO_MESSAGE));
    }

    /** Blocks a user, or ends that. */
    public CompletableFuture<Void> block(UserId by, UserId user, boolean blocked, Runnable queued) {
        if (user.equals(by)) {
            queued.run();
            return Operations.failed(ErrorCode.BAD_REQUEST, "user must be another user");
        }
        return changed(operations.submit(Operations.ALLOWED, () -> new Write.Block(by, user, blocked), queued));
    }

    /**
     * Whom the user has blocked, by their names.
     *
     * @param after the last one of the page before, or null
     */
    public CompletableFuture<List<UserId>> blocked(UserId by, @Nullable UserId after, int limit) {
        return operations.blocked(by, after, limit);
    }

    private static CompletableFuture<Void> changed(CompletableFuture<Outcome> done) {
        return done.thenCompose(outcome -> outcome instanceof Outcome.Changed
                ? CompletableFuture.completedFuture(null)
                : Operations.refused(outcome, ErrorCode.NOT_FOUND, NO_MESSAGE));
    }

    private interface Ruled {
        Write write(ChangeRules rules, Instant now);
    }

    /** What says something to the peer, who may have become one that the user may not talk to. */
    private CompletableFuture<Outcome> talking(UserId by, ConversationId conversation, Ruled write, Runnable queued) {
        CompletableFuture<Boolean> allowed = operations.mayTalk(by, new ConversationRef.Existing(conversation));
        return ruled(by, conversation, allowed, write, queued);
    }

    private CompletableFuture<Outcome> ruled(
            UserId by, ConversationId conversation, CompletableFuture<Boolean> allowed, Ruled write, Runnable queued) {
        if (policy instanceof ChangePolicy.ForAll all) {
            return operations.submit(allowed, () -> write.write(all.rules(), clock.instant()), queued);
        }
        AtomicReference<ChangeRules> rules = new AtomicReference<>();
        CompletableFuture<Boolean> ruled = allowed.thenCompose(yes -> yes
                ? rules(by, conversation).thenApply(found -> {
                    rules.set(found);
                    return true;
                })
                : CompletableFuture.completedFuture(false));
        return operations.submit(ruled, () -> write.write(requireNonNull(rules.get()), clock.instant()), queued);
    }

    private CompletableFuture<ChangeRules> rules(UserId by, ConversationId conversation) {
        return operations
                .find(by, conversation)
                .thenCompose(found -> found.map(seen -> operations.ask(
                                by,
                                "change policy",
                                () -> requireNonNull(policy.rulesFor(by, seen.peer(), seen.context()))))
                        .orElseThrow(() -> new RequestException(ErrorCode.FORBIDDEN, Operations.NOT_ALLOWED)));
    }

    /** The first moment whose messages are young enough; for zero none is. */
    private static Instant since(Instant now, Duration time) {
        return time.isZero() ? Instant.MAX : now.minus(time);
    }
}
