package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.model.Markers;
import chat.duologue.store.jdbc.TappedDataSource.Call;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.StoreException;
import chat.duologue.store.spi.Write;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Transactions that fail: whatever is answered is true, and nothing is stored twice or in half. */
@ParameterizedClass
@MethodSource("cases")
class CommitFaultTest {
    private final DatabaseKind kind;
    private final boolean remembering;
    private TestDatabase database;
    private ChatStore real;
    private ChatStore tapped;
    private TappedDataSource.Tap tap = (method, sql, call) -> call.proceed();

    /** @param remembering whether the store knows the users and the conversation, and need not lock them */
    CommitFaultTest(DatabaseKind kind, boolean remembering) {
        this.kind = kind;
        this.remembering = remembering;
    }

    static Stream<Arguments> cases() {
        return Stream.of(DatabaseKind.values())
                .flatMap(kind -> Stream.of(Arguments.of(kind, false), Arguments.of(kind, true)));
    }

    @BeforeEach
    void open() {
        database = TestDatabase.fresh(kind);
        real = JdbcChatStore.open(database.dataSource());
        tapped = JdbcChatStore.open(
                new TappedDataSource(database.dataSource(), (method, sql, call) -> tap.on(method, sql, call)));
        // users and conversation exist, so that each write is one transaction
        (remembering ? tapped : real).write(List.of(Chatter.send(ALICE, BOB, "first")));
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** What the statement that changes rows of a table has in it. */
    private String update(String table) {
        return (kind == DatabaseKind.MYSQL_DRIVER ? "STRAIGHT_JOIN " : "UPDATE ") + table;
    }

    /** Whether this call is one that commits. */
    private boolean commits(String method, String sql) {
        return commitsWithTheChanges()
                ? method.startsWith("execute") && (sql.contains("COMMIT") || sql.contains("lock_timeout"))
                : method.equals("commit");
    }

    private boolean commitsWithTheChanges() {
        return kind == DatabaseKind.POSTGRESQL || kind == DatabaseKind.MARIADB;
    }

    private static SQLException connectionLost() {
        return new SQLException("connection lost", "08006");
    }

    /** Runs the fault instead of the call the first few times that a method of this name, or one longer, is called. */
    private void first(int times, String method, String sqlPart, TappedDataSource.Tap fault) {
        int[] left = {times};
        tap = (name, sql, call) -> name.startsWith(method) && sql.contains(sqlPart) && left[0]-- > 0
                ? fault.on(name, sql, call)
                : call.proceed();
    }

    /** Runs the fault instead of the first commits. */
    private void firstCommits(int times, TappedDataSource.Tap fault) {
        int[] left = {times};
        tap = (method, sql, call) ->
                commits(method, sql) && left[0]-- > 0 ? fault.on(method, sql, call) : call.proceed();
    }

    private static Object committedThenLost(String method, String sql, Call call) throws Throwable {
        call.proceed();
        throw connectionLost();
    }

    private static Object lost(String method, String sql, Call call) throws Throwable {
        throw connectionLost();
    }

    @Test
    void aCommitThatHappenedThoughTheConnectionWasLostStoresOnce() throws Exception {
        firstCommits(1, CommitFaultTest::committedThenLost);
        List<Write> batch = List.of(Chatter.send(ALICE, BOB, "second"), Chatter.send(BOB, ALICE, "third"));
        List<Outcome> outcomes = tapped.write(batch);

        assertThat(outcomes)
                .extracting(outcome -> Chatter.stored(outcome).seq())
                .containsExactly(2L, 3L);
        assertThat(outcomes).flatExtracting(Outcome::deliveries).hasSize(4);
        assertThat(outcomes)
                .flatExtracting(Outcome::deliveries)
                .filteredOn(delivery -> delivery.user().equals(BOB))
                .extracting(Outcome.Delivery::event)
                .isEqualTo(real.events(BOB, 1, 10).events());
        assertThat(Chatter.history(real, BOB, ALICE)).hasSize(3);
        assertThat(real.write(batch)).allMatch(Outcome.Duplicate.class::isInstance);
    }

    @Test
    void aCommitThatDidNotHappenIsDoneAgain() throws Exception {
        firstCommits(1, CommitFaultTest::lost);
        Outcome outcome =
                tapped.write(List.of(Chatter.send(ALICE, BOB, "second"))).get(0);
        assertThat(Chatter.stored(outcome).seq()).isEqualTo(2);
        assertThat(Chatter.history(real, BOB, ALICE)).hasSize(2);
    }

    /** As above, by a server that really ends the connection. */
    @Test
    void aCommitOnAConnectionThatTheServerEndedIsDoneAgain() throws Exception {
        assumeTrue(kind != DatabaseKind.H2, "H2 ends no connections");
        assumeFalse(remembering, "there is no transaction to end before that statement");
        firstCommits(1, (method, sql, call) -> {
            endOtherTransactions();
            return call.proceed();
        });
        Outcome outcome =
                tapped.write(List.of(Chatter.send(ALICE, BOB, "second"))).get(0);
        assertThat(Chatter.stored(outcome).seq()).isEqualTo(2);
        assertThat(Chatter.history(real, BOB, ALICE)).hasSize(2);
        DatabaseRules.check(database);
    }

    private void endOtherTransactions() throws SQLException {
        boolean postgres = kind == DatabaseKind.POSTGRESQL;
        List<String> sessions = database.query(
                postgres
                        ? "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL"
                                + " AND pid <> pg_backend_pid()"
                        : "SELECT trx_mysql_thread_id FROM information_schema.innodb_trx t JOIN"
                                + " information_schema.processlist p ON p.id = t.trx_mysql_thread_id WHERE p.db = DATABASE()");
        assertThat(sessions).hasSize(1);
        for (String session : sessions) {
            database.execute(postgres ? "SELECT pg_terminate_backend(" + session + ")" : "KILL " + session);
        }
    }

    /** As distributed databases answer where the node is lost that was committing. */
    @Test
    void aCommitOfWhichTheDatabaseSaysThatItDoesNotKnowStoresOnce() throws Exception {
        firstCommits(1, (method, sql, call) -> {
            call.proceed();
            throw new SQLException("result is ambiguous", "40003");
        });
        Outcome outcome =
                tapped.write(List.of(Chatter.send(ALICE, BOB, "second"))).get(0);
        assertThat(Chatter.stored(outcome).seq()).isEqualTo(2);
        assertThat(Chatter.history(real, BOB, ALICE)).hasSize(2);
    }

    @Test
    void aMessageThatWasADuplicateBeforeTheLossStaysOne() throws Exception {
        Write.Send send = Chatter.send(ALICE, BOB, "second");
        Outcome first = real.write(List.of(send)).get(0);
        firstCommits(1, CommitFaultTest::committedThenLost);
        List<Outcome> outcomes = tapped.write(List.of(send, Chatter.send(ALICE, BOB, "third")));
        assertThat(outcomes.get(0)).isEqualTo(new Outcome.Duplicate(Chatter.stored(first)));
        assertThat(Chatter.stored(outcomes.get(1)).seq()).isEqualTo(3);
    }

    @Test
    void markersComeOutTheSameAfterALostCommit() throws Exception {
        firstCommits(1, CommitFaultTest::committedThenLost);
        tapped.write(List.of(
                new Write.Acknowledge(BOB, 1),
                new Write.MarkRead(
                        BOB,
                        real.conversation(BOB, new WithPeer(ALICE))
                                .orElseThrow()
                                .id(),
                        1)));
        var conversation = real.conversation(BOB, new WithPeer(ALICE)).orElseThrow();
        assertThat(conversation.markers()).isEqualTo(new Markers(1, 1));
        assertThat(conversation.unread()).isZero();
        assertThat(Chatter.head(real, BOB)).isEqualTo(3);
    }

    @Test
    void aCommitThatIsLostEveryTimeIsNotAnsweredOnAGuess() {
        firstCommits(Integer.MAX_VALUE, CommitFaultTest::lost);
        assertThatThrownBy(() -> tapped.write(List.of(Chatter.send(ALICE, BOB, "second"))))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.isPassing()).isTrue())
                .hasMessageContaining("unknown");
    }

    @Test
    void aDatabaseThatGoesAwayAfterTheLossLeavesTheOutcomeUnknown() {
        boolean[] gone = {false};
        tap = (method, sql, call) -> {
            if (commits(method, sql)) {
                gone[0] = true;
                call.proceed();
            }
            if (gone[0]) {
                throw connectionLost();
            }
            return call.proceed();
        };
        Write.Send send = Chatter.send(ALICE, BOB, "second");
        assertThatThrownBy(() -> tapped.write(List.of(send)))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.isPassing()).isTrue())
                .hasMessageContaining("unknown");
        assertThat(real.write(List.of(send)).get(0)).isInstanceOf(Outcome.Duplicate.class);
    }

    @Test
    void aTransactionThatLostAgainstAnotherIsRunAgain() {
        for (String state : List.of("40001", "40P01")) {
            List<String> attempts = new ArrayList<>();
            first(7, "execute", update("duologue_user"), (method, sql, call) -> {
                attempts.add(sql);
                throw new SQLException("deadlock", state);
            });
            int before = Chatter.history(real, BOB, ALICE).size();
            Outcome outcome =
                    tapped.write(List.of(Chatter.send(ALICE, BOB, state))).get(0);
            assertThat(attempts).hasSize(7);
            assertThat(Chatter.stored(outcome).seq()).isEqualTo(before + 1);
            assertThat(Chatter.history(real, BOB, ALICE)).hasSize(before + 1);
        }
    }

    @Test
    void itIsNotRunAgainForEver() {
        List<String> attempts = new ArrayList<>();
        first(Integer.MAX_VALUE, "execute", update("duologue_user"), (method, sql, call) -> {
            attempts.add(sql);
            throw new SQLException("deadlock", "40001");
        });
        assertThatThrownBy(() -> tapped.write(List.of(Chatter.send(ALICE, BOB, "second"))))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.isPassing()).isTrue());
        assertThat(attempts).hasSize(8);
        assertThat(Chatter.history(real, BOB, ALICE)).hasSize(1);
    }

    private List<Write> changesToEveryTable(String lastText) {
        ConversationId id =
                real.conversation(BOB, new WithPeer(ALICE)).orElseThrow().id();
        return List.of(
                Chatter.send(ALICE, BOB, "second"), Chatter.send(ALICE, BOB, lastText), new Write.MarkRead(BOB, id, 2));
    }

    private void assertNothingOfItIsLeft() throws SQLException {
        assertThat(database.query("SELECT COUNT(*) FROM duologue_event")).containsExactly("0");
        assertThat(database.query("SELECT COUNT(*) FROM duologue_message")).containsExactly("1");
        Outcome outcome =
                tapped.write(List.of(Chatter.send(ALICE, BOB, "second"))).get(0);
        assertThat(Chatter.stored(outcome).seq()).isEqualTo(2);
        assertThat(Chatter.head(real, BOB)).isEqualTo(2);
    }

    @Test
    void aBatchWhoseLastStatementTheDatabaseRefusesLeavesNothing() throws Exception {
        database.execute("ALTER TABLE duologue_message ADD CONSTRAINT no_poison CHECK (text <> 'poison')");
        List<Write> batch = changesToEveryTable("poison");
        assertThatThrownBy(() -> tapped.write(batch))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.isPassing()).isFalse());
        assertNothingOfItIsLeft();
    }

    @Test
    void aBatchThatTheDatabaseRefusesByARuleOfTheHostsIsNotTriedAgain() throws Exception {
        assumeTrue(kind != DatabaseKind.H2, "its triggers are classes");
        String body = " BEFORE INSERT ON duologue_message FOR EACH ROW ";
        if (kind == DatabaseKind.POSTGRESQL) {
            database.execute(
                    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION USING MESSAGE = 1; END'",
                    "CREATE TRIGGER refusing" + body + "EXECUTE FUNCTION refuse()");
        } else {
            database.execute("CREATE TRIGGER refusing" + body + "SIGNAL SQLSTATE '45000'");
        }
        int[] attempts = {0};
        tap = (method, sql, call) -> {
            attempts[0] += method.startsWith("execute") && sql.contains("INSERT INTO duologue_message") ? 1 : 0;
            return call.proceed();
        };
        assertThatThrownBy(() -> tapped.write(List.of(Chatter.send(ALICE, BOB, "second"))))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.isPassing()).isFalse());
        assertThat(attempts[0]).isEqualTo(1);
        assertThat(Chatter.history(real, BOB, ALICE)).hasSize(1);
    }

    @Test
    void aBatchThatFailsAtAnyStatementLeavesNothing() throws Exception {
        assumeFalse(commitsWithTheChanges(), "it is one statement");
        List<Write> batch = changesToEveryTable("third");
        for (String statement : List.of(
                update("duologue_user"),
                update("duologue_conversation"),
                "INSERT INTO duologue_event",
                "INSERT INTO duologue_message")) {
            first(1, "execute", statement, (method, sql, call) -> {
                call.proceed();
                throw new SQLException("broken", "XX000");
            });
            assertThatThrownBy(() -> tapped.write(batch))
                    .as(statement)
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.isPassing()).isFalse());
        }
        assertNothingOfItIsLeft();
    }

    @Test
    void anErrorThatQuotesAMessageIsNotPassedOn() {
        first(1, "execute", "INSERT INTO duologue_message", (method, sql, call) -> {
            throw new SQLException("Failing row contains (my secret)", "23514");
        });
        assertThatThrownBy(() -> tapped.write(List.of(Chatter.send(ALICE, BOB, "my secret"))))
                .satisfies(e -> {
                    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                        assertThat(cause.toString()).doesNotContain("secret");
                    }
                });
    }

    @Test
    void aReplyUnderAUsedIdIsAConflictThoughItAnswersNothing() {
        Write.Send first = Chatter.send(ALICE, BOB, "second");
        real.write(List.of(first));
        Write.Send reply = new Write.Send(
                ALICE, first.conversation(), first.clientMessageId(), new Content("reply", null, 99L), first.at());
        assertThat(JdbcChatStore.open(database.dataSource()).write(List.of(reply)))
                .containsExactly(new Outcome.Conflict());
    }

    @Test
    void aTextThatIsTooLongForTheDatabaseIsRefusedBeforeAnythingIsStored() {
        List<Write> batch =
                List.of(Chatter.send(ALICE, BOB, "second"), Chatter.send(ALICE, BOB, "x".repeat(1_048_577)));
        assertThatThrownBy(() -> real.write(batch))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.isPassing()).isFalse())
                .hasMessageContaining("1048576");
        assertThat(Chatter.history(real, BOB, ALICE)).hasSize(1);
        String longest = "x".repeat(1_048_576);
        real.write(List.of(Chatter.send(ALICE, BOB, longest)));
        assertThat(Chatter.history(real, BOB, ALICE).get(1).content().text()).isEqualTo(longest);
    }
}
