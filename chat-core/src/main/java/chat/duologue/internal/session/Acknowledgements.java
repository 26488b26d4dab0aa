package chat.duologue.internal.session;

import chat.duologue.internal.engine.Operations;
import chat.duologue.model.UserId;

/**
 * The acknowledgements of one session: cumulative, so while one is being committed the next ones become one; and those
 * that cover no message of a peer cost nothing. Thread-safe.
 */
final class Acknowledgements {
    private final UserId user;
    private final Operations operations;
    private final Runnable whenQuiet;

    private long wanted;
    private long submitted;
    private boolean committing;
    /** The first offset that may hold a peer's message which is not acknowledged; none at or above it where 0. */
    private long firstOpen = 1;

    private long lastPeerMessage;

    Acknowledgements(UserId user, Operations operations, Runnable whenQuiet) {
        this.user = user;
        this.operations = operations;
        this.whenQuiet = whenQuiet;
    }

    /** An event is about to go to the client. */
    synchronized void delivering(StreamEvent event) {
        if (event.isOfPeer()) {
            lastPeerMessage = event.offset();
            if (firstOpen == 0) {
                firstOpen = event.offset();
            }
        }
    }

    void acknowledge(long offset) {
        synchronized (this) {
            if (firstOpen == 0 || offset < firstOpen || offset <= wanted) {
                return;
            }
            wanted = offset;
            firstOpen = offset >= lastPeerMessage ? 0 : offset + 1;
        }
        commitNext();
    }

    synchronized boolean isQuiet() {
        return !committing;
    }

    private void commitNext() {
        long offset;
        synchronized (this) {
            if (committing || wanted <= submitted) {
                return;
            }
            committing = true;
            submitted = wanted;
            offset = wanted;
        }
        // One that fails is made good by the next: acknowledgements are cumulative.
        operations.acknowledge(user, offset).whenComplete((outcome, error) -> {
            synchronized (this) {
                committing = false;
                if (error != null) {
                    firstOpen = 1;
                    wanted = 0;
                    submitted = 0;
                }
            }
            commitNext();
            whenQuiet.run();
        });
    }
}
