package chat.duologue.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.ChatServer;
import chat.duologue.Identity;
import chat.duologue.jetty.JettyChatServer;
import chat.duologue.jetty.TestClient;
import chat.duologue.model.UserId;
import chat.duologue.store.jdbc.EmbeddedDatabase;
import chat.duologue.store.jdbc.JdbcChatStore;
import chat.duologue.store.spi.Write;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The seller hears of an order at once, and only of one that was placed. */
class OrdersTest {
    private static final UserId BUYER = new UserId("alice");
    private static final UserId SELLER = new UserId("bob");

    /** Either way to place an order. */
    interface Orders {
        void place(Order order) throws SQLException;
    }

    @TempDir
    Path folder;

    private JdbcConnectionPool database;
    private JdbcChatStore store;
    private ChatServer chat;
    private JettyChatServer server;
    private TestClient seller;

    static Stream<BiFunction<OrdersTest, JdbcConnectionPool, Orders>> ways() {
        return Stream.of(
                (test, pool) -> new JdbcOrders(pool, test.store, test.chat)::place,
                (test, pool) -> new SpringOrders(
                        pool, new TransactionTemplate(new JdbcTransactionManager(pool)), test.store, test.chat)::place);
    }

    @BeforeEach
    void start() throws SQLException {
        database = JdbcConnectionPool.create(EmbeddedDatabase.inFolder(folder).url(), "", "");
        Main.createTable(database);
        store = JdbcChatStore.open(database);
        chat = ChatServer.builder()
                .store(store)
                .authenticator(
                        credentials -> Optional.ofNullable(credentials.token()).map(Identity::of))
                .build();
        server = JettyChatServer.of(chat).port(0).start();
        seller = TestClient.connect(server.port());
        seller.request("hello", Map.of("token", SELLER.value()));
    }

    @AfterEach
    void stop() {
        server.close();
        database.dispose();
    }

    private static Order order(long number) {
        return new Order(number, BUYER, SELLER, "3 chairs");
    }

    private int placed() throws SQLException {
        try (Connection connection = database.getConnection();
                var rows = connection.createStatement().executeQuery("SELECT COUNT(*) FROM purchase")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theSellerIsToldWhenTheOrderIsCommitted(BiFunction<OrdersTest, JdbcConnectionPool, Orders> way)
            throws SQLException {
        Orders orders = way.apply(this, database);
        orders.place(order(17));
        assertThat(seller.event().get("text").stringValue()).isEqualTo("I ordered 3 chairs");
        assertThat(placed()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void anOrderThatIsPlacedAgainIsThereOnce(BiFunction<OrdersTest, JdbcConnectionPool, Orders> way)
            throws SQLException {
        Orders orders = way.apply(this, database);
        orders.place(order(17));
        orders.place(order(17));
        assertThat(toldOf()).isEqualTo(1);
        assertThat(placed()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void anotherOrderOfTheSameNumberFailsAndNobodyIsTold(BiFunction<OrdersTest, JdbcConnectionPool, Orders> way)
            throws SQLException {
        Orders orders = way.apply(this, database);
        orders.place(order(17));
        assertFails(orders, new Order(17, BUYER, SELLER, "a table"));
        assertFails(orders, new Order(17, new UserId("carol"), SELLER, "3 chairs"));
        orders.place(order(18));
        assertThat(toldOf()).isEqualTo(2);
        assertThat(placed()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void anOrderOfWhichTheSellerCanNotBeToldIsNotPlaced(BiFunction<OrdersTest, JdbcConnectionPool, Orders> way)
            throws SQLException {
        Orders orders = way.apply(this, database);
        orders.place(order(17));
        store.write(List.of(new Write.Block(SELLER, BUYER, true)));
        assertFails(orders, order(18));
        assertThat(placed()).isEqualTo(1);
    }

    private static void assertFails(Orders orders, Order order) {
        assertThatThrownBy(() -> orders.place(order))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("order " + order.number());
    }

    /** Of how many orders. */
    private long toldOf() {
        return store.positions(List.of(SELLER)).get(SELLER).head();
    }
}
