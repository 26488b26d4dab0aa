package chat.duologue.internal.listener;

import chat.duologue.ChatListener;
import chat.duologue.ChatServerOptions;
import chat.duologue.PushHook;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Cursors;
import chat.duologue.store.spi.Outcome.Delivery;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Whom the host wants told of what was committed. Without any, it costs nothing. */
public final class Listeners {
    private static final String PUSH = "push";

    /** What the host registered. Not thread-safe. */
    public static final class Registered {
        private final Map<String, ChatListener> byName = new LinkedHashMap<>();
        private @Nullable PushHook push;

        /** @throws IllegalArgumentException if the name is none, or taken */
        public void add(String name, ChatListener listener) {
            Cursors.requireName(name);
            if (name.equals(PUSH)) {
                throw new IllegalArgumentException("the listener's name push is the push hook's: choose another one");
            }
            if (byName.putIfAbsent(name, listener) != null) {
                throw new IllegalArgumentException(
                        "there is a listener named " + name + " already: each needs its own");
            }
        }

        public void push(PushHook hook) {
            push = hook;
        }
    }

    private final List<Follower> followers = new ArrayList<>();

    public Listeners(
            ChatStore store,
            Registered registered,
            ChatServerOptions options,
            InstantSource clock,
            Reachable reachable) {
        registered.byName.forEach(
                (name, listener) -> followers.add(new Follower(name, store, new ListenerReader(listener), options)));
        if (registered.push != null) {
            followers.add(new Follower(
                    PUSH, store, new PushReader(registered.push, store, options, clock, reachable), options));
        }
    }

    /**
     * Begins.
     *
     * @param deliveries takes who is to be told of each event that is committed here
     */
    public void start(Consumer<Consumer<Delivery>> deliveries) {
        if (!followers.isEmpty()) {
            deliveries.accept(
                    delivery -> followers.forEach(follower -> follower.moved(delivery.user(), delivery.event())));
            followers.forEach(Follower::start);
        }
    }

    /** Begins nothing more. */
    public void stop() {
        followers.forEach(Follower::stop);
    }

    /** Waits a moment for the calls that run. */
    public void close() {
        followers.forEach(Follower::close);
    }
}
