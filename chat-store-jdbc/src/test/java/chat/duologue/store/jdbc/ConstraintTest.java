package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Write;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables refuse what the store never writes. */
class ConstraintTest {
    private static final TestDatabase DATABASE = TestDatabase.inNewFolder();

    @BeforeAll
    static void fill() {
        ChatStore store = JdbcChatStore.open(DATABASE.dataSource());
        store.write(List.of(
                Chatter.send(ALICE, BOB, "one"), Chatter.send(ALICE, BOB, "two"), new Write.Acknowledge(BOB, 1)));
        assertThat(store.conversation(BOB, new WithPeer(ALICE))).isPresent();
    }

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO duologue_user SELECT id, 'x', 0, 0, 0, 0 FROM duologue_user WHERE name = 'alice'",
                "INSERT INTO duologue_user VALUES (1, 'alice', 0, 0, 0, 0)",
                "UPDATE duologue_user SET unread = -1 WHERE name = 'alice'",
                "UPDATE duologue_user SET acked = head + 1 WHERE name = 'alice'",
                "UPDATE duologue_user SET trimmed_to = head + 1 WHERE name = 'alice'",
                "DELETE FROM duologue_user WHERE name = 'alice'",
                "INSERT INTO duologue_conversation SELECT 7, low_user, high_user, context, 0, 0, 0, 0, 0, 0, 0, 0, 0"
                        + " FROM duologue_conversation",
                "INSERT INTO duologue_conversation SELECT 7, high_user, low_user, context, 0, 0, 0, 0, 0, 0, 0, 0, 0"
                        + " FROM duologue_conversation",
                "INSERT INTO duologue_conversation SELECT 7, low_user, low_user, context, 0, 0, 0, 0, 0, 0, 0, 0, 0"
                        + " FROM duologue_conversation",
                "INSERT INTO duologue_conversation SELECT 7, 7, high_user, context, 0, 0, 0, 0, 0, 0, 0, 0, 0"
                        + " FROM duologue_conversation",
                "UPDATE duologue_conversation SET low_read = low_delivered + 1",
                "UPDATE duologue_conversation SET low_delivered = last_seq + 1",
                "UPDATE duologue_conversation SET low_unread = -1",
                "UPDATE duologue_conversation SET low_read = -1",
                "UPDATE duologue_conversation SET high_read = high_delivered + 1",
                "UPDATE duologue_conversation SET high_delivered = last_seq + 1",
                "UPDATE duologue_conversation SET high_unread = -1",
                "UPDATE duologue_conversation SET high_read = -1",
                "UPDATE duologue_message SET seq = 1 WHERE seq = 2",
                "UPDATE duologue_message SET from_offset = 1 WHERE seq = 2",
                "UPDATE duologue_message SET to_offset = 1 WHERE seq = 2",
                "UPDATE duologue_message SET client_key = (SELECT client_key FROM duologue_message WHERE seq = 1)",
                "UPDATE duologue_message SET text = NULL",
                "UPDATE duologue_message SET reply_to = seq",
                "UPDATE duologue_message SET reply_to = 0",
                "UPDATE duologue_event SET read_seq = delivered_seq + 1",
                "UPDATE duologue_event SET kind = 2",
                "UPDATE duologue_event SET subject = 7",
                "UPDATE duologue_event SET user_id = (SELECT MIN(id) FROM duologue_user)",
                "UPDATE duologue_event SET conversation_id = 7",
                "DELETE FROM duologue_conversation",
                "INSERT INTO duologue_meta VALUES ('stream_id', 'other')",
            })
    void aStatementThatBreaksARule(String sql) {
        assertThatThrownBy(() -> DATABASE.execute(sql))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        e -> assertThat(e.getSQLState()).as(e.getMessage()).startsWith("23"));
    }

    @Test
    void theRowsThatTheRulesAreTriedOnAreThere() throws Exception {
        assertThat(DATABASE.query("SELECT COUNT(*) FROM duologue_message")).containsExactly("2");
        assertThat(DATABASE.query("SELECT COUNT(*) FROM duologue_event")).containsExactly("2");
    }
}
