package chat.duologue.examples.load;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The second measuring stick: the relay, with one autocommitted insert of one row per message before it relays and
 * answers. Eight threads insert through a pool of eight connections; a sender's next message is taken only after its
 * last one is answered, so each sender's order holds and the queue is bounded by the number of senders.
 */
final class NaiveServer implements AutoCloseable {
    private static final int CONNECTIONS = 8;

    private final HikariDataSource pool;
    private final ExecutorService inserters;
    private final RelayServer relay;

    private NaiveServer(HikariDataSource pool, ExecutorService inserters, int port) throws LoadException {
        this.pool = pool;
        this.inserters = inserters;
        relay = RelayServer.start(port, this::insertThenRelay);
    }

    /** Starts the server on the loopback interface; makes its table if there is none. */
    static NaiveServer start(int port, DatabaseLogin db) throws LoadException {
        HikariDataSource pool = pool(db);
        AtomicInteger count = new AtomicInteger();
        ExecutorService inserters = Executors.newFixedThreadPool(
                CONNECTIONS, task -> new Thread(task, "naive-insert-" + count.incrementAndGet()));
        return new NaiveServer(pool, inserters, port);
    }

    private static HikariDataSource pool(DatabaseLogin db) throws LoadException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(db.url());
        config.setUsername(db.user());
        config.setPassword(db.password());
        config.setMaximumPoolSize(CONNECTIONS);
        HikariDataSource pool = connect(config);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(table(connection.getMetaData().getDatabaseProductName()));
            return pool;
        } catch (SQLException e) {
            pool.close();
            throw new LoadException("the table could not be made", e);
        }
    }

    private static HikariDataSource connect(HikariConfig config) throws LoadException {
        try {
            return new HikariDataSource(config);
        } catch (RuntimeException e) {
            throw new LoadException("the database can't be reached", e);
        }
    }

    private static String table(String product) {
        boolean mysql = product.equals("MySQL") || product.equals("MariaDB");
        return "CREATE TABLE IF NOT EXISTS naive_message (id BIGINT "
                + (mysql ? "AUTO_INCREMENT" : "GENERATED ALWAYS AS IDENTITY")
                + " PRIMARY KEY, sender VARCHAR(64) NOT NULL, recipient VARCHAR(64) NOT NULL, body "
                // As a VARCHAR it would be longer than the 65,535 bytes that a row may have there.
                + (mysql ? "TEXT" : "VARCHAR(" + TextPattern.LONGEST + ")")
                + " NOT NULL, sent_at TIMESTAMP NOT NULL)";
    }

    int port() {
        return relay.port();
    }

    /** How many messages are stored. */
    long count() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT COUNT(*) FROM naive_message")) {
            result.next();
            return result.getLong(1);
        }
    }

    void join() throws InterruptedException {
        relay.join();
    }

    @Override
    public void close() throws LoadException {
        relay.close();
        inserters.shutdown();
        try {
            inserters.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pool.close();
    }

    private void insertThenRelay(RelayServer.Message message, Runnable relayOn, Runnable fail) {
        inserters.execute(() -> {
            try (Connection connection = pool.getConnection();
                    PreparedStatement insert = connection.prepareStatement(
                            "INSERT INTO naive_message (sender, recipient, body, sent_at) VALUES (?, ?, ?, ?)")) {
                insert.setString(1, message.from());
                insert.setString(2, message.to());
                insert.setString(3, message.body());
                insert.setTimestamp(4, Timestamp.from(Instant.now()));
                insert.executeUpdate();
            } catch (SQLException e) {
                System.err.println("insert failed: " + e.getMessage());
                fail.run();
                return;
            }
            relayOn.run();
        });
    }
}
