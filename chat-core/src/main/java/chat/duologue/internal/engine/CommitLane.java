package chat.duologue.internal.engine;

import static java.util.Objects.requireNonNull;

import chat.duologue.ChatServerOptions;
import chat.duologue.ErrorCode;
import chat.duologue.RequestException;
import chat.duologue.model.Attachment;
import chat.duologue.model.Content;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.StoreException;
import chat.duologue.store.spi.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits writes in the order they came. One thread commits; a second one publishes what was committed, in the order of the
 * commits, while the next batch is under way.
 *
 * <pre>
 *   submit ──► queue (bounded) ──► writer: store.write(batch) ──► hand-over (bounded) ──► publisher: reply, then events
 * </pre>
 */
final class CommitLane {
    private static final Logger LOG = LoggerFactory.getLogger(CommitLane.class);
    private static final int BATCHES_AHEAD = 4;
    private static final int SMALL_WRITE_BYTES = 100;
    private static final int ATTACHMENT_BYTES = 500;

    private final ChatStore store;
    private final ChatServerOptions options;
    private final GroupCommit.Publisher publisher;
    private final BlockingQueue<Pending> queue;
    private final BlockingQueue<List<Pending>> committed = new ArrayBlockingQueue<>(BATCHES_AHEAD);
    private final long maxQueuedBytes;
    private final AtomicLong queuedBytes = new AtomicLong();
    /** Writes that were submitted and not yet published. */
    private final AtomicInteger unfinished = new AtomicInteger();

    private final Thread writing;
    private final Thread publishing;
    private volatile boolean stopped;
    private volatile List<Pending> committing = List.of();

    /** @param number of this lane, from 1 to the options' {@code writerThreads} */
    CommitLane(ChatStore store, ChatServerOptions options, GroupCommit.Publisher publisher, int number) {
        this.store = store;
        this.options = options;
        this.publisher = publisher;
        this.queue = new ArrayBlockingQueue<>(Math.max(1, options.maxQueuedWrites() / options.writerThreads()));
        this.maxQueuedBytes = options.maxQueuedWriteBytes() / options.writerThreads();
        this.writing = Threads.named("writer", number, this::commitBatches);
        this.publishing = Threads.named("publisher", number, this::publishBatches);
    }

    void start() {
        writing.start();
        publishing.start();
    }

    CompletableFuture<Outcome> submit(Write write) {
        Pending pending = new Pending(write);
        if (stopped) {
            return CompletableFuture.failedFuture(Unavailable.because("the server stops"));
        }
        if (queuedBytes.addAndGet(pending.bytes) > maxQueuedBytes) {
            queuedBytes.addAndGet(-pending.bytes);
            return tooMany();
        }
        unfinished.incrementAndGet();
        if (!queue.offer(pending)) {
            finished(pending);
            return tooMany();
        }
        return pending.result;
    }

    private static CompletableFuture<Outcome> tooMany() {
        return CompletableFuture.failedFuture(Unavailable.because("too many writes wait"));
    }

    /** Takes no more writes. */
    void close() {
        stopped = true;
    }

    /** To be called after {@link #close()}: answers what is not committed by then. */
    void end(long nanoTime) {
        while (unfinished.get() > 0 && System.nanoTime() - nanoTime < 0) {
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
        List<Pending> left = new ArrayList<>();
        queue.drainTo(left);
        left.addAll(committing);
        left.forEach(pending -> pending.result.completeExceptionally(Unavailable.because("the server stops")));
        while (!queue.offer(Pending.STOP)) {
            queue.poll();
        }
    }

    private void commitBatches() {
        for (boolean stopping = false; !stopping; ) {
            List<Pending> taken = new ArrayList<>();
            taken.add(take(queue));
            queue.drainTo(taken, options.maxBatch() - 1);
            stopping = taken.remove(Pending.STOP);
            List<Pending> batch = new ArrayList<>(taken.size());
            for (Pending pending : taken) {
                if (pending.result.isDone()) {
                    finished(pending);
                } else {
                    batch.add(pending);
                }
            }
            if (!batch.isEmpty()) {
                committing = batch;
                commit(batch);
                committing = List.of();
                put(committed, batch);
            }
        }
        put(committed, List.of());
    }

    /** An interrupt is no order to us: code of the store or of the host may leave one behind. */
    private static <T> T take(BlockingQueue<T> queue) {
        while (true) {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                LOG.warn("{} was interrupted by code that does not own it; it goes on", Thread.currentThread());
            }
        }
    }

