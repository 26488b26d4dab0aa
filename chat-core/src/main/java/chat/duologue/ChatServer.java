package chat.duologue;

import chat.duologue.internal.cluster.Cluster;
import chat.duologue.internal.cluster.Note;
import chat.duologue.internal.engine.Attachments;
import chat.duologue.internal.engine.Callbacks;
import chat.duologue.internal.engine.Chore;
import chat.duologue.internal.engine.Collector;
import chat.duologue.internal.engine.Export;
import chat.duologue.internal.engine.GroupCommit;
import chat.duologue.internal.engine.Indexer;
import chat.duologue.internal.engine.Interception;
import chat.duologue.internal.engine.Members;
import chat.duologue.internal.engine.Operations;
import chat.duologue.internal.engine.Reads;
import chat.duologue.internal.engine.RefusalLog;
import chat.duologue.internal.engine.Searches;
import chat.duologue.internal.engine.StoreProbe;
import chat.duologue.internal.engine.Sweeper;
import chat.duologue.internal.engine.Timer;
import chat.duologue.internal.flood.FloodGates;
import chat.duologue.internal.listener.Listeners;
import chat.duologue.internal.listener.Reachable;
import chat.duologue.internal.protocol.FrameDecoder;
import chat.duologue.internal.session.Drain;
import chat.duologue.internal.session.Flushes;
import chat.duologue.internal.session.Hearing;
import chat.duologue.internal.session.LocalUser;
import chat.duologue.internal.session.RollCall;
import chat.duologue.internal.session.SessionContext;
import chat.duologue.internal.session.Sessions;
import chat.duologue.internal.session.Streams;
import chat.duologue.internal.session.WireSession;
import chat.duologue.internal.signal.Signals;
import chat.duologue.internal.signal.StoredBlocks;
import chat.duologue.internal.signal.StoredLastSeen;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.spi.AttachmentStore;
import chat.duologue.spi.Bus;
import chat.duologue.spi.CloseCode;
import chat.duologue.spi.Connection;
import chat.duologue.spi.ConnectionListener;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Erasure;
import chat.duologue.store.spi.Housekeeping;
import chat.duologue.store.spi.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A chat server: it serves the connections that a transport brings and the host's own code, over one store. Build it,
 * start it, give it to a transport; stop it before the store is closed. Thread-safe.
 *
 * <pre>{@code
 * ChatServer server = ChatServer.builder()
 *         .store(store)
 *         .authenticator(credentials -> users.byToken(credentials.token()).map(Identity::of))
 *         .build()
 *         .start();
 * }</pre>
 */
public final class ChatServer implements AutoCloseable {
    private static final Duration TICK = Duration.ofSeconds(1);
    /** For the last replies and goodbyes to leave, and for other nodes to hear of a subscription. */
    private static final Duration A_MOMENT = Duration.ofMillis(500);

    private static final int TICKS_A_TIMEOUT = 4;

    private final ChatServerOptions options;
    private final Timer timer = new Timer();
    private final Callbacks callbacks;
    private final Reads reads;
    private final GroupCommit commit;
    private final Searches searches;
    private final Operations operations;
    private final Flushes flushes = new Flushes();
    private final Cluster cluster;
    private final Streams streams;
    private final Sessions sessions;
    private final RollCall rollCall;
    private final RefusalLog refusals = new RefusalLog();
    private final FloodGates floods;
    private final Signals signals;
    private final SessionContext context;
    private final ChatStore store;
    private final StoreProbe probe;
    private final List<Chore> chores = new ArrayList<>();
    private final Listeners listeners;
    private volatile State state = State.NEW;

    private enum State {
        NEW,
        SERVING,
        DRAINING,
        STOPPED;

        boolean isServing() {
            return this == SERVING || this == DRAINING;
        }
    }

