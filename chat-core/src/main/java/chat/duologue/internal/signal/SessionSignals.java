package chat.duologue.internal.signal;

import chat.duologue.Presence;
import chat.duologue.internal.protocol.SignalFrames;
import chat.duologue.model.ConversationId;
import chat.duologue.model.UserId;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The signals from and to one session. Thread-safe. */
public final class SessionSignals implements WatchList.Sink {
    private final UserId user;
    private final SignalSink sink;
    private final Signals signals;
    private final Typist typist;
    private final WatchList watchList;

    SessionSignals(UserId user, SignalSink sink, Signals signals) {
        this.user = user;
        this.sink = sink;
        this.signals = signals;
        this.typist = signals.typist(user);
        this.watchList = signals.watchList(user, this);
    }

    /** From now on the user is online, and signals reach the session. */
    public void start() {
        signals.online(user, sink);
    }

    /** The session is over. Any number of times; the last one counts. */
    public void end() {
        typist.close();
        watchList.close();
        signals.offline(user, sink);
    }

    public void typing(ConversationId conversation, boolean types) {
        typist.say(conversation, types);
    }

    /** A message of the session was stored; to be called before the message is published. */
    public void sent(ConversationId conversation) {
        typist.sent(conversation);
    }

    /** The reply to {@code presence}; once it has its place, {@link #answered} has to be called. */
    public CompletableFuture<String> watch(String id, Set<UserId> users, Set<UserId> unwatched) {
        return watchList.watch(users, unwatched).thenApply(snapshot -> SignalFrames.presences(id, snapshot));
    }

    public void answered() {
        watchList.release();
    }

    /** The sink has room again. */
    public void roomAgain() {
        watchList.roomAgain();
    }

    @Override
    public boolean offer(Presence presence) {
        return sink.offerSignal(SignalFrames.presence(presence));
    }

    @Override
    public void flush() {
        sink.flush();
    }
}
