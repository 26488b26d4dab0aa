package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.model.Content;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.StoreException;
import chat.duologue.store.spi.Write;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages that are stored in the host's own transaction, together with what they are about. */
class HostTransactionTest {
    private static final Write.Send PLACED = Chatter.send(ALICE, BOB, "order-17-placed", "I ordered 3 chairs");

    private TestDatabase database;
    private JdbcChatStore store;

    private void open(DatabaseKind kind) throws SQLException {
        database = TestDatabase.fresh(kind);
        database.execute("CREATE TABLE purchase (id INT NOT NULL PRIMARY KEY)");
        store = JdbcChatStore.open(database.dataSource());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Connection begin() throws SQLException {
        Connection connection = database.dataSource().getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    private static void place(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO purchase (id) VALUES (17)");
        }
    }

    private List<String> texts() {
        return Chatter.history(store, BOB, ALICE).stream()
                .map(Message::content)
                .map(Content::text)
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void theMessageIsThereWhenTheHostCommitsAndNotBefore(DatabaseKind kind) throws Exception {
        open(kind);
        store.write(List.of(Chatter.send(BOB, ALICE, "welcome")));
        try (Connection connection = begin()) {
            place(connection);
            Message message =
                    Chatter.stored(store.send(connection, List.of(PLACED)).get(0));
            assertThat(message.seq()).isEqualTo(2);
            assertThat(texts()).containsExactly("welcome");
            connection.commit();
        }
        assertThat(texts()).containsExactly("welcome", "I ordered 3 chairs");
        assertThat(database.query("SELECT COUNT(*) FROM purchase")).containsExactly("1");
        assertThat(Chatter.events(store, BOB)).hasSize(2);
        assertThat(Chatter.stored(store.write(List.of(Chatter.send(BOB, ALICE, "thanks")))
                                .get(0))
                        .seq())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsRolledBackWasNever(DatabaseKind kind) throws Exception {
        open(kind);
        try (Connection connection = begin()) {
            place(connection);
            store.send(connection, List.of(PLACED, Chatter.send(ALICE, new UserId("carol"), "look")));
            connection.rollback();
        }
        assertThat(database.query("SELECT COUNT(*) FROM purchase")).containsExactly("0");
        assertThat(texts()).isEmpty();
        assertThat(Chatter.events(store, BOB)).isEmpty();
        assertThat(Chatter.stored(store.write(List.of(PLACED)).get(0)).seq()).isEqualTo(1);
        assertThat(Chatter.head(store, BOB)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aRepeatedTransactionStoresTheMessageOnce(DatabaseKind kind) throws Exception {
        open(kind);
        for (int i = 0; i < 2; i++) {
            try (Connection connection = begin()) {
                List<Outcome> outcomes = store.send(connection, List.of(PLACED));
                assertThat(outcomes.get(0)).isInstanceOf(i == 0 ? Outcome.Stored.class : Outcome.Duplicate.class);
                connection.commit();
            }
        }
        assertThat(store.write(List.of(PLACED)).get(0)).isInstanceOf(Outcome.Duplicate.class);
        assertThat(texts()).containsExactly("I ordered 3 chairs");
    }

    @ParameterizedTest
    @EnumSource
    void severalSendsOfOneTransactionFollowEachOther(DatabaseKind kind) throws Exception {
        open(kind);
        try (Connection connection = begin()) {
            for (String text : List.of("one", "two", "three")) {
                store.send(connection, List.of(Chatter.send(ALICE, BOB, text)));
            }
            connection.commit();
        }
        assertThat(texts()).containsExactly("one", "two", "three");
    }

    /** As a transaction does that began to read before others wrote, at the isolation level that MySQL has by default. */
    @ParameterizedTest
    @EnumSource
    void aTransactionThatSeesThePastStillStoresAtTheEnd(DatabaseKind kind) throws Exception {
        open(kind);
        store.write(List.of(Chatter.send(BOB, ALICE, "before")));
        for (int attempt = 0; ; attempt++) {
            try (Connection connection = begin()) {
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                try (Statement statement = connection.createStatement()) {
                    statement
                            .executeQuery("SELECT COUNT(*) FROM duologue_message")
                            .close();
                }
                if (attempt == 0) {
                    store.write(List.of(Chatter.send(BOB, ALICE, "meanwhile")));
                }
                store.send(connection, List.of(PLACED));
                connection.commit();
                break;
            } catch (StoreException e) {
                // PostgreSQL and H2 refuse such a transaction; the host runs it again
                assertThat(e.isPassing()).isTrue();
                assertThat(attempt).isZero();
            }
        }
        assertThat(texts()).containsExactly("before", "meanwhile", "I ordered 3 chairs");
    }

    @ParameterizedTest
    @EnumSource
    void othersWaitForTheTransactionAndStoreAfterIt(DatabaseKind kind) throws Exception {
        open(kind);
        store.write(List.of(Chatter.send(BOB, ALICE, "before")));
        CompletableFuture<Message> other = new CompletableFuture<>();
        Thread thread = new Thread(() -> other.complete(Chatter.stored(
                store.write(List.of(Chatter.send(BOB, ALICE, "after"))).get(0))));
        try (Connection connection = begin()) {
            store.send(connection, List.of(PLACED));
            thread.start();
            thread.join(200);
            assertThat(other).isNotDone();
            connection.commit();
        }
        assertThat(other.get(20, TimeUnit.SECONDS).seq()).isEqualTo(3);
        assertThat(texts()).containsExactly("before", "I ordered 3 chairs", "after");
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionWithoutATransactionIsRefused(DatabaseKind kind) throws Exception {
        open(kind);
        try (Connection connection = database.dataSource().getConnection()) {
            assertThatThrownBy(() -> store.send(connection, List.of(PLACED)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("setAutoCommit(false)");
        }
        assertThat(texts()).isEmpty();
    }
}
