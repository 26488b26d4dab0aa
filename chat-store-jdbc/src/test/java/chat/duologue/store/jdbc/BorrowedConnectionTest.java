package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.StoreException;
import chat.duologue.store.spi.Write;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the host lends, it gets back as it was. */
@ParameterizedClass
@EnumSource
class BorrowedConnectionTest {
    private static final String ISOLATION_OF_WHO_WAITS =
            "SELECT trx_isolation_level FROM information_schema.innodb_trx t JOIN information_schema.processlist p"
                    + " ON p.id = t.trx_mysql_thread_id WHERE p.db = DATABASE() AND trx_state = 'LOCK WAIT'";

    private final DatabaseKind kind;
    private final TestDatabase database;

    BorrowedConnectionTest(DatabaseKind kind) {
        this.kind = kind;
        database = TestDatabase.fresh(kind);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theHostsSettingsComeBackWithTheConnection() throws Exception {
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            connection.commit();
            JdbcChatStore.open(database.dataSource());
            Set<Integer> isolation = new HashSet<>();
            ChatStore store = JdbcChatStore.open(new TappedDataSource(lending(connection), (method, sql, call) -> {
                if (method.startsWith("execute") && sql.contains("duologue_user")) {
                    isolation.add(connection.getTransactionIsolation());
                }
                return call.proceed();
            }));
            store.write(List.of(Chatter.send(ALICE, BOB, "hello")));
            store.write(List.of(Chatter.send(ALICE, BOB, "it remembers us")));
            assertThat(Chatter.events(store, BOB)).hasSize(2);
            assertThatThrownBy(() -> store.write(List.of(Chatter.send(ALICE, BOB, "x".repeat(2_000_000)))))
                    .isInstanceOf(StoreException.class);
            assertThat(isolation).containsExactly(Connection.TRANSACTION_READ_COMMITTED);
            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        }
        assertThat(database.query("SELECT COUNT(*) FROM duologue_message")).containsExactly("2");
    }

    @Test
    void aRepeatableReadIsLeftForReadsAndOnMariaDbForBatchesOfKnownUsers() {
        List<String> set = new ArrayList<>();
        ChatStore store = JdbcChatStore.open(new TappedDataSource(database.dataSource(), (method, sql, call) -> {
            if (method.equals("setTransactionIsolation")) {
                set.add(method);
            } else if (method.equals("getTransactionIsolation")) {
                return Connection.TRANSACTION_REPEATABLE_READ;
            }
            return call.proceed();
        }));
        store.write(List.of(Chatter.send(ALICE, BOB, "hello")));
        set.clear();
        assertThat(Chatter.events(store, BOB)).hasSize(1);
        assertThat(set).isEmpty();
        store.write(List.of(Chatter.send(ALICE, BOB, "it remembers us")));
        assertThat(set).hasSize(kind == DatabaseKind.MARIADB ? 0 : 2);
    }

    @Test
    void aBatchWithoutLocksIsReadCommittedOnMariaDbAndMysql() throws Exception {
        assumeThat(kind).isIn(DatabaseKind.MARIADB, DatabaseKind.MYSQL_DRIVER);
        ChatStore store = JdbcChatStore.open(database.dataSource());
        store.write(List.of(Chatter.send(ALICE, BOB, "hello")));
        CompletableFuture<List<Outcome>> second = new CompletableFuture<>();
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            // which the message's foreign key waits for
            statement.execute("SELECT id FROM duologue_conversation FOR UPDATE");
            Write.Send send = Chatter.send(ALICE, BOB, "it remembers us");
            new Thread(() -> second.complete(store.write(List.of(send)))).start();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() ->
                            assertThat(database.query(ISOLATION_OF_WHO_WAITS)).containsExactly("READ COMMITTED"));
            other.rollback();
        }
        assertThat(second.get(20, TimeUnit.SECONDS)).hasSize(1);
    }

    /** Lends this one over and over. */
    private DataSource lending(Connection connection) {
        return new TappedDataSource(database.dataSource(), (method, sql, call) -> call.proceed()) {
            @Override
            public Connection getConnection() {
                return (Connection) Proxy.newProxyInstance(
                        Connection.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (proxy, method, arguments) ->
                                method.getName().equals("close") ? null : method.invoke(connection, arguments));
            }
        };
    }

    @Test
    void oneConnectionPerCallIsEnoughAndIsGivenBack() {
        AtomicInteger open = new AtomicInteger();
        List<Integer> most = new ArrayList<>();
        JdbcChatStore.open(database.dataSource());
        ChatStore store = JdbcChatStore.open(new TappedDataSource(database.dataSource(), (method, sql, call) -> {
            if (method.equals("isWrapperFor")) { // first thing a borrower asks
                most.add(open.incrementAndGet());
            } else if (method.equals("close") && sql.isEmpty()) {
                open.decrementAndGet();
            }
            return call.proceed();
        }));
        open.set(0);
        most.clear();
        store.write(IntStream.range(0, 100)
                .mapToObj(i -> Chatter.send(ALICE, new UserId("peer " + i), "hello"))
                .toList());
        assertThat(Chatter.events(store, ALICE)).hasSize(100);
        assertThat(most).containsOnly(1);
        assertThat(open).hasValue(0);
    }
}