    private ChatServer(Builder builder, ChatStore store, Authenticator authenticator) {
        this.options = builder.options;
        this.cluster = new Cluster(builder.bus, store.streamId(), options.presenceGrace());
        this.streams = new Streams(flushes, cluster);
        this.callbacks = new Callbacks(options, timer);
        this.reads = new Reads(store, options, timer);
        this.probe = new StoreProbe(reads, timer);
        this.searches = new Searches(store, options, timer);
        this.commit = new GroupCommit(store, options, timer, streams);
        Members members = new Members(reads);
        this.operations = new Operations(
                commit,
                reads,
                callbacks,
                new Interception(builder.interceptor, options, callbacks, members),
                new Attachments(builder.attachments, options, callbacks, reads, builder.clock),
                searches,
                new Operations.Rules(builder.policy, builder.changes, options.unarchiveOnMessage()),
                builder.clock);
        if (builder.attachments != null) {
            chores.add(new Collector(store, builder.attachments, options, callbacks, builder.clock).chore());
        }
        this.floods = new FloodGates(builder.floodControl, refusals);
        this.signals = new Signals(new Signals.Parts(
                options,
                reads,
                members,
                operations,
                callbacks,
                builder.clock,
                builder.presencePolicy,
                new StoredBlocks(reads),
                new StoredLastSeen(reads),
                cluster));
        streams.onBlock(signals::blockChanged);
        this.sessions = new Sessions(builder.sessionPolicy, cluster);
        this.rollCall = new RollCall(sessions, cluster);
        FrameDecoder decoder = new FrameDecoder(
                options.maxTextBytes(), options.maxDataBytes(), options.maxFrameBytes(), options.maxPageRows());
        this.store = store;
        Sweeper.Rules sweeping = new Sweeper.Rules(builder.retention, builder.beforeDeletion);
        store.housekeeping()
                .map(housekeeping -> new Sweeper(housekeeping, sweeping, options, callbacks, builder.clock))
                .ifPresent(sweeper -> chores.add(sweeper.chore()));
        store.search().ifPresent(search -> chores.add(new Indexer(search, options).chore()));
        this.listeners = new Listeners(store, builder.listeners, options, builder.clock, new Reachable() {
            @Override
            public boolean hasSession(UserId user) {
                return !sessions.of(user).isEmpty();
            }

            @Override
            public boolean mayHaveSessionElsewhere(UserId user) {
                return cluster.mayHaveSession(user);
            }
        });
        this.context = new SessionContext(
                options,
                decoder,
                operations,
                reads,
                callbacks,
                authenticator,
                store.streamId(),
                streams,
                flushes,
                sessions,
                signals,
                refusals,
                floods,
                builder.clock);
    }

    /** A builder; {@code store} and {@code authenticator} must be set. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts serving.
     *
     * @return this
     * @throws IllegalStateException if it was started before: a stopped server can't be started again
     */
    public synchronized ChatServer start() {
        if (state != State.NEW) {
            throw new IllegalStateException("This server was started before; build a new one");
        }
        state = State.SERVING;
        cluster.start(new Hearing(streams, sessions, rollCall, signals, reads, context.clock()));
        commit.start();
        timer.every(tickPeriod(), this::tick);
        timer.everyAbout(options.heartbeat(), () -> streams.compareAll(reads));
        if (cluster.tellsOfEvents()) {
            timer.every(A_MOMENT, () -> streams.compareNewcomers(reads));
        }
        cluster.pollInterval().ifPresent(interval -> timer.every(interval, () -> streams.compareAll(reads)));
        signals.start(flushes::together);
        chores.forEach(Chore::start);
        listeners.start(streams::onDelivery);
        return this;
    }

    /** Often enough that the shortest of the times is kept to within a quarter of it. */
    private Duration tickPeriod() {
        Duration shortest = TICK;
        for (Duration time : new Duration[] {
            options.heartbeat(), options.handshakeTimeout(), options.idleTimeout(), options.writeTimeout()
        }) {
            Duration part = time.dividedBy(TICKS_A_TIMEOUT);
            shortest = part.compareTo(shortest) < 0 ? part : shortest;
        }
        return shortest;
    }

    private void tick() {
        long now = System.nanoTime();
        sessions.forEach(session -> session.tick(now));
    }

    /** Everything that is limited or timed. */
    public ChatServerOptions options() {
        return options;
    }

    /** For transports: whether one more connection may come; if not, refuse it before the upgrade (503). */
    public boolean hasRoom() {
        return state == State.SERVING && sessions.count() < options.maxSessions();
    }

    /**
     * Whether this server should get more clients: for load balancers. The store is asked, at most once a second however often
     * this is called, and has two seconds. Never fails and does not block; what hangs on the result must not block either.
     */
    public CompletionStage<Health> health() {
        return switch (state) {
            case NEW -> CompletableFuture.completedFuture(Health.live("the server was not started"));
            case SERVING ->
                hasRoom()
                        ? probe.answers().thenApply(this::health)
                        : CompletableFuture.completedFuture(Health.live("as many connections as there may be"));
            case DRAINING, STOPPED -> CompletableFuture.completedFuture(Health.DRAINING);
        };
    }

