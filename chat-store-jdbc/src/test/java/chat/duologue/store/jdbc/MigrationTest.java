package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Notes;
import chat.duologue.store.spi.StoreException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class MigrationTest {
    private static final String OUR_HISTORY = "duologue_schema_history";
    private static final int OUR_TABLES = 15;

    private final DatabaseKind kind;
    private TestDatabase database;

    MigrationTest(DatabaseKind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void create() {
        database = TestDatabase.fresh(kind);
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** The tables of a schema, without it the database's own. */
    private List<String> tables(String schema) throws SQLException {
        String own = onMySql() ? "DATABASE()" : "CURRENT_SCHEMA";
        return database.query(
                "SELECT LOWER(table_name) FROM INFORMATION_SCHEMA.TABLES WHERE LOWER(table_schema) = LOWER("
                        + (schema == null ? own : "'" + schema + "'") + ") ORDER BY 1");
    }

    private boolean onMySql() {
        return kind == DatabaseKind.MARIADB || kind == DatabaseKind.MYSQL_DRIVER;
    }

    private ChatStore open(JdbcStoreOptions.Builder options) {
        return JdbcChatStore.open(database.dataSource(), options.build());
    }

    private void works(ChatStore store) {
        Chatter.stored(store.write(List.of(Chatter.send(ALICE, BOB, "hello"))).get(0));
        assertThat(Chatter.history(store, BOB, ALICE)).isNotEmpty();
        Notes notes = store.notes().orElseThrow();
        assertThat(notes.append(List.of(new byte[1]))).isEqualTo(notes.head());
    }

    /** As a host configures it: nothing but its database and its files. */
    private FluentConfiguration hostsFlyway() {
        return Flyway.configure().dataSource(database.dataSource()).locations("classpath:host-migrations");
    }

    private void theHostsTablesLieBesideTheStores() throws SQLException {
        assertThat(database.query("SELECT name FROM customer")).containsExactly("Ada");
        assertThat(tables(null))
                .containsExactly(
                        "customer",
                        "duologue_attachment",
                        "duologue_block",
                        "duologue_conversation",
                        "duologue_event",
                        "duologue_listener_cursor",
                        "duologue_message",
                        "duologue_meta",
                        "duologue_note",
                        "duologue_note_head",
                        "duologue_revision",
                        "duologue_schema_history",
                        "duologue_search",
                        "duologue_search_progress",
                        "duologue_search_stale",
                        "duologue_user",
                        "flyway_schema_history");
    }

    private List<String> history(String table) throws SQLException {
        String quote = onMySql() ? "`" : "\"";
        String stored = kind == DatabaseKind.H2 && table.equals(OUR_HISTORY) ? table.toUpperCase(Locale.ROOT) : table;
        return database.query("SELECT 'script' FROM 'table' ORDER BY 'installed_rank'"
                .replace("table", stored)
                .replace("'", quote));
    }

    @Test
    void theTablesLieBesideTheHostsOwnTablesAndMigrations() throws Exception {
        hostsFlyway().load().migrate();
        List<String> historyBefore = history("flyway_schema_history");

        works(JdbcChatStore.open(database.dataSource()));
        works(JdbcChatStore.open(database.dataSource()));

        assertThat(history("flyway_schema_history")).isEqualTo(historyBefore);
        theHostsTablesLieBesideTheStores();
        hostsFlyway().load().validate();
        assertThat(hostsFlyway().load().migrate().migrationsExecuted).isZero();
    }

    @Test
    void aHostWhoseFlywayComesSecondTellsItToBeginBelowItsFirstMigration() throws Exception {
        ChatStore store = JdbcChatStore.open(database.dataSource());
        works(store);
        List<String> ours = history(OUR_HISTORY);

        // as long as the host has no history, Flyway refuses a schema that has tables
        assertThatThrownBy(() -> hostsFlyway().load().migrate())
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("non-empty schema")
                .hasMessageContaining("baselineOnMigrate");
        assertThat(tables(null)).hasSize(OUR_TABLES).allMatch(table -> table.startsWith("duologue_"));
        // from its default baseline, which is 1, it would take its own first migration for done
        hostsFlyway().baselineOnMigrate(true).baselineVersion("0").load().migrate();

        theHostsTablesLieBesideTheStores();
        assertThat(history(OUR_HISTORY)).isEqualTo(ours);
        works(store);
        works(JdbcChatStore.open(database.dataSource()));
        hostsFlyway().load().validate();
        assertThat(hostsFlyway().load().migrate().migrationsExecuted).isZero();
    }

    @Test
    void storesWithPrefixesOfTheirOwnKnowNothingOfEachOther() throws Exception {
        ChatStore support = open(JdbcStoreOptions.builder().tablePrefix("Support_"));
        ChatStore sales = open(JdbcStoreOptions.builder().tablePrefix("sales_"));
        works(support);
        assertThat(Chatter.history(sales, BOB, ALICE)).isEmpty();
        assertThat(support.streamId()).isNotEqualTo(sales.streamId());
        assertThat(tables(null))
                .hasSize(2 * OUR_TABLES)
                .allMatch(table -> table.startsWith("support_") || table.startsWith("sales_"));
    }

    @Test
    void theTablesMayHaveASchemaOfTheirOwn() throws Exception {
        String schema = "Chat_" + Long.toString(System.nanoTime(), 36);
        try {
            ChatStore store = open(JdbcStoreOptions.builder().schema(schema));
            works(store);
            works(open(JdbcStoreOptions.builder().schema(schema).migrate(false)));
            assertThat(tables(schema)).hasSize(OUR_TABLES).allMatch(table -> table.startsWith("duologue_"));
            assertThat(tables(null)).isEmpty();
            assertThat(open(JdbcStoreOptions.builder().schema(schema)).streamId())
                    .isEqualTo(store.streamId());
            // the pool's connections are where they were
            database.execute("CREATE TABLE hosts_own (a INT)");
            assertThat(tables(null)).containsExactly("hosts_own");
        } finally {
            if (onMySql()) {
                database.execute("DROP DATABASE " + schema); // it does not lie in the test's own
            }
        }
    }

    @Test
    void withoutMigrationMissingTablesAreRefusedInOneSentence() throws Exception {
        assertThatThrownBy(() -> open(JdbcStoreOptions.builder().migrate(false)))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.isPassing()).isFalse())
                .hasMessage(
                        "The tables duologue_* do not exist, and version 6 is needed: open the store with migrate=true,"
                                + " or apply chat-store-jdbc's SQL files by hand.");
        assertThat(tables(null)).isEmpty();
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
        MigrationFiles.apply(database, kind);
        works(open(JdbcStoreOptions.builder().migrate(false)));
        works(open(JdbcStoreOptions.builder()));
        assertThat(tables(null)).hasSize(OUR_TABLES - 1);
    }

    @Test
    void anAccountThatMayOnlyReadAndWriteRowsIsEnough() throws Exception {
        assumeTrue(kind != DatabaseKind.H2, "an embedded database has one account");
        MigrationFiles.apply(database, kind);
        String account = "clerk_" + Long.toString(System.nanoTime(), 36);
        String onAll = onMySql()
                ? "ON " + database.query("SELECT DATABASE()").get(0) + ".* TO " + account
                : "ON ALL TABLES IN SCHEMA public TO " + account;
        if (kind == DatabaseKind.POSTGRESQL) {
            database.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC"); // as it is anyway since version 15
        }
        database.execute(
                onMySql() ? "CREATE USER " + account : "CREATE ROLE " + account + " LOGIN",
                "GRANT SELECT, INSERT, UPDATE, DELETE " + onAll);
        try (TestDatabase asClerk =
                TestDatabase.at(database.url().replaceAll("user=[^&]*(&password=[^&]*)?", "user=" + account))) {
            assertThatThrownBy(() -> asClerk.execute("CREATE TABLE t (a INT)")).isInstanceOf(SQLException.class);
            for (boolean migrate : new boolean[] {false, true}) {
                works(JdbcChatStore.open(
                        asClerk.dataSource(),
                        JdbcStoreOptions.builder().migrate(migrate).build()));
            }
        } finally {
            database.execute(
                    onMySql() ? "DROP USER " + account : "DROP OWNED BY " + account + "; DROP ROLE " + account);
        }
    }

    @Test
    void aMigrationThatWasCutShortAfterAnyStatementIsTakenUpAgain() throws Exception {
        assumeTrue(kind != DatabaseKind.POSTGRESQL, "a migration is one transaction there");
        List<String> files = MigrationFiles.of(kind);
        for (int last = 0; last < files.size(); last++) {
            List<String> statements = MigrationFiles.statements(files.get(last), "duologue_");
            try (TestDatabase another = TestDatabase.fresh(kind)) {
                for (String before : files.subList(0, last)) {
                    another.execute(
                            MigrationFiles.statements(before, "duologue_").toArray(String[]::new));
                }
                for (int cut = 1; cut < statements.size(); cut++) {
                    another.execute(statements.subList(0, cut).toArray(String[]::new));
                }
                works(JdbcChatStore.open(another.dataSource()));
                assertThat(StoreVerifier.verify(another.dataSource()).findings())
                        .isEmpty();
            }
        }
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
}
