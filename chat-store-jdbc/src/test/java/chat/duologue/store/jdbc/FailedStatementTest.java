package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.StoreException;
import chat.duologue.store.spi.Write;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A statement fails, but not the connection: nothing of its transaction is stored, and it has ended. */
class FailedStatementTest {
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "H2")
    void oneThatAnAdministratorEnds(DatabaseKind kind) throws Exception {
        try (TestDatabase database = TestDatabase.fresh(kind)) {
            ChatStore store = JdbcChatStore.open(database.dataSource());
            store.write(List.of(Chatter.send(ALICE, BOB, "first")));

            CompletableFuture<Long> second = new CompletableFuture<>();
            try (Connection other = database.dataSource().getConnection();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                // a message waits for its conversation's row, when the users' rows have been changed
                statement.execute("SELECT id FROM duologue_conversation FOR UPDATE");
                Write.Send send = Chatter.send(ALICE, BOB, "second");
                new Thread(() -> second.complete(stored(store, send))).start();
                Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> endWaiting(kind, database));
                other.commit();
            }
            assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo(2);
            requireNoTransaction(kind, database);
            DatabaseRules.check(database);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "H2")
    void oneThatTheDatabaseRefuses(DatabaseKind kind) throws Exception {
        try (TestDatabase database = TestDatabase.fresh(kind)) {
            ChatStore store = JdbcChatStore.open(database.dataSource());
            store.write(List.of(Chatter.send(ALICE, BOB, "first")));
            database.execute("ALTER TABLE duologue_user ADD CONSTRAINT few CHECK (unread < 3)");
            List<Write> batch = List.of(Chatter.send(ALICE, BOB, "second"), Chatter.send(ALICE, BOB, "third"));
            assertThatThrownBy(() -> store.write(batch)).isInstanceOf(StoreException.class);
            requireNoTransaction(kind, database);
            DatabaseRules.check(database);
        }
    }

    /** Repeats it as a client does that was told to. */
    private static long stored(ChatStore store, Write.Send send) {
        while (true) {
            try {
                return Chatter.stored(store.write(List.of(send)).get(0)).seq();
            } catch (StoreException e) {
                assertThat(e.isPassing()).isTrue();
            }
        }
    }

    /** Ends the statement that waits for a lock; whether there was one. */
    private static boolean endWaiting(DatabaseKind kind, TestDatabase database) throws SQLException {
        boolean postgres = kind == DatabaseKind.POSTGRESQL;
        List<String> waiting = database.query(
                postgres
                        ? "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                        : "SELECT trx_mysql_thread_id FROM information_schema.innodb_trx t JOIN"
                                + " information_schema.processlist p ON p.id = t.trx_mysql_thread_id"
                                + " WHERE p.db = DATABASE() AND trx_state = 'LOCK WAIT'");
        for (String session : waiting) {
            database.execute(postgres ? "SELECT pg_cancel_backend(" + session + ")" : "KILL QUERY " + session);
        }
        return !waiting.isEmpty();
    }

    private static void requireNoTransaction(DatabaseKind kind, TestDatabase database) {
        Awaitility.await() // MariaDB looks at them ten times a second
                .atMost(Duration.ofSeconds(20))
                .until(() -> openTransactions(kind, database).isEmpty());
    }

    private static List<String> openTransactions(DatabaseKind kind, TestDatabase database) throws SQLException {
        return database.query(
                kind == DatabaseKind.POSTGRESQL
                        ? "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND xact_start IS NOT NULL AND pid <> pg_backend_pid()"
                        : "SELECT trx_mysql_thread_id FROM information_schema.innodb_trx t JOIN"
                                + " information_schema.processlist p ON p.id = t.trx_mysql_thread_id"
                                + " WHERE p.db = DATABASE()");
    }
}
