package chat.duologue.examples.orders;

import chat.duologue.ChatServer;
import chat.duologue.store.jdbc.JdbcChatStore;
import chat.duologue.store.spi.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** Places orders with plain JDBC. */
final class JdbcOrders {
    private final DataSource database;
    private final JdbcChatStore store;
    private final ChatServer chat;

    JdbcOrders(DataSource database, JdbcChatStore store, ChatServer chat) {
        this.database = database;
        this.store = store;
        this.chat = chat;
    }

    /** Stores the order and tells the seller: both, or neither. */
    void place(Order order) throws SQLException {
        List<Outcome> outcomes;
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                int inserted = insert(connection, order);
                outcomes = store.send(connection, List.of(order.message()));
                order.requireBoth(inserted, outcomes.get(0));
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
        chat.publish(outcomes);
    }

    private static int insert(Connection connection, Order order) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(Order.INSERT)) {
            insert.setLong(1, order.number());
            insert.setString(2, order.buyer().value());
            insert.setString(3, order.goods());
            insert.setLong(4, order.number());
            return insert.executeUpdate();
        }
    }
}
