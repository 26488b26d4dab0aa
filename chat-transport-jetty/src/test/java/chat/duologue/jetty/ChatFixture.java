package chat.duologue.jetty;

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
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** A chat server on a free port, without flood control. A token is the user's name; {@code bad…} is no token. */
final class ChatFixture implements AutoCloseable {
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

    static ChatFixture start(ChatStore store, ChatServerOptions options, UnaryOperator<ChatServer.Builder> more) {
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

    TestClient login(String user) {
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

    @Override
    public void close() {
        jetty.close();
    }
}
