package chat.duologue.internal.session;

import chat.duologue.ChatServerOptions;
import chat.duologue.spi.CloseCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Sends the sessions of a server that stops away, in the time that there is. For one thread. */
public final class Drain {
    /** Between the goodbyes of two sessions: their logins find nodes that were started a moment ago, too. */
    private static final Duration GOODBYE_PAUSE = Duration.ofMillis(20);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

    private final Sessions sessions;
    private final ChatServerOptions options;
    private final long end;

    /** The time begins now. */
    public Drain(Sessions sessions, ChatServerOptions options) {
        this.sessions = sessions;
        this.options = options;
        this.end = System.nanoTime() + options.drainTimeout().toNanos();
    }

    /** Of the drain timeout; zero when it is over. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /** Lets load balancers notice; whoever interrupts is in a hurry. */
    public void awaitNotice() {
        long noticed = System.nanoTime() + options.drainLead().toNanos();
        while (System.nanoTime() - noticed < 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(noticed - System.nanoTime());
        }
    }

    /** @param elsewhere whether there are other nodes: they take all who are told to go, each with a login, so that is one after the other */
    public void sayGoodbye(boolean elsewhere) {
        List<WireSession> open = new ArrayList<>();
        sessions.forEach(open::add);
        Duration inAll = options.drainTimeout().dividedBy(2);
        long pause =
                elsewhere && !open.isEmpty() ? Math.min(GOODBYE_PAUSE.toNanos(), inAll.toNanos() / open.size()) : 0;
        long next = System.nanoTime();
        for (WireSession session : open) {
            LockSupport.parkNanos(next - System.nanoTime());
            session.end(CloseCode.GOING_AWAY);
            next += pause;
        }
    }

    /** Until all have gone, or the patience has. */
    public void awaitNoSessions(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        while (sessions.count() > 0 && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }
}
