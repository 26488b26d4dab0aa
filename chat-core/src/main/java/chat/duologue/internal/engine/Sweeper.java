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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what is older than the host wants it, on one thread and in small steps: after each it rests four times as long as
 * the step took, so that it uses at most a fifth of one connection. Several nodes may sweep at once; they do the same.
 */
public final class Sweeper implements AutoCloseable {
    /** How many conversations or users a step looks at. */
    private static final int LOOKS_AT = 200;

    /** How many messages a step removes. */
    private static final int REMOVES = 250;

    private static final int RESTS = 4;
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    /** What the host wants. */
    public record Rules(RetentionPolicy policy, BeforeDeletion listener) {}

    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super(null, null, false, false);
        }
    }

    private final Housekeeping housekeeping;
    private final Rules rules;
    private final ChatServerOptions options;
    private final Callbacks callbacks;
    private final InstantSource clock;
    private final CompletableFuture<Void> stopping = new CompletableFuture<>();
    /** In this sweep; only the first is logged as it happens. */
    private long unanswered;

    private final Thread thread = Threads.named("sweeper").newThread(this::run);

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
    }

    public void start() {
        thread.start();
    }

    /** Begins nothing more. */
    public void stop() {
        stopping.complete(null);
    }

    private void run() {
        long interval = options.retentionInterval().toNanos();
        try {
            rest(ThreadLocalRandom.current().nextLong(interval)); // nodes that start together don't sweep together
            while (true) {
                sweep();
                rest(interval);
            }
        } catch (Stopped e) {
            // as it was told
        }
    }

    private void sweep() {
        unanswered = 0;
        try {
            if (rules.policy() != RetentionPolicy.KEEP_EVERYTHING) {
                removeMessages();
            }
            trimStreams();
        } catch (StoreException e) {
            LOG.warn("A sweep ended early, the next one goes on: {}", e.getMessage());
        } catch (Stopped e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("A sweep failed; the next one tries again", e);
        }
    }

    private void removeMessages() {
        Optional<ConversationId> after = Optional.empty();
        do {
            ConversationId from = after.orElse(null);
            ExtentPage page = step(() -> housekeeping.extents(from, LOOKS_AT));
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
            List<Message> found = step(() -> housekeeping.oldest(conversation.id(), REMOVES));
            List<Message> due = found.stream()
                    .takeWhile(message -> message.at().isBefore(oldest) || message.seq() < firstToStay)
                    .toList();
            more = due.size() == REMOVES;
            if (due.isEmpty() || !told(conversation, due)) {
                return;
            }
            long upTo = due.get(due.size() - 1).seq();
            step(() -> housekeeping.purge(conversation.id(), upTo));
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
            CompletableFuture.anyOf(answer, stopping).get();
            if (stopping.isDone()) {
                throw new Stopped();
            }
            T value = answer.get();
            if (value == null) {
                failed(whom, conversation, "it returned null");
            }
            return value;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            failed(
                    whom,
                    conversation,
                    String.valueOf(
                            cause instanceof RequestException
                                    ? cause.getMessage()
                                    : cause.getClass().getName()));
            return null;
        } catch (InterruptedException e) {
            throw new Stopped();
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
            after = step(() -> housekeeping.trim(from, options.maxStreamEvents(), LOOKS_AT));
        } while (after.isPresent());
    }

    private <T> T step(Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        rest(RESTS * (System.nanoTime() - start));
        return result;
    }

    private void rest(long nanos) {
        try {
            stopping.get(nanos, TimeUnit.NANOSECONDS);
            throw new Stopped();
        } catch (TimeoutException e) {
            // rested
        } catch (InterruptedException | ExecutionException e) {
            throw new Stopped();
        }
    }

    /** Waits for the step that is being done, so that the store can be closed. */
    @Override
    public void close() {
        stop();
        try {
            thread.join(options.storeDeadline().toMillis());
            if (thread.isAlive()) {
                LOG.warn("The store still works on a step of the sweep, though the server has stopped");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