    private static <T> void put(BlockingQueue<T> queue, T value) {
        while (true) {
            try {
                queue.put(value);
                return;
            } catch (InterruptedException e) {
                LOG.warn("{} was interrupted by code that does not own it; it goes on", Thread.currentThread());
            }
        }
    }

    private void commit(List<Pending> batch) {
        try {
            List<Write> writes = new ArrayList<>(batch.size());
            batch.forEach(pending -> writes.add(pending.write));
            List<Outcome> outcomes = store.write(writes);
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).outcome = outcomes.get(i);
            }
        } catch (StoreException e) {
            LOG.warn("A commit of {} writes failed: {}", batch.size(), e.getMessage());
            if (e.isPassing()) {
                fail(batch, Unavailable.because("the store can't commit now"));
            } else {
                oneByOne(batch, e);
            }
        } catch (Exception | Error e) { // whatever a store throws: without this thread nothing is ever committed again
            LOG.error("A commit of {} writes failed", batch.size(), e);
            oneByOne(batch, e);
        }
    }

    /** A fault that will not pass may be that of one write: the others shall not suffer for it. */
    private void oneByOne(List<Pending> batch, Throwable fault) {
        if (batch.size() == 1) {
            fail(batch, new RequestException(ErrorCode.INTERNAL, "the store failed"));
        } else {
            LOG.debug("Committing {} writes one by one", batch.size(), fault);
            batch.forEach(pending -> commit(List.of(pending)));
        }
    }

    private static void fail(List<Pending> batch, RequestException answer) {
        batch.forEach(pending -> pending.failure = answer);
    }

    private void publishBatches() {
        for (List<Pending> batch = take(committed); !batch.isEmpty(); batch = take(committed)) {
            List<Pending> committedNow = batch;
            publisher.together(() -> committedNow.forEach(this::publish));
        }
    }

    private void publish(Pending pending) {
        try {
            Outcome outcome = pending.outcome;
            if (outcome == null) {
                pending.result.completeExceptionally(requireNonNull(pending.failure));
            } else {
                pending.result.complete(outcome);
                publisher.publish(outcome);
            }
        } catch (RuntimeException | Error e) {
            LOG.error("Publishing failed; sessions read it from the store", e);
        } finally {
            finished(pending);
        }
    }

    private void finished(Pending pending) {
        queuedBytes.addAndGet(-pending.bytes);
        unfinished.decrementAndGet();
    }

    /** Answers what waits for longer than the store deadline; to be called from time to time. */
    void answerTheLate() {
        long limit = System.nanoTime() - options.storeDeadline().toNanos();
        Consumer<Pending> answer = pending -> {
            if (pending.since - limit < 0) {
                pending.result.completeExceptionally(Unavailable.because("the store does not answer"));
            }
        };
        committing.forEach(answer);
        queue.forEach(answer);
    }

    private static final class Pending {
        static final Pending STOP = new Pending(new Write.Acknowledge(new UserId("-"), 0));

        final Write write;
        final long since = System.nanoTime();
        final long bytes;
        final CompletableFuture<Outcome> result = new CompletableFuture<>();
        /** Set by the writer, read by the publisher: the outcome, or else the failure. */
        @Nullable Outcome outcome;

        @Nullable RequestException failure;

        Pending(Write write) {
            this.write = write;
            this.bytes = SMALL_WRITE_BYTES + bytes(write);
        }

        private static long bytes(Write write) {
            if (write instanceof Write.Send send) {
                return bytes(send.content());
            }
            return write instanceof Write.Edit edit ? length(edit.text()) + length(edit.data()) : 0;
        }

        private static long length(@Nullable String text) {
            return text == null ? 0 : 2L * text.length();
        }

        private static long bytes(Content content) {
            long bytes = length(content.text()) + length(content.data());
            for (Attachment attachment : content.attachments()) {
                bytes += ATTACHMENT_BYTES + length(attachment.preview());
            }
            return bytes;
        }
    }
}
