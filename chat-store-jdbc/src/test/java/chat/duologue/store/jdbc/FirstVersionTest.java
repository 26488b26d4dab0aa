package chat.duologue.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Anchor;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An H2 database that version 1 of the tables has filled. */
class FirstVersionTest {
    private static final List<UserId> USERS =
            Stream.of("a", "b", "c", "d", "never read a word").map(UserId::new).toList();

    private TestDatabase database;
    private ChatStore present;

    @BeforeEach
    void chat() {
        database = TestDatabase.inNewFolder();
        present = JdbcChatStore.open(database.dataSource());
        Random random = new Random(7);
        for (int i = 0; i < 25; i++) {
            List<Write> batch = new ArrayList<>();
            for (int k = random.nextInt(4); k >= 0; k--) {
                batch.add(anyWrite(random));
            }
            present.write(batch);
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Write anyWrite(Random random) {
        UserId by = USERS.get(random.nextInt(USERS.size() - 1));
        UserId peer = USERS.get((USERS.indexOf(by) + 1 + random.nextInt(USERS.size() - 1)) % USERS.size());
        var conversation = present.conversation(by, new WithPeer(peer));
        if (conversation.isPresent() && random.nextInt(4) == 0) {
            long last = conversation.get().last().seq();
            return new Write.MarkRead(by, conversation.get().id(), Math.max(1, last - random.nextInt(4)));
        } else if (random.nextInt(5) == 0) {
            return new Write.Acknowledge(by, Chatter.head(present, by) / 2);
        }
        return Chatter.send(by, peer, "text " + random.nextInt());
    }

    /** The same chats as version 1 kept them, under the prefix {@code old_}. */
    private void writeAsTheFirstVersionDid() throws Exception {
        database.execute(MigrationFiles.statements(MigrationFiles.H2_V1, "old_").toArray(String[]::new));
        String newest = " FROM duologue_message m WHERE m.conversation_id = c.id ORDER BY m.seq DESC LIMIT 1), 0)";
        database.execute(
                "INSERT INTO old_user SELECT id, name, head, trimmed_to, acked, unread FROM duologue_user",
                "INSERT INTO old_conversation SELECT c.id, c.low_user, c.high_user, c.context, COALESCE((SELECT m.seq"
                        + newest
                        + ", COALESCE((SELECT CASE WHEN m.from_user = c.low_user THEN m.from_offset ELSE m.to_offset END"
                        + newest
                        + ", c.low_delivered, c.low_read, (SELECT COUNT(*) FROM duologue_message m WHERE"
                        + " m.conversation_id = c.id AND m.from_user = c.high_user AND m.seq > c.low_read)"
                        + ", COALESCE((SELECT CASE WHEN m.from_user = c.low_user THEN m.to_offset ELSE m.from_offset END"
                        + newest
                        + ", c.high_delivered, c.high_read, (SELECT COUNT(*) FROM duologue_message m WHERE"
                        + " m.conversation_id = c.id AND m.from_user = c.low_user AND m.seq > c.high_read)"
                        + " FROM duologue_conversation c",
                "INSERT INTO old_message SELECT conversation_id, seq, from_user, from_offset, to_user, to_offset, client_key,"
                        + " client_id, sent_at, text, data, reply_to FROM duologue_message",
                "INSERT INTO old_event SELECT conversation_id, user_id, kind, by_user, event_offset, delivered_seq, read_seq"
                        + " FROM duologue_event",
                "INSERT INTO old_meta SELECT name, fact FROM duologue_meta WHERE name = 'stream_id'");
    }

    private ChatStore openOld() {
        return JdbcChatStore.open(
                database.dataSource(),
                JdbcStoreOptions.builder().tablePrefix("old_").build());
    }

    @Test
    void showsTheSameAndGoesOnWhereItStood() throws Exception {
        writeAsTheFirstVersionDid();
        ChatStore migrated = openOld();
        assertThat(migrated.streamId()).isEqualTo(present.streamId());
        showTheSame(migrated);

        Random random = new Random(8);
        for (int i = 0; i < 40; i++) {
            Write write = anyWrite(random);
            assertThat(migrated.write(List.of(write))).isEqualTo(present.write(List.of(write)));
        }
        showTheSame(migrated);
        DatabaseRules.check(database, "old_");
    }

    @Test
    void isMigratedAlsoWhenThatWasCutShortAtAnyStatement() throws Exception {
        List<String> statements = MigrationFiles.statements(MigrationFiles.H2_V2, "old_");
        for (int cut = 1; cut < statements.size(); cut++) {
            writeAsTheFirstVersionDid();
            database.execute(statements.subList(0, cut).toArray(String[]::new));
            showTheSame(openOld());
            DatabaseRules.check(database, "old_");
            for (String table : List.of(
                    "search",
                    "search_progress",
                    "search_stale",
                    "listener_cursor",
                    "note",
                    "note_head",
                    "block",
                    "attachment",
                    "revision",
                    "event",
                    "message",
                    "conversation",
                    "user",
                    "meta",
                    "schema_history")) {
                String name = "old_" + table;
                database.execute(
                        "DROP TABLE " + (table.equals("schema_history") ? "\"" + name.toUpperCase() + "\"" : name));
            }
        }
    }

    private void showTheSame(ChatStore migrated) {
        assertThat(migrated.positions(USERS)).isEqualTo(present.positions(USERS));
        for (UserId user : USERS) {
            assertThat(Chatter.events(migrated, user)).isEqualTo(Chatter.events(present, user));
            for (ConversationFilter filter : ConversationFilter.values()) {
                var page = present.conversations(user, filter, Long.MAX_VALUE, 100);
                var migratedPage = migrated.conversations(user, filter, Long.MAX_VALUE, 100);
                assertThat(migratedPage.conversations()).isEqualTo(page.conversations());
                assertThat(migratedPage.totalUnread()).isEqualTo(page.totalUnread());
                for (Conversation conversation : page.conversations()) {
                    assertThat(migrated.messages(user, conversation.id(), Anchor.NEWEST, 500))
                            .isEqualTo(present.messages(user, conversation.id(), Anchor.NEWEST, 500));
                }
            }
        }
    }
}
