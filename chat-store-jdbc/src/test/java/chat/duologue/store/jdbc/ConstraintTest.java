package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Write;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The tables refuse what the store never writes. */
@ParameterizedClass
@EnumSource
class ConstraintTest {
    private static final String NEW_USER = "INSERT INTO duologue_user"
            + " (id, name, head, trimmed_to, acked, unread, top_conversation, upkeep, erased) ";
    private static final String NEW_CONVERSATION =
            "INSERT INTO duologue_conversation (id, low_user, high_user, context,"
                    + " purged_seq, purged_low_count, low_list_offset, low_has_unread, low_delivered, low_read, low_seen,"
                    + " high_list_offset, high_has_unread, high_delivered, high_read, high_seen) ";
    private static final String COUNTS = ", 0, 0, 0, FALSE, 0, 0, 0, 0, FALSE, 0, 0, 0 FROM duologue_conversation";
    private static final String COPIED =
            ", from_offset + 100, to_user, to_offset + 100, sent_at, client_key, client_id, text,"
                    + " data, reply_to FROM duologue_message WHERE seq = 1";
    private static final String NEW_MESSAGE =
            "INSERT INTO duologue_message (conversation_id, seq, low_count, from_user,"
                    + " from_offset, to_user, to_offset, sent_at, client_key, client_id, text, data, reply_to) ";

    private static final List<String> BREACHES = List.of(
            // keys
            NEW_USER + "SELECT id, 'x', 0, 0, 0, 0, 0, 0, FALSE FROM duologue_user WHERE name = 'alice'",
            NEW_USER + "VALUES (1, 'alice', 0, 0, 0, 0, 0, 0, FALSE)",
            NEW_CONVERSATION + "SELECT id, low_user, high_user, 'other'" + COUNTS,
            NEW_CONVERSATION + "SELECT 7, low_user, high_user, context" + COUNTS,
            "UPDATE duologue_message SET seq = 1 WHERE seq = 2",
            "UPDATE duologue_message SET from_offset = 1 WHERE seq = 2",
            "UPDATE duologue_message SET to_offset = 1 WHERE seq = 2",
            "UPDATE duologue_message SET client_key ="
                    + " (SELECT k FROM (SELECT client_key AS k FROM duologue_message WHERE seq = 1) one) WHERE seq = 2",
            "UPDATE duologue_event SET user_id =" + " (SELECT u FROM (SELECT MIN(id) AS u FROM duologue_user) one)",
            "UPDATE duologue_event SET event_offset = 3, by_user = user_id, user_id ="
                    + " (SELECT u FROM (SELECT MIN(id) AS u FROM duologue_user) one)",
            "INSERT INTO duologue_meta (name, fact) VALUES ('stream_id', 'other')",
            // foreign keys
            "DELETE FROM duologue_user WHERE name = 'alice'",
            "DELETE FROM duologue_conversation",
            NEW_CONVERSATION + "SELECT 7, 7, high_user, context" + COUNTS,
            NEW_CONVERSATION + "SELECT 7, low_user, 9000000000000, context" + COUNTS,
            "UPDATE duologue_event SET by_user = 7",
            "UPDATE duologue_event SET user_id = 7 WHERE user_id = by_user",
            "UPDATE duologue_event SET conversation_id = 7",
            "INSERT INTO duologue_block SELECT id, 7, TRUE, 100 FROM duologue_user WHERE name = 'alice'",
            "INSERT INTO duologue_revision (conversation_id, seq, revision, said_at) VALUES (7, 1, 0, 0)",
            "INSERT INTO duologue_attachment (conversation_id, seq, place, from_user, ref, name, media_type, bytes)"
                    + " VALUES (7, 1, 0, 7, 'ref', 'name', 'a/b', 0)",
            // checks
            "UPDATE duologue_user SET unread = -1 WHERE name = 'alice'",
            "UPDATE duologue_user SET acked = -1 WHERE name = 'alice'",
            "UPDATE duologue_user SET acked = head + 1 WHERE name = 'alice'",
            "UPDATE duologue_user SET trimmed_to = -1 WHERE name = 'alice'",
            "UPDATE duologue_user SET trimmed_to = head + 1 WHERE name = 'alice'",
            NEW_CONVERSATION + "SELECT 7, high_user, low_user, context" + COUNTS,
            NEW_CONVERSATION + "SELECT 7, low_user, low_user, context" + COUNTS,
            "UPDATE duologue_conversation SET low_read = low_delivered + 1",
            "UPDATE duologue_conversation SET low_read = -1",
            "UPDATE duologue_conversation SET low_seen = -1",
            "UPDATE duologue_conversation SET high_read = high_delivered + 1",
            "UPDATE duologue_conversation SET high_read = -1",
            "UPDATE duologue_conversation SET high_seen = -1",
            "UPDATE duologue_message SET text = NULL",
            "UPDATE duologue_message SET reply_to = seq",
            "UPDATE duologue_message SET reply_to = 0",
            "UPDATE duologue_event SET read_seq = delivered_seq + 1",
            "UPDATE duologue_event SET read_seq = -1",
            "UPDATE duologue_event SET kind = 0",
            "UPDATE duologue_event SET kind = 6",
            "INSERT INTO duologue_block SELECT id, id, TRUE, 100 FROM duologue_user WHERE name = 'alice'");

    /** Where messages have them. H2 would pay too much for the foreign key, and has a table from before the count. */
    private static final List<String> BREACHES_ON_SERVERS = List.of(
            NEW_MESSAGE + "SELECT 7, 1, low_count, from_user" + COPIED,
            "UPDATE duologue_message SET low_count = seq + 1",
            "UPDATE duologue_message SET low_count = -1");

    private final DatabaseKind kind;

    ConstraintTest(DatabaseKind kind) {
        this.kind = kind;
    }

    @TestFactory
    Stream<DynamicTest> aStatementThatBreaksARule() throws Exception {
        TestDatabase database = TestDatabase.fresh(kind);
        ChatStore store = JdbcChatStore.open(database.dataSource());
        store.write(List.of(
                Chatter.send(ALICE, BOB, "one"), Chatter.send(ALICE, BOB, "two"), new Write.Acknowledge(BOB, 1)));
        assertThat(database.query("SELECT COUNT(*) FROM duologue_message")).containsExactly("2");
        assertThat(database.query("SELECT COUNT(*) FROM duologue_event")).containsExactly("2");
        return Stream.concat(BREACHES.stream(), kind == DatabaseKind.H2 ? Stream.of() : BREACHES_ON_SERVERS.stream())
                .map(sql -> DynamicTest.dynamicTest(sql, () -> refuses(database, sql)))
                .onClose(database::close);
    }

    private static void refuses(TestDatabase database, String sql) {
        assertThatThrownBy(() -> database.execute(sql))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        e -> assertThat(e.getSQLState()).as(e.getMessage()).startsWith("23"));
    }
}
