package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.StoreException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the host lends, it gets back as it was. */
@ParameterizedClass
@EnumSource
class BorrowedConnectionTest {
    private final TestDatabase database;

    BorrowedConnectionTest(DatabaseKind kind) {
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
            assertThat(Chatter.events(store, BOB)).hasSize(1);
            assertThatThrownBy(() -> store.write(List.of(Chatter.send(ALICE, BOB, "x".repeat(2_000_000)))))
                    .isInstanceOf(StoreException.class);
            assertThat(isolation).containsExactly(Connection.TRANSACTION_READ_COMMITTED);
            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        }
        assertThat(database.query("SELECT COUNT(*) FROM duologue_message")).containsExactly("1");
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
