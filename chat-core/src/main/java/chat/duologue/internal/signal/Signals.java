package chat.duologue.internal.signal;

import chat.duologue.ChatServerOptions;
import chat.duologue.ChatUser;
import chat.duologue.Presence;
import chat.duologue.PresencePolicy;
import chat.duologue.internal.cluster.Cluster;
import chat.duologue.internal.cluster.Node;
import chat.duologue.internal.cluster.Note;
import chat.duologue.internal.engine.Callbacks;
import chat.duologue.internal.engine.Members;
import chat.duologue.internal.engine.Operations;
import chat.duologue.internal.engine.Reads;
import chat.duologue.internal.engine.Timer;
import chat.duologue.model.ConversationId;
import chat.duologue.model.UserId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is typing and who is online, on this node. A thread of its own looks after what ends by time and tells who came and
 * went: neither logins nor messages wait for that. Thread-safe.
 */
public final class Signals implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(100);

    /**
     * What signals need of a server.
     *
     * @param policy null where a conversation decides who sees whom
     */
    public record Parts(
            ChatServerOptions options,
            Reads reads,
            Members members,
            Operations operations,
            Callbacks callbacks,
            InstantSource clock,
            @Nullable PresencePolicy policy,
            Blocks blocks,
            LastSeen lastSeen,
            Cluster cluster) {}

    private final Timer timer = new Timer("signals");
    private final LongSupplier nanoTime;
    private final Executor listeners;
    private final OnlineUsers online;
    private final Watchers watchers;
    private final Members members;
    private final Typing typing;
    private final WatchList.Parts watching;

    public Signals(Parts parts) {
        this(parts, System::nanoTime);
    }

    Signals(Parts parts, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.listeners = parts.callbacks.executor();
        this.online = new OnlineUsers(parts.options, parts.clock, parts.lastSeen, parts.cluster);
        this.watchers = new Watchers(online.elsewhere());
        this.members = parts.members;
        this.typing = new Typing(new Typing.Parts(
                parts.options, nanoTime, online, members, parts.blocks, parts.operations, parts.cluster));
        this.watching = new WatchList.Parts(
                online,
                watchers,
                new Visibility(parts.policy, parts.callbacks, parts.reads, parts.blocks, parts.options.storeDeadline()),
                parts.options.maxWatchedUsers());
    }

    /** @param together runs what it is given, and lets the frames of it leave together */
    public void start(Consumer<Runnable> together) {
        timer.every(TICK, () -> together.accept(this::tick));
    }

    void tick() {
        long now = nanoTime.getAsLong();
        typing.tick(now);
        online.tick(now, user -> watchers.of(user).forEach(list -> list.changed(user)));
    }

    /** Those of a session of that user. */
    public SessionSignals of(UserId user, SignalSink session) {
        return new SessionSignals(user, session, this);
    }

    Typist typist(UserId user) {
        return new Typist(user, typing);
    }

    WatchList watchList(UserId viewer, WatchList.Sink sink) {
        return new WatchList(viewer, sink, watching);
    }

    // ---- who is here: told by sessions

    /** The user is there, and what is signalled to them goes to the sink too; the same sink any number of times. */
    void online(UserId user, SignalSink sink) {
        online.online(user, sink);
    }

    /** The user is not there any more. */
    void offline(UserId user, SignalSink sink) {
        online.offline(user, sink, nanoTime.getAsLong());
    }

    // ---- other nodes

    /** What another node says of its users, or wants to know of ours. */
    public void heard(Node by, Note note) {
        if (note instanceof Note.Signalled signalled) {
            online.offer(signalled.user(), signalled.frame());
            online.flush(signalled.user());
        } else if (note instanceof Note.Here here) {
            online.elsewhere().heard(by, here);
        } else if (note instanceof Note.Blocked block) {
            blockChanged(block.by(), block.whom(), block.blocked());
            reconsider(block.by(), block.whom()); // it may be late, and undone by now
        } else if (note instanceof Note.WhoIsHere asked) {
            online.sayWhetherHere(asked.user());
        }
    }

    /** Notes may have been lost, of others and of this node. */
    public void mayHaveMissed() {
        online.elsewhere().askAgain(nanoTime.getAsLong());
        online.sayWhoIsHere();
    }

    // ---- the host's own code

    /** Whether they are on this node, or watched here and on another one. */
    public boolean isOnline(UserId user) {
        return online.isOnline(user);
    }

    public void typing(UserId user, ConversationId conversation, boolean types) {
        typing.say(user, conversation, types);
    }

    /** A message of the user was stored. */
    public void sent(UserId user, ConversationId conversation) {
        typing.sent(user, conversation);
    }

    public CompletableFuture<ChatUser.Watching> watch(UserId viewer, Set<UserId> users, Consumer<Presence> listener) {
        return new LocalWatch(viewer, listener, listeners, this).start(users);
    }

    // ---- what changes for good

    /**
     * Someone blocked or unblocked someone; to be called when {@link Blocks} answers so, and before the client is told. Who
     * is blocked sees the other leave, and neither sees the other type.
     */
    public void blockChanged(UserId by, UserId whom, boolean blocked) {
        if (blocked) {
            typing.stopBetween(by, whom);
        }
        if (blocked) {
            watchers.of(by).stream().filter(list -> list.viewer().equals(whom)).forEach(list -> list.hide(by));
        } else {
            reconsider(by, whom);
        }
    }

    private void reconsider(UserId watched, UserId viewer) {
        watchers.of(watched).stream()
                .filter(list -> list.viewer().equals(viewer))
                .forEach(list -> list.reconsider(watched));
    }

    /** The user was erased, and their sessions were cut: whoever comes under that name is another. */
    public void forget(UserId user) {
        members.forget(user);
        typing.forget(user);
        online.forget(user);
        watchers.of(user).forEach(list -> list.hide(user));
    }

    /** The same, but it was heard late, and another is here under that name already. */
    public void isAnother(UserId user) {
        members.forget(user);
        watchers.of(user).forEach(list -> list.reconsider(user));
    }

    /** How many things are kept track of for sessions: none where there is no session. */
    int size() {
        return online.size() + watchers.size() + typing.size();
    }

    @Override
    public void close() {
        timer.close();
        online.close();
    }
}