    private Health health(boolean storeAnswers) {
        if (state != State.SERVING) {
            return Health.DRAINING;
        }
        return storeAnswers ? Health.READY : Health.live("the store does not answer");
    }

    /**
     * For transports: counts one more connection that a client wants to open. If it is one too many for the address, tells
     * when to come again: refuse it before the upgrade then (429, Retry-After).
     *
     * @param remoteAddress as {@link Handshake#remoteAddress()}; never looked up. What is empty is not limited
     */
    public Optional<Duration> mustWait(String remoteAddress) {
        return floods.connect(remoteAddress);
    }

    /** For transports: notes that a connection was refused before it came to a session; at most some lines a second. */
    public void refused(String reason) {
        refusals.refused("-", "-", reason);
    }

    /**
     * For transports: serves one more connection, which is open and ready to send. The first frame is asked for within
     * this call.
     */
    public ConnectionListener serve(Connection connection, Handshake handshake) {
        WireSession session = new WireSession(context, connection, handshake);
        sessions.add(session);
        if (state.isServing()) {
            session.start();
        } else {
            session.end(CloseCode.GOING_AWAY);
        }
        return session;
    }

    /** What a user can do, for the host's own code. Cheap: nothing is kept per user. */
    public ChatUser as(UserId user) {
        return new LocalUser(user, operations, reads, streams, signals, callbacks);
    }

    /**
     * Pushes what was committed past this server, by a store in a transaction of the host's: call it after the commit. What
     * was not committed must not be given; what is given twice, late or never costs no one an event.
     */
    public void publish(List<Outcome> outcomes) {
        streams.together(() -> outcomes.forEach(streams::publish));
    }

    /** The sessions of a user on this server, oldest first; those that are ending left out. */
    public List<LiveSession> sessions(UserId user) {
        return sessions.of(user);
    }

    /**
     * The sessions of a user on all nodes, oldest first, as each node has them when it is asked; those that are ending left out. What
     * it can't know: who logs in or goes meanwhile, and what a node has that does not answer within a second (over a
     * {@link PollingBus} a second and four intervals): one that is cut off or paused. The others are waited for no longer than they
     * take; not at all where the bus says that no node but this one has a session of the user. Fails with a {@link RequestException}
     * only where the server stops.
     */
    public CompletionStage<List<LiveSession>> sessionsEverywhere(UserId user) {
        return callbacks.handOver(rollCall.of(user));
    }

    /**
     * Ends all sessions of a user at once with 4401, those included that are logging in: for when the host revoked their
     * access. They get no event more. Let the authenticator refuse the user first, or they come back. Other nodes do the same
     * as soon as their bus tells them, and are told again when it was away, with those sessions that began before; as long as this
     * server lives: if it ends while the bus is away, call it again on another one.
     */
    public void disconnect(UserId user) {
        disconnect(user, DisconnectReason.ACCESS_ENDED);
    }

    /** Ends all sessions of a user, here and on other nodes. They get no event more. */
    public void disconnect(UserId user, DisconnectReason reason) {
        sessions.disconnect(user, reason);
        cluster.insist(new Note.Disconnected(user, null, reason));
    }

    /**
     * Ends one session, wherever it is. It gets no event more.
     *
     * @return whether it was on this server, and not ending already; if not, other nodes are told
     */
    public boolean disconnect(LiveSession session, DisconnectReason reason) {
        boolean wasHere = sessions.disconnect(session.user(), session.id(), reason);
        if (!wasHere) {
            cluster.insist(new Note.Disconnected(session.user(), session.id(), reason));
        }
        return wasHere;
    }

    /**
     * Erases a user for good: cuts their sessions with 4401, then removes their events, markers and receipts.
     * What becomes of the messages that their peers hold is yours to choose. Their name is free when this returns, and
     * whoever logs in under it is a new user: so first see to it that the authenticator knows them no more. A session on a
     * node that the bus does not reach can do nothing from then on but hang up.
     *
     * <p>Blocks the caller while it works through the user's conversations, one small transaction after the other.
     *
     * @throws chat.duologue.store.spi.StoreException if it could not be completed: call it again, until it returns
     * @throws UnsupportedOperationException          if the store can't remove anything
     */
    public void erase(UserId user, Erasure erasure) {
        Housekeeping housekeeping = store.housekeeping()
                .orElseThrow(() -> new UnsupportedOperationException("this store can't remove anything"));
        disconnect(user);
        housekeeping.erase(user, erasure, () -> {
            if (state.isServing()) {
                commit.settle(user); // or what was committed before could be pushed to a new user of that name
            }
            sessions.disconnect(user, DisconnectReason.ACCESS_ENDED);
            signals.forget(user);
            cluster.insist(new Note.Erased(user));
        });
    }

