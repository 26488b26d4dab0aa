package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.StoreException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MigrationTest {
    private static final String TABLES =
            "SELECT LOWER(table_schema || '.' || table_name) FROM INFORMATION_SCHEMA.TABLES"
                    + " WHERE table_schema <> 'INFORMATION_SCHEMA' ORDER BY 1";

    private TestDatabase database;

    @BeforeEach
    void create() {
        database = TestDatabase.inNewFolder();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private ChatStore open(JdbcStoreOptions.Builder options) {
        return JdbcChatStore.open(database.dataSource(), options.build());
    }

    private void works(ChatStore store) {
        Chatter.stored(store.write(List.of(Chatter.send(ALICE, BOB, "hello"))).get(0));
        assertThat(Chatter.history(store, BOB, ALICE)).isNotEmpty();
    }

    @Test
    void theTablesLieBesideTheHostsOwnTablesAndMigrations() throws Exception {
        Flyway.configure()
                .dataSource(database.dataSource())
                .locations("classpath:host-migrations")
                .load()
                .migrate();
        List<String> historyBefore = database.query("SELECT \"script\" FROM \"flyway_schema_history\"");

        works(JdbcChatStore.open(database.dataSource()));
        works(JdbcChatStore.open(database.dataSource()));

        assertThat(database.query("SELECT \"script\" FROM \"flyway_schema_history\""))
                .isEqualTo(historyBefore);
        assertThat(database.query("SELECT name FROM customer")).containsExactly("Ada");
        assertThat(database.query(TABLES))
                .containsExactly(
                        "public.customer",
                        "public.duologue_conversation",
                        "public.duologue_event",
                        "public.duologue_message",
                        "public.duologue_meta",
                        "public.duologue_schema_history",
                        "public.duologue_user",
                        "public.flyway_schema_history");
        Flyway.configure()
                .dataSource(database.dataSource())
                .locations("classpath:host-migrations")
                .load()
                .validate();
    }

    @Test
    void storesWithPrefixesOfTheirOwnKnowNothingOfEachOther() throws Exception {
        ChatStore support = open(JdbcStoreOptions.builder().tablePrefix("Support_"));
        ChatStore sales = open(JdbcStoreOptions.builder().tablePrefix("sales_"));
        works(support);
        assertThat(Chatter.history(sales, BOB, ALICE)).isEmpty();
        assertThat(support.streamId()).isNotEqualTo(sales.streamId());
        assertThat(database.query(TABLES))
                .hasSize(12)
                .allMatch(table -> table.startsWith("public.support_") || table.startsWith("public.sales_"));
    }

    @Test
    void theTablesMayHaveASchemaOfTheirOwn() throws Exception {
        ChatStore store = open(JdbcStoreOptions.builder().schema("chat"));
        works(store);
        works(open(JdbcStoreOptions.builder().schema("chat").migrate(false)));
        assertThat(database.query(TABLES)).hasSize(6).allMatch(table -> table.startsWith("chat.duologue_"));
        assertThat(open(JdbcStoreOptions.builder().schema("chat")).streamId()).isEqualTo(store.streamId());
    }

    @Test
    void withoutMigrationMissingTablesAreRefusedInOneSentence() throws Exception {
        assertThatThrownBy(() -> open(JdbcStoreOptions.builder().migrate(false)))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.isPassing()).isFalse())
                .hasMessage(
                        "The tables duologue_* do not exist, and version 1 is needed: open the store with migrate=true,"
                                + " or apply chat-store-jdbc's SQL files by hand.");
        assertThat(database.query(TABLES)).isEmpty();
    }

    @Test
    void tablesOfANewerLibraryAreRefusedInOneSentence() throws Exception {
        JdbcChatStore.open(database.dataSource());
        database.execute("UPDATE duologue_meta SET fact = '7' WHERE name = 'schema_version'");
        for (boolean migrate : new boolean[] {true, false}) {
            assertThatThrownBy(() -> open(JdbcStoreOptions.builder().migrate(migrate)))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.isPassing()).isFalse())
                    .hasMessageContaining("upgrade chat-store-jdbc, or restore a backup");
        }
    }

    @Test
    void theSqlFilesMayBeAppliedByHand() throws Exception {
        applyByHand();
        works(open(JdbcStoreOptions.builder().migrate(false)));
        works(open(JdbcStoreOptions.builder()));
    }

    @Test
    void aMigrationThatWasCutShortIsTakenUpAgain() throws Exception {
        applyByHand();
        database.execute("DROP TABLE duologue_event", "DELETE FROM duologue_meta");
        works(JdbcChatStore.open(database.dataSource()));
    }

    @Test
    void storesOpenedAtOnceOnAnEmptyDatabaseShareOneStreamId() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Callable<ChatStore> opening = () -> JdbcChatStore.open(database.dataSource());
            List<Future<ChatStore>> stores = threads.invokeAll(List.of(opening, opening, opening));
            for (Future<ChatStore> store : stores) {
                works(store.get());
                assertThat(store.get().streamId()).isEqualTo(stores.get(0).get().streamId());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void applyByHand() throws Exception {
        String file = "migration/h2/V1__users_conversations_messages_events.sql";
        try (InputStream in = JdbcChatStore.class.getResourceAsStream(file)) {
            String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("${prefix}", "duologue_");
            database.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
