package chat.duologue.examples.push;

import chat.duologue.ChatServer;
import chat.duologue.Identity;
import chat.duologue.jetty.JettyChatServer;
import chat.duologue.store.jdbc.EmbeddedDatabase;
import chat.duologue.store.jdbc.JdbcChatStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.h2.jdbcx.JdbcConnectionPool;

/** A chat that notifies phones. For trials only: a user's name is their token, and everyone has one phone. */
final class Main {
    private Main() {}

    /** Serves on the port that is the argument. */
    public static void main(String[] arguments) {
        JdbcConnectionPool database = JdbcConnectionPool.create(
                EmbeddedDatabase.inFolder(Path.of("push-data")).url(), "", "");
        ChatServer chat = ChatServer.builder()
                .store(JdbcChatStore.open(database))
                .authenticator(
                        credentials -> Optional.ofNullable(credentials.token()).map(Identity::of))
                .push(new PhonePush(new PrintedPushes(System.out::println), user -> List.of(user + "'s phone")))
                .build();
        JettyChatServer.of(chat).port(Integer.parseInt(arguments[0])).start();
    }
}
