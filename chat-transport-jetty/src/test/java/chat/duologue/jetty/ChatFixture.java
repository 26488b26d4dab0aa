package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChatServer;
import chat.duologue.ChatServerOptions;
import chat.duologue.FloodControl;
import chat.duologue.Identity;
import chat.duologue.model.EventPage;
import chat.duologue.model.UserId;
import chat.duologue.store.memory.InMemoryChatStore;
import chat.duologue.store.spi.ChatStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/** A chat server on a free port, without flood control. A token is the user's name; {@code bad…} is no token. */
public final class ChatFixture implements AutoCloseable {
    final ChatStore store;
    final ChatServer chat;
    private final JettyChatServer jetty;

    private ChatFixture(
            ChatStore store,
            ChatServerOptions options,
            UnaryOperator<ChatServer.Builder> more,
            UnaryOperator<JettyChatServer.Builder> transport) {
        this.store = store;
        ChatServer.Builder builder = ChatServer.builder()
                .store(store)
                .options(options)
                .floodControl(FloodControl.OFF)
                .authenticator(credentials -> Optional.ofNullable(credentials.token())
                        .filter(token -> !token.startsWith("bad"))
                        .map(Identity::of));
        this.chat = more.apply(builder).build();
        this.jetty = transport.apply(JettyChatServer.of(chat).port(0)).start();
    }

    static ChatFixture start() {
        return start(ChatServerOptions.DEFAULTS);
    }

    static ChatFixture start(ChatServerOptions options) {
        return start(new InMemoryChatStore(), options, builder -> builder);
    }

    static ChatFixture start(UnaryOperator<ChatServer.Builder> more) {
        return start(new InMemoryChatStore(), ChatServerOptions.DEFAULTS, more);
    }

    static ChatFixture start(ChatStore store, ChatServerOptions options) {
        return start(store, options, builder -> builder);
    }

    public static ChatFixture start(
            ChatStore store, ChatServerOptions options, UnaryOperator<ChatServer.Builder> more) {
        return new ChatFixture(store, options, more, transport -> transport);
    }

    static ChatFixture start(
            ChatStore store,
            ChatServerOptions options,
            UnaryOperator<ChatServer.Builder> more,
            UnaryOperator<JettyChatServer.Builder> transport) {
        return new ChatFixture(store, options, more, transport);
    }

    static ChatFixture startOn(UnaryOperator<JettyChatServer.Builder> transport) {
        return startOn(transport, builder -> builder);
    }

    static ChatFixture startOn(
            UnaryOperator<JettyChatServer.Builder> transport, UnaryOperator<ChatServer.Builder> more) {
        return new ChatFixture(new InMemoryChatStore(), ChatServerOptions.DEFAULTS, more, transport);
    }

    int port() {
        return jetty.port();
    }

    public TestClient login(String user) {
        return TestClient.login(port(), user);
    }

    /** What the store holds of a user's stream; at most 500 events. */
    EventPage stored(String user) {
        return store.events(new UserId(user), 0, ChatStore.MAX_LIMIT);
    }

    /** Waits until that many connections are left. */
    void awaitConnections(int count) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertThat(chat.connections()).isEqualTo(count));
    }

    /**
     * Alice and Bob both have a device on each of those nodes, and all of these write: all see all, once and in order.
     *
     * @param enough whether a device has written enough, given how much it has
     */
    public static void assertThatAllSeeAll(Duration between, IntPredicate enough, ChatFixture... nodes) {
        List<TestClient> devices = Arrays.stream(nodes)
                .flatMap(node -> Stream.of(node.login("alice"), node.login("bob")))
                .toList();
        List<CompletableFuture<Integer>> writing = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            TestClient device = devices.get(i);
            String peer = i % 2 == 0 ? "bob" : "alice";
            writing.add(Background.supply(() -> {
                int written = 0;
                for (; !enough.test(written); written++) {
                    assertThat(code(device.say(peer, "text " + written))).isEqualTo("ok");
                    LockSupport.parkNanos(between.toNanos());
                }
                return written;
            }));
        }
        int all = writing.stream().mapToInt(CompletableFuture::join).sum();
        List<JsonNode> first = devices.get(0).events(all);
        for (int i = 0; i < all; i++) {
            assertThat(first.get(i).get("offset").longValue()).isEqualTo(i + 1);
        }
        for (TestClient device : devices) {
            if (device != devices.get(0)) {
                assertThat(device.events(all)).isEqualTo(first);
            }
            device.close();
        }
    }

    @Override
    public void close() {
        jetty.close();
    }
}
