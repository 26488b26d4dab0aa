package chat.duologue.examples.orders;

import chat.duologue.ChatServer;
import chat.duologue.Identity;
import chat.duologue.jetty.JettyChatServer;
import chat.duologue.model.UserId;
import chat.duologue.store.jdbc.EmbeddedDatabase;
import chat.duologue.store.jdbc.JdbcChatStore;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Scanner;
import org.h2.jdbcx.JdbcConnectionPool;

/**
 * A shop's server: each line {@code number buyer seller goods} of its input is an order, of which the seller is told in
 * chat. For trials only: a user's name is their token.
 */
final class Main {
    private Main() {}

    /** Serves on the port that is the argument, until its input ends. */
    public static void main(String[] arguments) throws SQLException {
        JdbcConnectionPool database = JdbcConnectionPool.create(
                EmbeddedDatabase.inFolder(Path.of("shop-data")).url(), "", "");
        createTable(database);
        JdbcChatStore store = JdbcChatStore.open(database);
        ChatServer chat = ChatServer.builder()
                .store(store)
                .authenticator(
                        credentials -> Optional.ofNullable(credentials.token()).map(Identity::of))
                .build();
        JdbcOrders orders = new JdbcOrders(database, store, chat);
        try (JettyChatServer server = JettyChatServer.of(chat)
                        .port(Integer.parseInt(arguments[0]))
                        .start();
                Scanner lines = new Scanner(System.in, Charset.defaultCharset())) {
            System.out.println("Serving at port " + server.port());
            while (lines.hasNextLong()) {
                Order order = new Order(
                        lines.nextLong(),
                        new UserId(lines.next()),
                        new UserId(lines.next()),
                        lines.nextLine().strip());
                try {
                    orders.place(order);
                } catch (IllegalStateException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
        database.dispose();
    }

    static void createTable(JdbcConnectionPool database) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS purchase"
                            + " (number BIGINT NOT NULL PRIMARY KEY, buyer VARCHAR(128) NOT NULL, goods VARCHAR(255) NOT NULL)");
        }
    }
}