    /**
     * Writes all data of a user: JSON objects, one a line, in UTF-8 and in the words of the protocol. First one of
     * {@code "type":"user"} (user, stream, trimmedTo, head, lastSeen), and one of {@code "type":"blocked"} (user) for each whom
     * they have blocked; then for each conversation that has a message one of {@code "type":"conversation"} (conversation,
     * peer, context, unread, both members' markers, and the user's mutedUntil, pinned, archived), followed by its messages of
     * both members, oldest first, {@code "type":"message"} (conversation, seq, from, at, clientMessageId, text, data, replyTo, quote,
     * attachments, revision, editedAt, recalled, reactions, hidden). Those that the user has hidden are among them, with
     * {@code "hidden":true}, where the store has {@link ChatStore#allMessages}. A message of the user's own is followed by what it
     * said before, oldest first, where that was kept: {@code "type":"revision"} (conversation, seq, by, at, revision, text, data,
     * replyTo, attachments). Fields without a value are left out, and so is what peers' messages said before, which is theirs.
     *
     * <p>Each page is as the store has it when it comes to it; messages that are sent meanwhile may be missing. Blocks the
     * caller; memory does not grow with the messages. Does not close the stream.
     *
     * @throws IOException      if the stream throws it
     * @throws RequestException if the store can't answer: what was written is incomplete
     */
    public void export(UserId user, OutputStream out) throws IOException {
        new Export(reads, user, out).write(store.streamId());
    }

    /**
     * What a message said before it was edited, oldest first, where {@link ChangeRules#keepRevisions()} had it kept. Blocks
     * the caller.
     *
     * @throws chat.duologue.store.spi.StoreException if the store can't answer
     */
    public List<Message> revisions(ConversationId conversation, long seq) {
        return store.revisions(conversation, seq);
    }

    /**
     * Whether a session of the user is live on this server, or was a moment ago ({@link ChatServerOptions#presenceGrace()}); or on
     * another node, where someone who is connected here watches them. It asks nobody: {@link #sessionsEverywhere} asks all nodes.
     */
    public boolean isOnline(UserId user) {
        return signals.isOnline(user);
    }

    /** Live connections, those included that have not said {@code hello} yet. */
    public int connections() {
        return sessions.count();
    }

    /**
     * Stops: takes no new connections and no new requests, answers what was begun, closes every session with 1001, and
     * ends all threads; within {@link ChatServerOptions#drainTimeout()}, and a moment. Where there is a {@link Builder#bus}, sessions are
     * closed one after the other, fifty in a second or all within half of that time, and served until it is their turn. The store
     * stays open, it is the host's. Idempotent.
     */
    public synchronized void stop() {
        State before = state;
        Drain drain = new Drain(sessions, options);
        if (before == State.SERVING) {
            state = State.DRAINING;
            drain.awaitNotice();
        }
        state = State.STOPPED;
        chores.forEach(Chore::stop);
        listeners.stop();
        if (before == State.SERVING) {
            drain.sayGoodbye(!cluster.isAlone());
            drain.awaitNoSessions(drain.left());
            commit.stop(drain.left());
            drain.awaitNoSessions(A_MOMENT);
            sessions.forEach(session -> session.cut(CloseCode.GOING_AWAY));
        }
        chores.forEach(Chore::close);
        listeners.close();
        signals.close();
        cluster.close();
        callbacks.close();
        searches.close();
        reads.close();
        timer.close();
    }

