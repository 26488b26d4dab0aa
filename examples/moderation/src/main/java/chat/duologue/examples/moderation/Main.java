package chat.duologue.examples.moderation;

import chat.duologue.ChatServer;
import chat.duologue.Identity;
import chat.duologue.jetty.JettyChatServer;
import chat.duologue.model.UserId;
import chat.duologue.store.jdbc.EmbeddedDatabase;
import chat.duologue.store.jdbc.JdbcChatStore;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.h2.jdbcx.JdbcConnectionPool;

/** A moderated chat. For trials only: a user's name is their token; alice and bob are old friends, everyone else is new. */
final class Main {
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    private static final Map<UserId, Instant> JOINED =
            Map.of(new UserId("alice"), LONG_AGO, new UserId("bob"), LONG_AGO);

    private Main() {}

    /** Serves on the port that is the argument. */
    public static void main(String[] arguments) {
        JdbcConnectionPool database = JdbcConnectionPool.create(
                EmbeddedDatabase.inFolder(Path.of("moderated-data")).url(), "", "");
        Instant start = Instant.now();
        ChatServer chat = ChatServer.builder()
                .store(JdbcChatStore.open(database))
                .authenticator(
                        credentials -> Optional.ofNullable(credentials.token()).map(Identity::of))
                .interceptor(new Moderator(
                        List.of("damn", "heck"),
                        user -> JOINED.getOrDefault(user, start),
                        InstantSource.system(),
                        System.out::println))
                .build();
        JettyChatServer.of(chat).port(Integer.parseInt(arguments[0])).start();
    }
}
