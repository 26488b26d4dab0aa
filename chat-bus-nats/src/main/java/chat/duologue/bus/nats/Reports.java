package chat.duologue.bus.nats;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import org.jspecify.annotations.Nullable;

/** What jnats reports of its connections. Its own listener would log an error for each attempt to connect. */
final class Reports implements ErrorListener {
    private final Runnable requestLost;
    private volatile @Nullable Object last;

    /** @param requestLost is told when the server will not get all that it was asked for, since too much waits for it */
    Reports(Runnable requestLost) {
        this.requestLost = requestLost;
    }

    /** What was reported last, most likely the reason for what has happened now. */
    @Nullable Object last() {
        return last;
    }

    @Override
    public void errorOccurred(@Nullable Connection connection, String error) {
        if (!error.equals(last)) {
            NatsBus.LOG.warn("NATS says: {}", error);
        }
        last = error;
    }

    @Override
    public void exceptionOccurred(@Nullable Connection connection, Exception e) {
        NatsBus.LOG.debug("A connection to NATS failed", e);
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        last = root;
    }

    @Override
    public void messageDiscarded(@Nullable Connection connection, Message message) {
        if (message.getSubject() == null) { // not a note
            requestLost.run();
        }
    }
}
