package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationRef.WithPeer;
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

    /** What breaks a rule; maybe other rules, too. */
    private record Damage(Rule rule, String... sql) {
        @Override
        public String toString() {
            return rule + ": " + String.join("; ", sql);
        }
    }

    /** What the database's own constraints let pass, on every kind. */
    private static final List<Damage> ANYWHERE = List.of(
            new Damage(Rule.STREAM_ID, "UPDATE duologue_meta SET fact = '' WHERE name = 'stream_id'"),
            new Damage(Rule.USER, "UPDATE duologue_user SET upkeep = -1 WHERE name = 'alice'"),
            new Damage(Rule.CONVERSATION, "UPDATE duologue_conversation SET purged_low_count = 1"),
            new Damage(Rule.SEQ, "DELETE FROM duologue_message WHERE seq = 2"),
            new Damage(Rule.SEQ, "UPDATE duologue_conversation SET purged_seq = 1"),
            new Damage(Rule.COUNT, "UPDATE duologue_message SET low_count = 3 - low_count WHERE seq = 3"),
            new Damage(
                    Rule.MEMBERS,
                    "UPDATE duologue_message SET to_user = (SELECT id FROM duologue_user WHERE name = 'carol')"
                            + " WHERE seq = 2"),
            new Damage(Rule.ORDER, "UPDATE duologue_message SET from_offset = 1000 WHERE seq = 1 AND text = 'one'"),
            new Damage(Rule.CLIENT_KEY, "UPDATE duologue_message SET client_id = 'another' WHERE seq = 2"),
            new Damage(Rule.CLIENT_KEY, "UPDATE duologue_message SET client_id = NULL WHERE seq = 2"),
            new Damage(Rule.CLIENT_KEY, "UPDATE duologue_message SET client_id = 'id' WHERE seq = 1"),
            new Damage(Rule.MARKERS, "UPDATE duologue_conversation SET low_delivered = 100"),
            new Damage(Rule.MARKERS, "UPDATE duologue_conversation SET high_delivered = 100"),
            new Damage(Rule.ACKNOWLEDGED, "UPDATE duologue_user SET acked = head WHERE name = 'carol'"),
            new Damage(Rule.SEEN, "UPDATE duologue_conversation SET low_seen = low_seen + 1"),
            new Damage(Rule.SEEN, "UPDATE duologue_conversation SET high_seen = high_seen + 1"),
            new Damage(Rule.HAS_UNREAD, "UPDATE duologue_conversation SET low_has_unread = NOT low_has_unread"),
            new Damage(Rule.HAS_UNREAD, "UPDATE duologue_conversation SET high_has_unread = NOT high_has_unread"),
            new Damage(Rule.LIST_OFFSET, "UPDATE duologue_conversation SET low_list_offset = 1000"),
            new Damage(Rule.LIST_OFFSET, "UPDATE duologue_conversation SET high_list_offset = 0"),
            new Damage(
                    Rule.LIST_ORDER,
                    "UPDATE duologue_conversation SET low_list_offset = 1000 - low_list_offset,"
                            + " high_list_offset = 1000 - high_list_offset"),
            new Damage(Rule.TOP, "UPDATE duologue_user SET top_conversation = 7 WHERE name = 'bob'"),
            new Damage(Rule.UNREAD, "UPDATE duologue_user SET unread = unread + 1 WHERE name = 'bob'"),
            new Damage(Rule.RECEIPT, "DELETE FROM duologue_event"),
            new Damage(Rule.RECEIPT, "UPDATE duologue_event SET read_seq = 0"),
            new Damage(
                    Rule.RECEIPT,
                    "UPDATE duologue_event SET subject = (SELECT id FROM duologue_user WHERE name = 'carol')"
                            + " WHERE event_offset = 6"),
            new Damage(Rule.OFFSET, "UPDATE duologue_event SET event_offset = 1 WHERE event_offset = 6"),
            new Damage(Rule.OFFSET, "UPDATE duologue_message SET to_offset = 1000 WHERE text = 'three'"),
            new Damage(Rule.OFFSET, "UPDATE duologue_message SET to_offset = 0 WHERE text = 'three'"),
            new Damage(Rule.HOLE, "UPDATE duologue_user SET head = head + 1 WHERE name = 'bob'"),
            new Damage(Rule.HOLE, "DELETE FROM duologue_message WHERE text = 'four'"));

    /** What they do not let pass. */
    private static final List<Damage> WITHOUT_CONSTRAINTS = List.of(
            new Damage(Rule.KEY, "ALTER TABLE duologue_message DROP CONSTRAINT duologue_message_from"),
            new Damage(Rule.KEY, "ALTER TABLE duologue_message DROP CONSTRAINT duologue_message_to"),
            new Damage(Rule.KEY, "ALTER TABLE duologue_event DROP CONSTRAINT duologue_event_stream"),
            new Damage(Rule.KEY, "ALTER TABLE duologue_meta DROP CONSTRAINT duologue_meta_pk"),
            new Damage(Rule.KEY, "DROP INDEX duologue_conversation_low_unread"),
            new Damage(
                    Rule.UNIQUE,
                    "ALTER TABLE duologue_message DROP CONSTRAINT duologue_message_once",
                    "UPDATE duologue_message SET client_key = (SELECT client_key FROM duologue_message WHERE text = 'one')"
                            + " WHERE text = 'three'"),
            new Damage(
                    Rule.UNIQUE,
                    "ALTER TABLE duologue_user DROP CONSTRAINT duologue_user_name",
                    "UPDATE duologue_user SET name = 'bob'"),
            new Damage(
                    Rule.POSITION,
                    "ALTER TABLE duologue_user DROP CONSTRAINT duologue_user_positions",
                    "UPDATE duologue_user SET trimmed_to = head + 1"),
            new Damage(
                    Rule.POSITION,
                    "ALTER TABLE duologue_user DROP CONSTRAINT duologue_user_positions",
                    "UPDATE duologue_user SET acked = -1"),
            new Damage(
                    Rule.CONVERSATION,
                    "ALTER TABLE duologue_conversation DROP CONSTRAINT duologue_conversation_low",
                    "UPDATE duologue_conversation SET low_user = 0"),
            new Damage(
                    Rule.CONVERSATION,
                    "ALTER TABLE duologue_conversation DROP CONSTRAINT duologue_conversation_order",
                    "UPDATE duologue_conversation SET low_user = high_user, high_user = low_user"),
            new Damage(
                    Rule.REPLY,
                    "ALTER TABLE duologue_message DROP CONSTRAINT duologue_message_reply",
                    "UPDATE duologue_message SET reply_to = 3 WHERE seq = 3"),
            new Damage(
                    Rule.REPLY,
                    "ALTER TABLE duologue_message DROP CONSTRAINT duologue_message_reply",
                    "UPDATE duologue_message SET reply_to = 0 WHERE seq = 3"),
            new Damage(Rule.ORPHAN, "UPDATE duologue_message SET conversation_id = 7 WHERE text = 'four'"),
            new Damage(
                    Rule.ORPHAN,
                    "UPDATE duologue_message SET conversation_id = 9000000000000000000 WHERE text = 'four'"),
            new Damage(
                    Rule.ORPHAN,
                    "ALTER TABLE duologue_event DROP CONSTRAINT duologue_event_conversation",
                    "UPDATE duologue_event SET conversation_id = 7"),
            new Damage(
                    Rule.MARKERS,
                    "ALTER TABLE duologue_conversation DROP CONSTRAINT duologue_conversation_low_seen",
                    "UPDATE duologue_conversation SET low_read = low_delivered + 1"),
            new Damage(
                    Rule.MEMBERS,
                    "DELETE FROM duologue_event",
                    "UPDATE duologue_message SET from_user = 7 WHERE seq = 1 AND text = 'one'"));

    static Stream<Damage> damages() {
        return Stream.concat(ANYWHERE.stream(), WITHOUT_CONSTRAINTS.stream());
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
        for (Damage damage : ANYWHERE) {
            if (some.remove(damage.rule())) {
                try (TestDatabase database = TestDatabase.fresh(kind)) {
                    finds(damage, database);
                }
            }
        }
        assertThat(some).isEmpty();
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
    }

    @ParameterizedTest
    @EnumSource
    void findsNothingInWhatTheStoreWrote(DatabaseKind kind) throws Exception {
        try (TestDatabase database = TestDatabase.fresh(kind)) {
            JdbcChatStore store = JdbcChatStore.open(database.dataSource());
            isSound(database);
            Traffic traffic = new Traffic(store, 5, 1);
            for (int round = 1; round <= 10; round++) {
                traffic.run(8);
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
            assertThat(report.conversations()).isEqualTo(count(database, "conversation"));
            assertThat(report.messages()).isEqualTo(count(database, "message")).isGreaterThan(100);
            assertThat(report.receipts()).isEqualTo(count(database, "event")).isGreaterThan(20);
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
                for (int i = 0; i < 20; i++) {
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
            assertThat(report.messages()).isEqualTo(4);
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