    /** The same as {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }

    /** Collects what a server needs. Not thread-safe. */
    public static final class Builder {
        private @Nullable ChatStore store;
        private @Nullable Authenticator authenticator;
        private ConversationPolicy policy = ConversationPolicy.ANY_TWO_USERS;
        private MessageInterceptor interceptor = MessageInterceptor.NONE;
        private ChangePolicy changes = ChangePolicy.DEFAULTS;
        private @Nullable PresencePolicy presencePolicy;
        private RetentionPolicy retention = RetentionPolicy.KEEP_EVERYTHING;
        private BeforeDeletion beforeDeletion = BeforeDeletion.NOTHING;
        private final Listeners.Registered listeners = new Listeners.Registered();
        private @Nullable AttachmentStore attachments;
        private @Nullable Bus bus;
        private SessionPolicy sessionPolicy = SessionPolicy.DEFAULTS;
        private FloodControl floodControl = FloodControl.DEFAULTS;
        private ChatServerOptions options = ChatServerOptions.DEFAULTS;
        private InstantSource clock = Clock.systemUTC();

        private Builder() {}

        /** Where chats are kept; required. The host closes it, after the server was stopped. */
        public Builder store(ChatStore value) {
            store = value;
            return this;
        }

        /** Who tells who a client is; required. */
        public Builder authenticator(Authenticator value) {
            authenticator = value;
            return this;
        }

        /** Who may talk to whom; by default any two users. */
        public Builder policy(ConversationPolicy value) {
            policy = value;
            return this;
        }

        /** Sees what users say before it is stored; by default nobody does. */
        public Builder interceptor(MessageInterceptor value) {
            interceptor = value;
            return this;
        }

        /** What can be done to messages after they were sent; by default {@link ChangeRules#DEFAULTS}. */
        public Builder changes(ChangePolicy value) {
            changes = value;
            return this;
        }

        /** Who may see whether whom is online; by default those who have a conversation without a context. */
        public Builder presencePolicy(PresencePolicy value) {
            presencePolicy = value;
            return this;
        }

        /** How long messages are kept; by default for ever. */
        public Builder retention(RetentionPolicy value) {
            retention = value;
            return this;
        }

        /** Hears of messages before retention deletes them; by default nobody. */
        public Builder beforeDeletion(BeforeDeletion value) {
            beforeDeletion = value;
            return this;
        }

        /**
         * Hears of what was committed; by default nobody does. Several may, each under a name of its own.
         *
         * @param name 1 to 64 of {@code a-z}, {@code 0-9} and {@code -}, but not {@code push}; always the same one, for the store
         *             keeps under it how far the listener has come
         * @throws IllegalArgumentException if the name is none, or taken
         */
        public Builder listener(String name, ChatListener value) {
            listeners.add(name, value);
            return this;
        }

        /** Sends notifications to devices that are not connected; by default there are none. */
        public Builder push(PushHook value) {
            listeners.push(value);
            return this;
        }

        /**
         * Where attachments lie; by default there are none. For this chat store alone: what its messages do not refer to is
         * removed there. The host closes it, where it has to be closed.
         */
        public Builder attachments(AttachmentStore value) {
            attachments = value;
            return this;
        }

        /**
         * What this node tells the other nodes on the same store with; by default it is alone. The server starts it and stops it.
         */
        public Builder bus(Bus value) {
            bus = value;
            return this;
        }

        /** How many sessions a user may have; by default {@link SessionPolicy#DEFAULTS}. */
        public Builder sessions(SessionPolicy value) {
            sessionPolicy = value;
            return this;
        }

        /** How much clients may ask for in what time; by default {@link FloodControl#DEFAULTS}. */
        public Builder floodControl(FloodControl value) {
            floodControl = value;
            return this;
        }

        /** Limits and times; by default {@link ChatServerOptions#DEFAULTS}. */
        public Builder options(ChatServerOptions value) {
            options = value;
            return this;
        }

        /** Gives messages their time, and tells when tokens expire and messages are old; by default the system's UTC clock. */
        public Builder clock(InstantSource value) {
            clock = value;
            return this;
        }

        /** @throws IllegalStateException if the store or the authenticator is missing, or the store can't keep to the retention */
        public ChatServer build() {
            if (store == null) {
                throw new IllegalStateException(
                        "No store: call store(…), e.g. with a JdbcChatStore or an" + " InMemoryChatStore");
            }
            if (authenticator == null) {
                throw new IllegalStateException(
                        "No authenticator: call authenticator(…) with what tells who a client is,"
                                + " e.g. from the token that your app gave it");
            }
            if (retention != RetentionPolicy.KEEP_EVERYTHING
                    && store.housekeeping().isEmpty()) {
                throw new IllegalStateException("This store can't remove anything: leave retention(…) out");
            }
            return new ChatServer(this, store, authenticator);
        }
    }
}
