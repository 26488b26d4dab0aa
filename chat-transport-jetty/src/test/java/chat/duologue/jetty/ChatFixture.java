package chat.duologue.jetty;

import chat.duologue.ChatServer;
import chat.duologue.ChatServerOptions;
import chat.duologue.Identity;
import chat.duologue.store.memory.InMemoryChatStore;
import chat.duologue.store.spi.ChatStore;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A chat server on a free port. A token is the user's name; {@code bad…} is no token. */
final class ChatFixture implements AutoCloseable {
    final ChatStore store;
    final ChatServer chat;
    private final JettyChatServer jetty;

    private ChatFixture(ChatStore store, ChatServerOptions options, UnaryOperator<ChatServer.Builder> more) {
        this.store = store;
        ChatServer.Builder builder = ChatServer.builder()
                .store(store)
                .options(options)
                .authenticator(credentials -> Optional.ofNullable(credentials.token())
                        .filter(token -> !token.startsWith("bad"))
                        .map(Identity::of));
        this.chat = more.apply(builder).build();
        this.jetty = JettyChatServer.of(chat).port(0).start();
    }

    static ChatFixture start() {
        return start(ChatServerOptions.DEFAULTS);
    }

    static ChatFixture start(ChatServerOptions options) {
        return start(new InMemoryChatStore(), options, builder -> builder);
    }

    static ChatFixture start(ChatStore store, ChatServerOptions options, UnaryOperator<ChatServer.Builder> more) {
        return new ChatFixture(store, options, more);
    }

    int port() {
        return jetty.port();
    }

    TestClient login(String user) {
        return TestClient.login(port(), user);
    }

    @Override
    public void close() {
        jetty.close();
    }
}
