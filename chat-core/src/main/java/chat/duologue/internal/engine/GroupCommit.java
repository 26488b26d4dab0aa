package chat.duologue.internal.engine;

import chat.duologue.ChatServerOptions;
import chat.duologue.RequestException;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.StoreException;
import chat.duologue.store.spi.Write;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

/**
 * Commits writes in batches: those that arrive while one commit runs form the next, so an idle server commits at once and a
 * busy one in larger batches. A user's writes are committed in the order they
 * came; those of different users may go side by side.
 */
public final class GroupCommit {
    /** Told of what was committed. With one writer in the order of the commits. */
    public interface Publisher {
        /** Runs, within the call, what answers and publishes the writes of one commit. */
        void together(Runnable publishing);

        /** Told of each outcome after its reply. */
        void publish(Outcome outcome);
    }

    private final List<CommitLane> lanes;

    public GroupCommit(ChatStore store, ChatServerOptions options, Timer timer, Publisher publisher) {
        lanes = IntStream.rangeClosed(1, options.writerThreads())
                .mapToObj(number -> new CommitLane(store, options, publisher, number))
                .toList();
        timer.every(options.storeDeadline().dividedBy(8), () -> lanes.forEach(CommitLane::answerTheLate));
    }

    public void start() {
        lanes.forEach(CommitLane::start);
    }

    /**
     * The write's outcome once it is committed, or a {@link RequestException}. One that could not be committed within
     * the store deadline is answered {@code unavailable}; where its commit is under way then, it may still succeed: the
     * client repeats it under the same client message id. Completed by a publisher thread, mostly.
     */
    public CompletableFuture<Outcome> submit(Write write) {
        return lanes.get(Math.floorMod(write.by().hashCode(), lanes.size())).submit(write);
    }

    /**
     * Returns when all that was submitted before is published or answered.
     *
     * @param by a user who has nothing to acknowledge: an acknowledgement goes the way of every write
     * @throws StoreException if the store does not answer
     */
    public void settle(UserId by) {
        try {
            CompletableFuture.allOf(lanes.stream()
                            .map(lane -> lane.submit(new Write.Acknowledge(by, 0)))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } catch (CompletionException e) {
            throw StoreException.passing("What was written before could not be published yet", e.getCause());
        }
    }

    /**
     * Takes no more writes, commits those that wait for at most this long, answers the rest {@code unavailable}, and
     * ends all threads.
     */
    public void stop(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        lanes.forEach(CommitLane::close);
        lanes.forEach(lane -> lane.end(end));
    }
}
