package chat.duologue.examples.embedded;

import chat.duologue.ChatServer;
import chat.duologue.Identity;
import chat.duologue.jetty.JettyChatServer;
import chat.duologue.store.jdbc.EmbeddedDatabase;
import chat.duologue.store.jdbc.JdbcChatStore;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.h2.jdbcx.JdbcConnectionPool;

/** The server of the README: two users, told apart by the tokens that their app gave them. */
public final class MyChat {
    private static final Map<String, String> USERS_BY_TOKEN = Map.of("token-of-alice", "alice", "token-of-bob", "bob");

    private MyChat() {}

    /** Serves on the port that is the argument. */
    public static void main(String[] arguments) {
        JdbcConnectionPool database = JdbcConnectionPool.create(
                EmbeddedDatabase.inFolder(Path.of("chat-data")).url(), "", "");
        ChatServer chat = ChatServer.builder()
                .store(JdbcChatStore.open(database))
                .authenticator(credentials -> Optional.ofNullable(credentials.token())
                        .map(USERS_BY_TOKEN::get)
                        .map(Identity::of))
                .build();
        JettyChatServer.of(chat).port(Integer.parseInt(arguments[0])).start();
    }
}
