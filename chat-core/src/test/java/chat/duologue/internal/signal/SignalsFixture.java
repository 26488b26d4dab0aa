package chat.duologue.internal.signal;

import chat.duologue.ChangePolicy;
import chat.duologue.ChatServerOptions;
import chat.duologue.ConversationPolicy;
import chat.duologue.MessageInterceptor;
import chat.duologue.PresencePolicy;
import chat.duologue.internal.cluster.Cluster;
import chat.duologue.internal.engine.Attachments;
import chat.duologue.internal.engine.Callbacks;
import chat.duologue.internal.engine.GroupCommit;
import chat.duologue.internal.engine.Interception;
import chat.duologue.internal.engine.Members;
import chat.duologue.internal.engine.Operations;
import chat.duologue.internal.engine.Reads;
import chat.duologue.internal.engine.Searches;
import chat.duologue.internal.engine.Timer;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.StreamId;
import chat.duologue.model.UserId;
import chat.duologue.store.memory.InMemoryChatStore;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Signals of a server over an in-memory store, with a clock that stands still until it is moved. */
final class SignalsFixture implements AutoCloseable {
    static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

    final InMemoryChatStore store = new InMemoryChatStore();
    final AtomicInteger reads = new AtomicInteger();
    final Set<List<UserId>> blocks = ConcurrentHashMap.newKeySet();
    final Map<UserId, Instant> kept = new ConcurrentHashMap<>();
    volatile @Nullable CompletableFuture<Boolean> slowBlocks;
    volatile Runnable beforeRead = () -> {};
    volatile Duration passed = Duration.ZERO;
    final Signals signals;
    private final Timer timer = new Timer();
    private final Callbacks callbacks;
    private final Reads readers;

    SignalsFixture(@Nullable PresencePolicy presencePolicy) {
        this(presencePolicy, ConversationPolicy.ANY_TWO_USERS, ChatServerOptions.DEFAULTS);
    }

    SignalsFixture(
            @Nullable PresencePolicy presencePolicy, ConversationPolicy conversationPolicy, ChatServerOptions options) {
        callbacks = new Callbacks(options, timer);
        readers = new Reads(counting(store), options, timer);
        GroupCommit commit = new GroupCommit(store, options, timer, new GroupCommit.Publisher() {
            @Override
            public void together(Runnable publishing) {
                publishing.run();
            }

            @Override
            public void publish(Outcome outcome) {}
        });
        Members members = new Members(readers);
        Operations operations = new Operations(
                commit,
                readers,
                callbacks,
                new Interception(MessageInterceptor.NONE, options, callbacks, members),
                new Attachments(null, options, callbacks, readers, this::now),
                new Searches(store, options, timer),
                new Operations.Rules(conversationPolicy, ChangePolicy.DEFAULTS, true),
                this::now);
        signals = new Signals(
                new Signals.Parts(
                        options,
                        readers,
                        members,
                        operations,
                        callbacks,
                        this::now,
                        presencePolicy,
                        this::isBlocked,
                        keeping(),
                        new Cluster(null, new StreamId("alone"), Duration.ZERO)),
                () -> passed.toNanos());
    }

    private ChatStore counting(ChatStore counted) {
        return (ChatStore) java.lang.reflect.Proxy.newProxyInstance(
                ChatStore.class.getClassLoader(), new Class<?>[] {ChatStore.class}, (proxy, method, arguments) -> {
                    reads.incrementAndGet();
                    beforeRead.run();
                    return method.invoke(counted, arguments);
                });
    }

    private LastSeen keeping() {
        return new LastSeen() {
            @Override
            public void seen(Map<UserId, Instant> times) {
                kept.putAll(times);
            }

            @Override
            public CompletableFuture<Map<UserId, Instant>> of(Collection<UserId> users) {
                Map<UserId, Instant> found = new HashMap<>(kept);
                found.keySet().retainAll(users);
                return CompletableFuture.completedFuture(found);
            }
        };
    }

    private CompletableFuture<Boolean> isBlocked(UserId by, UserId whom) {
        CompletableFuture<Boolean> slow = slowBlocks;
        return slow != null ? slow : CompletableFuture.completedFuture(blocks.contains(List.of(by, whom)));
    }

    void block(UserId by, UserId whom, boolean blocked) {
        if (blocked) {
            blocks.add(List.of(by, whom));
        } else {
            blocks.remove(List.of(by, whom));
        }
        signals.blockChanged(by, whom, blocked);
    }

    Instant now() {
        return START.plus(passed);
    }

    /** Lets time go by, in the steps in which the server looks at it. */
    void pass(Duration time) {
        for (Duration step = Duration.ofMillis(100); time.compareTo(Duration.ZERO) > 0; time = time.minus(step)) {
            passed = passed.plus(time.compareTo(step) < 0 ? time : step);
            signals.tick();
        }
    }

    /** A conversation of these two; the same each time. */
    ConversationId conversation(UserId from, UserId to) {
        Outcome outcome = store.write(List.of(new Write.Send(
                        from,
                        new ConversationRef.WithPeer(to),
                        new ClientMessageId("1"),
                        Content.text("hello"),
                        START)))
                .get(0);
        return outcome instanceof Outcome.Stored stored
                ? stored.message().conversation()
                : ((Outcome.Duplicate) outcome).message().conversation();
    }

    /** A live session. */
    Device device(UserId user) {
        return new Device(user);
    }

    /** What the store and the host were asked before is answered. */
    void settle() {
        try {
            callbacks.call(() -> true).get(10, TimeUnit.SECONDS);
            readers.read(any -> true).get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        signals.close();
        callbacks.close();
        readers.close();
        timer.close();
    }

    /** A session without a connection: what is signalled to it stays in a list. */
    final class Device implements SignalSink {
        final List<String> frames = new CopyOnWriteArrayList<>();
        final SessionSignals own;
        volatile boolean full;

        private Device(UserId user) {
            own = signals.of(user, this);
            own.start();
        }

        @Override
        public boolean offerSignal(String frame) {
            return !full && frames.add(frame);
        }

        @Override
        public void flush() {}

        /** What came since the last call. */
        List<String> take() {
            List<String> taken = List.copyOf(frames);
            frames.clear();
            return taken;
        }

        /** The reply, once it has its place. */
        String watch(UserId... users) {
            String reply = own.watch("1", Set.of(users), Set.of())
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
            own.answered();
            return reply;
        }
    }
}
