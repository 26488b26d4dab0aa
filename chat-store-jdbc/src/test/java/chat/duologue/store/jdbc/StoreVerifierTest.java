package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.model.Attachment;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.model.Settings;
import chat.duologue.model.UserId;
import chat.duologue.store.jdbc.StoreVerifier.Finding;
import chat.duologue.store.jdbc.StoreVerifier.Report;
import chat.duologue.store.jdbc.internal.Rule;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.StoreException;
import chat.duologue.store.spi.Write;
import java.sql.Connection;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A store that was damaged by hand is found out, one that only the store wrote to is not. */
class StoreVerifierTest {
    private static final UserId CAROL = new UserId("carol");
    private static final UserId DAN = new UserId("dan");
    private static final UserId EVE = new UserId("eve");

    static Stream<Damage> damages() {
        return Stream.concat(Damage.ANYWHERE.stream(), Damage.WITHOUT_CONSTRAINTS.stream());
    }

    @Test
    void everyRuleHasADamageThatBreaksIt() {
        assertThat(damages().map(Damage::rule).collect(Collectors.toSet())).isEqualTo(EnumSet.allOf(Rule.class));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void findsWhatIsBroken(Damage damage) throws Exception {
        try (TestDatabase database = TestDatabase.at("jdbc:h2:mem:" + UUID.randomUUID())) {
            finds(damage, database);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "H2")
    void findsItOnEveryDatabase(DatabaseKind kind) throws Exception {
        Set<Rule> some = EnumSet.of(Rule.SEQ, Rule.CLIENT_KEY, Rule.LIST_ORDER, Rule.HOLE);
        for (Damage damage : Damage.ANYWHERE) {
            if (some.remove(damage.rule())) {
                try (TestDatabase database = TestDatabase.fresh(kind)) {
                    finds(damage, database);
                }
            }
        }
        assertThat(some).isEmpty();
    }

    /** As a restore leaves it that was cut off before its last statements. */
    @ParameterizedTest
    @EnumSource
    void findsEveryForeignKeyThatIsMissing(DatabaseKind kind) throws Exception {
        String schema = "Chat_" + Long.toString(System.nanoTime(), 36);
        JdbcStoreOptions options =
                JdbcStoreOptions.builder().schema(schema).tablePrefix("Own_").build();
        boolean onMySql = kind == DatabaseKind.MARIADB || kind == DatabaseKind.MYSQL_DRIVER;
        try (TestDatabase database = TestDatabase.fresh(kind)) {
            talk(JdbcChatStore.open(database.dataSource(), options));
            List<String> keys = database.query(
                    "SELECT CONCAT(table_name, '.', constraint_name) FROM INFORMATION_SCHEMA.TABLE_CONSTRAINTS"
                            + " WHERE constraint_type = 'FOREIGN KEY' AND LOWER(table_schema) = LOWER('" + schema
                            + "')");
            assertThat(keys).hasSize(kind == DatabaseKind.H2 ? 9 : 10);
            for (int dropped = 1; dropped <= keys.size(); dropped++) {
                String[] key = keys.get(dropped - 1).split("\\.");
                database.execute("ALTER TABLE " + schema + "." + key[0]
                        + (onMySql ? " DROP FOREIGN KEY " : " DROP CONSTRAINT ") + key[1]);
                assertThat(StoreVerifier.verify(database.dataSource(), options).findings())
                        .hasSize(dropped)
                        .allMatch(finding -> finding.expected().startsWith("a foreign key ("));
            }
        } finally {
            if (onMySql) {
                try (TestDatabase any = TestDatabase.fresh(kind)) {
                    any.execute("DROP DATABASE " + schema); // it does not lie in the test's own
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "H2")
    void anAccountThatMayOnlyReadRowsIsEnough(DatabaseKind kind) throws Exception {
        String account = "reader_" + Long.toString(System.nanoTime(), 36);
        boolean onPostgres = kind == DatabaseKind.POSTGRESQL;
        try (TestDatabase database = TestDatabase.fresh(kind)) {
            talk(JdbcChatStore.open(database.dataSource()));
            database.execute(
                    onPostgres ? "CREATE ROLE " + account + " LOGIN" : "CREATE USER " + account,
                    onPostgres
                            ? "GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + account
                            : "GRANT SELECT ON "
                                    + database.query("SELECT DATABASE()").get(0) + ".* TO " + account);
            try (TestDatabase asReader =
                    TestDatabase.at(database.url().replaceAll("user=[^&]*(&password=[^&]*)?", "user=" + account))) {
                isSound(asReader);
            } finally {
                database.execute(
                        onPostgres ? "DROP OWNED BY " + account + "; DROP ROLE " + account : "DROP USER " + account);
            }
        }
    }

    private static void finds(Damage damage, TestDatabase database) throws Exception {
        talk(JdbcChatStore.open(database.dataSource()));
        assertThat(StoreVerifier.verify(database.dataSource()).findings()).isEmpty();
        database.execute(damage.sql());
        Report report = StoreVerifier.verify(database.dataSource());
        assertThat(report.isSound()).isFalse();
        assertThat(report.broken()).isGreaterThanOrEqualTo(report.findings().size());
        assertThat(report.findings())
                .extracting(Finding::rule)
                .contains(damage.rule().toString());
    }

    /** One, two and three between two, the third a reply; four in another conversation; some of it read. */
    private static void talk(ChatStore store) {
        store.write(List.of(Chatter.send(ALICE, BOB, "one"), Chatter.send(BOB, ALICE, "no UUID", "two")));
        store.write(List.of(
                new Write.Send(
                        ALICE,
                        new WithPeer(BOB),
                        new ClientMessageId(UUID.randomUUID().toString()),
                        new Content("three", null, 1L),
                        Instant.EPOCH),
                new Write.Acknowledge(BOB, 1)));
        store.write(List.of(
                new Write.Acknowledge(BOB, 3),
                new Write.MarkRead(
                        BOB,
                        store.conversation(BOB, new WithPeer(ALICE))
                                .orElseThrow()
                                .id(),
                        1)));
        store.write(List.of(Chatter.send(ALICE, CAROL, "four")));
        quarrel(store);
    }

    /** Five with a file, six and seven between two others, with all that can happen to a message and a conversation. */
    private static void quarrel(ChatStore store) {
        Attachment file = new Attachment("ref", "name.png", "image/png", 7, null, null);
        store.write(List.of(
                new Write.Send(
                        DAN,
                        new WithPeer(EVE),
                        new ClientMessageId("five"),
                        new Content("five", null, null, List.of(file)),
                        Instant.EPOCH),
                Chatter.send(DAN, EVE, "six"),
                Chatter.send(EVE, DAN, "seven")));
        ConversationId id =
                store.conversation(DAN, new WithPeer(EVE)).orElseThrow().id();
        store.write(List.of(
                new Write.Edit(EVE, id, 3, "eight", null, null, Instant.EPOCH, Instant.MIN, true),
                new Write.Recall(DAN, id, 2, Instant.EPOCH, Instant.MIN),
                new Write.Hide(EVE, id, 1, Instant.MIN),
                new Write.React(EVE, id, 1, "+1", false, 3),
                new Write.Configure(DAN, id, new Settings.Change(null, true, true)),
                new Write.Block(EVE, DAN, true)));
    }

    @ParameterizedTest
    @EnumSource
    void findsNothingInWhatTheStoreWrote(DatabaseKind kind) throws Exception {
        try (TestDatabase database = TestDatabase.fresh(kind)) {
            JdbcChatStore store = JdbcChatStore.open(database.dataSource());
            isSound(database);
            Traffic traffic = new Traffic(store, 5, 1);
            for (int round = 1; round <= 5; round++) {
                traffic.run(16);
                try (Connection connection = database.dataSource().getConnection()) {
                    connection.setAutoCommit(false);
                    store.send(connection, List.of(Chatter.send(ALICE, BOB, "in the host's transaction")));
                    connection.commit();
                    connection.setAutoCommit(true);
                }
                isSound(database);
            }
            Report report = StoreVerifier.verify(database.dataSource());
            assertThat(report.users()).isEqualTo(7);
            assertThat(database.query("SELECT DISTINCT kind FROM duologue_event ORDER BY kind"))
                    .containsExactly("1", "2", "3", "4", "5");
            assertThat(report.conversations()).isEqualTo(count(database, "conversation"));
            assertThat(report.messages()).isEqualTo(count(database, "message")).isGreaterThan(100);
            assertThat(report.events()).isEqualTo(count(database, "event")).isGreaterThan(20);
        }
    }

    @ParameterizedTest
    @EnumSource
    void seesOneMomentOfAStoreThatIsWrittenTo(DatabaseKind kind) throws Exception {
        try (TestDatabase database = TestDatabase.fresh(kind)) {
            ChatStore store = JdbcChatStore.open(database.dataSource());
            new Traffic(store, 6, 2).run(10);
            AtomicBoolean ended = new AtomicBoolean();
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                Traffic traffic = new Traffic(store, 6, 3);
                while (!ended.get()) {
                    traffic.run(1);
                }
            });
            try {
                for (int i = 0; i < 10; i++) {
                    isSound(database);
                }
            } finally {
                ended.set(true);
                writer.get();
            }
        }
    }

    /** More rows than are read at once, of conversations and of users. */
    @Test
    void checksManyConversationsAndUsers() throws Exception {
        try (TestDatabase database = TestDatabase.inNewFolder()) {
            ChatStore store = JdbcChatStore.open(database.dataSource());
            for (int i = 0; i < 2_500; i += 100) {
                int first = i;
                store.write(Stream.iterate(first, n -> n + 1)
                        .limit(100)
                        .map(n -> Chatter.send(ALICE, new UserId("user " + n), "hello"))
                        .toList());
            }
            Report report = StoreVerifier.verify(database.dataSource());
            assertThat(report.findings()).isEmpty();
            assertThat(report.users()).isEqualTo(2_501);
            assertThat(report.messages()).isEqualTo(2_500);

            database.execute("UPDATE duologue_message SET low_count = 1 - low_count");
            Report broken = StoreVerifier.verify(database.dataSource());
            assertThat(broken.broken()).isGreaterThanOrEqualTo(2_500);
            assertThat(broken.findings()).hasSizeLessThan(20 * Rule.values().length);
        }
    }

    @Test
    void saysThatThereIsNoStoreAndCreatesNone() throws Exception {
        try (TestDatabase database = TestDatabase.inNewFolder()) {
            assertThatThrownBy(() -> StoreVerifier.verify(database.dataSource()))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("do not exist");
            assertThat(database.query(
                            "SELECT table_name FROM INFORMATION_SCHEMA.TABLES" + " WHERE table_schema = 'PUBLIC'"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void looksWhereTheOptionsSay(DatabaseKind kind) {
        try (TestDatabase database = TestDatabase.fresh(kind)) {
            JdbcStoreOptions options =
                    JdbcStoreOptions.builder().tablePrefix("Own_").build();
            talk(JdbcChatStore.open(database.dataSource(), options));
            Report report = StoreVerifier.verify(database.dataSource(), options);
            assertThat(report.findings()).isEmpty();
            assertThat(report.messages()).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2", "POSTGRESQL"})
    void looksInTheSchemaThatTheOptionsName(DatabaseKind kind) {
        try (TestDatabase database = TestDatabase.fresh(kind)) {
            JdbcStoreOptions options = JdbcStoreOptions.builder().schema("Chat").build();
            talk(JdbcChatStore.open(database.dataSource(), options));
            assertThat(StoreVerifier.verify(database.dataSource(), options).findings())
                    .isEmpty();
            assertThatThrownBy(() -> StoreVerifier.verify(database.dataSource()))
                    .isInstanceOf(StoreException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesTheConnectionBackAsItWas(DatabaseKind kind) throws Exception {
        try (TestDatabase database = TestDatabase.fresh(kind)) {
            talk(JdbcChatStore.open(database.dataSource()));
            List<String> before = state(database);
            StoreVerifier.verify(database.dataSource());
            assertThat(state(database)).isEqualTo(before);
        }
    }

    private static List<String> state(TestDatabase database) throws Exception {
        try (Connection connection = database.dataSource().getConnection()) {
            return Arrays.asList(
                    String.valueOf(connection.getAutoCommit()), String.valueOf(connection.getTransactionIsolation()));
        }
    }

    private static long count(TestDatabase database, String table) throws Exception {
        return Long.parseLong(database.query("SELECT COUNT(*) FROM duologue_" + table.toLowerCase(Locale.ROOT))
                .get(0));
    }

    private static void isSound(TestDatabase database) {
        assertThat(StoreVerifier.verify(database.dataSource()).findings()).isEmpty();
    }
}
