package chat.duologue.examples.orders;

import chat.duologue.ChatServer;
import chat.duologue.store.jdbc.JdbcChatStore;
import chat.duologue.store.spi.Outcome;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Places orders in transactions that Spring manages; the same works below {@code @Transactional}. */
final class SpringOrders {
    private final DataSource database;
    private final TransactionOperations transactions;
    private final JdbcTemplate jdbc;
    private final JdbcChatStore store;
    private final ChatServer chat;

    SpringOrders(DataSource database, TransactionOperations transactions, JdbcChatStore store, ChatServer chat) {
        this.database = database;
        this.transactions = transactions;
        this.jdbc = new JdbcTemplate(database);
        this.store = store;
        this.chat = chat;
    }

    /** Stores the order and tells the seller: both, or neither. */
    void place(Order order) {
        transactions.executeWithoutResult(status -> {
            int inserted =
                    jdbc.update(Order.INSERT, order.number(), order.buyer().value(), order.goods(), order.number());
            // the connection of the transaction that runs
            List<Outcome> outcomes = store.send(DataSourceUtils.getConnection(database), List.of(order.message()));
            order.requireBoth(inserted, outcomes.get(0));
            publishAfterCommit(outcomes);
        });
    }

    private void publishAfterCommit(List<Outcome> outcomes) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                chat.publish(outcomes);
            }
        });
    }
}
