package chat.duologue.internal.engine;

import chat.duologue.BeforeDeletion;
import chat.duologue.ChatServerOptions;
import chat.duologue.RequestException;
import chat.duologue.Retention;
import chat.duologue.RetentionPolicy;
import chat.duologue.model.ConversationExtent;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Housekeeping;
import chat.duologue.store.spi.Housekeeping.ExtentPage;
import chat.duologue.store.spi.StoreException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what is older than the host wants it. Several nodes may sweep at once; they do the same. */
public final class Sweeper {
    /** How many conversations or users a step looks at. */
    private static final int LOOKS_AT = 200;

    /** How many messages a step removes. */
    private static final int REMOVES = 250;

    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    /** What the host wants. */
    public record Rules(RetentionPolicy policy, BeforeDeletion listener) {}

    private final Housekeeping housekeeping;
    private final Rules rules;
    private final ChatServerOptions options;
    private final Callbacks callbacks;
    private final InstantSource clock;
    private final Chore chore;
    /** In this sweep; only the first is logged as it happens. */
    private long unanswered;

    public Sweeper(
            Housekeeping housekeeping,
            Rules rules,
            ChatServerOptions options,
            Callbacks callbacks,
            InstantSource clock) {
        this.housekeeping = housekeeping;
        this.rules = rules;
        this.options = options;
        this.callbacks = callbacks;
        this.clock = clock;
        this.chore = new Chore("sweeper", options.retentionInterval(), options.storeDeadline(), this::sweep);
    }

    /** What does it. */
    public Chore chore() {
        return chore;
    }

    private void sweep() {
        unanswered = 0;
        if (rules.policy() != RetentionPolicy.KEEP_EVERYTHING) {
            removeMessages();
        }
        trimStreams();
    }

    private void removeMessages() {
        Optional<ConversationId> after = Optional.empty();
        do {
            ConversationId from = after.orElse(null);
            ExtentPage page = chore.step(() -> housekeeping.extents(from, LOOKS_AT));
            page.extents().forEach(this::removeMessagesOrGoOn);
            after = page.next();
        } while (after.isPresent());
        if (unanswered > 1) {
            LOG.warn("In this sweep {} conversations keep all of their messages, since the host failed", unanswered);
        }
    }

    /** One conversation that the store can't manage does not keep it from the others. */
    private void removeMessagesOrGoOn(ConversationExtent conversation) {
        try {
            removeMessages(conversation);
        } catch (StoreException e) {
            if (e.isPassing()) {
                throw e;
            }
            LOG.error("The store can't remove messages of {}: {}", conversation.id(), e.getMessage());
        }
    }

    private void removeMessages(ConversationExtent conversation) {
        Retention retention =
                ask("The retention policy", conversation, () -> rules.policy().retentionOf(conversation));
        if (retention == null) {
            return;
        }
        Instant oldest = retention.maxAge().map(clock.instant()::minus).orElse(Instant.MIN);
        long firstToStay = retention.maxMessages().isPresent()
                ? conversation.lastSeq() - retention.maxMessages().getAsLong() + 1
                : 0;
        if (!conversation.oldest().isBefore(oldest) && conversation.firstSeq() >= firstToStay) {
            return;
        }
        boolean more = true;
        while (more) {
            List<Message> found = chore.step(() -> housekeeping.oldest(conversation.id(), REMOVES));
            List<Message> due = found.stream()
                    .takeWhile(message -> message.at().isBefore(oldest) || message.seq() < firstToStay)
                    .toList();
            more = due.size() == REMOVES;
            if (due.isEmpty() || !told(conversation, due)) {
                return;
            }
            long upTo = due.get(due.size() - 1).seq();
            chore.step(() -> housekeeping.purge(conversation.id(), upTo));
        }
    }

    private boolean told(ConversationExtent conversation, List<Message> due) {
        if (rules.listener() == BeforeDeletion.NOTHING) {
            return true;
        }
        Boolean told = ask("The listener before deletion", conversation, () -> {
            rules.listener().beforeDeletion(conversation, due);
            return true;
        });
        return told != null;
    }

    /** What the host answers; null where it does not: then nothing is removed. */
    private <T> @Nullable T ask(String whom, ConversationExtent conversation, Callable<T> question) {
        CompletableFuture<T> answer = callbacks.call(question);
        try {
            T value = chore.await(answer);
            if (value == null) {
                failed(whom, conversation, "it returned null");
            }
            return value;
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            failed(
                    whom,
                    conversation,
                    String.valueOf(
                            cause instanceof RequestException
                                    ? cause.getMessage()
                                    : cause.getClass().getName()));
            return null;
        }
    }

    private void failed(String whom, ConversationExtent conversation, String why) {
        if (++unanswered == 1) {
            LOG.warn("{} failed for {}, whose messages stay until the next sweep: {}", whom, conversation.id(), why);
        }
    }

    private void trimStreams() {
        Optional<UserId> after = Optional.empty();
        do {
            UserId from = after.orElse(null);
            after = chore.step(() -> housekeeping.trim(from, options.maxStreamEvents(), LOOKS_AT));
        } while (after.isPresent());
    }
}
