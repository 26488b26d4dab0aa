package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.model.Anchor;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationPage;
import chat.duologue.model.ConversationRef.Existing;
import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.model.Event;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.Quote;
import chat.duologue.model.Settings;
import chat.duologue.model.StreamId;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.StoreException;
import chat.duologue.store.spi.Write;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A database that version 2 of the tables has filled: the first that there was on any server. */
@ParameterizedClass
@EnumSource
class SecondVersionTest {
    private static final Instant AT = Instant.ofEpochMilli(1_700_000_000_123L);
    private static final String UUID_START = "0192a3b4-c5d6-7e8f-9a0b-0000000000";
    private static final ConversationId TALK = new ConversationId("c_000000005");
    private static final ConversationId ORDER = new ConversationId("c_000000006");

    private static final Message ONE = message(TALK, 1, ALICE, null, Content.text("one"));
    private static final Message TWO = message(TALK, 2, BOB, "no UUID", Content.text("zwölf 🥚"));
    private static final Message THREE = message(TALK, 3, ALICE, null, new Content(null, "{}", 1L));
    private static final Message FOUR = message(TALK, 4, BOB, null, Content.text("four"));
    private static final Message FIVE = message(TALK, 5, BOB, null, Content.text("five"));
    private static final Message SIX = message(ORDER, 1, ALICE, null, Content.text("six"));
    private static final int LAST = 6;

    private final DatabaseKind kind;
    private TestDatabase database;

    SecondVersionTest(DatabaseKind kind) {
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

    private List<String> files() {
        return MigrationFiles.of(kind).subList(0, kind == DatabaseKind.H2 ? 2 : 1);
    }

    /** As the database writes a UUID's bytes. */
    private String key(String uuid) {
        return kind == DatabaseKind.POSTGRESQL ? "'" + uuid + "'" : "X'" + uuid.replace("-", "") + "'";
    }

    /** Five messages of two users with both their receipts, and one in a conversation about something. */
    private void fill() throws Exception {
        for (String file : files()) {
            database.execute(MigrationFiles.statements(file, "duologue_").toArray(String[]::new));
        }
        String message =
                "INSERT INTO duologue_message (conversation_id, seq, low_count, from_user, from_offset, to_user,"
                        + " to_offset, sent_at, client_key, client_id, text, data, reply_to) VALUES (";
        String hash = key("0168cd2b-f477-7eb9-f3dd-e0e996ab6f83");
        database.execute(
                "INSERT INTO duologue_meta (name, fact) VALUES ('stream_id', 'first')",
                "INSERT INTO duologue_user (id, name, head, trimmed_to, acked, unread, top_conversation, upkeep, erased)"
                        + " VALUES (11, 'alice', 8, 0, 5, 2, 6, 0, FALSE), (22, 'bob', 8, 0, 3, 2, 6, 0, FALSE)",
                "INSERT INTO duologue_conversation (id, low_user, high_user, context, purged_seq, purged_low_count,"
                        + " low_list_offset, low_has_unread, low_delivered, low_read, low_seen,"
                        + " high_list_offset, high_has_unread, high_delivered, high_read, high_seen) VALUES"
                        + " (5, 11, 22, '', 0, 0, 1, TRUE, 4, 2, 1, 1, TRUE, 3, 1, 1),"
                        + " (6, 11, 22, 'order 7', 0, 0, 8, FALSE, 0, 0, 0, 8, TRUE, 0, 0, 0)",
                message + "5, 1, 1, 11, 1, 22, 1, 1700000000123, " + key(UUID_START + "01")
                        + ", NULL, 'one', NULL, NULL)",
                message + "5, 2, 1, 22, 2, 11, 2, 1700000000123, " + hash + ", 'no UUID', 'zwölf 🥚', NULL, NULL)",
                message + "5, 3, 2, 11, 3, 22, 3, 1700000000123, " + key(UUID_START + "03") + ", NULL, NULL, '{}', 1)",
                message + "5, 4, 2, 22, 5, 11, 5, 1700000000123, " + key(UUID_START + "04")
                        + ", NULL, 'four', NULL, NULL)",
                message + "5, 5, 2, 22, 7, 11, 7, 1700000000123, " + key(UUID_START + "05")
                        + ", NULL, 'five', NULL, NULL)",
                message + "6, 1, 1, 11, 8, 22, 8, 1700000000123, " + key(UUID_START + "06")
                        + ", NULL, 'six', NULL, NULL)",
                "INSERT INTO duologue_event (conversation_id, user_id, kind, subject, event_offset, delivered_seq,"
                        + " read_seq) VALUES (5, 11, 1, 22, 4, 3, 1), (5, 22, 1, 22, 4, 3, 1), (5, 11, 1, 11, 6, 4, 2),"
                        + " (5, 22, 1, 11, 6, 4, 2)");
    }

    private static Message message(
            ConversationId id, long seq, UserId from, @Nullable String clientId, Content content) {
        String chosen = clientId == null ? UUID_START + "0" + (id.equals(TALK) ? seq : 6) : clientId;
        return new Message(id, seq, from, AT, new ClientMessageId(chosen), content);
    }

    private void isSound() throws Exception {
        assertThat(StoreVerifier.verify(database.dataSource()).findings()).isEmpty();
        DatabaseRules.check(database);
    }

    @Test
    void showsTheSameAndGoesOnWhereItStood() throws Exception {
        fill();
        ChatStore store = JdbcChatStore.open(database.dataSource());
        isSound();
        showsTheSame(store);
        goesOn(store);
        isSound();
    }

    private static void showsTheSame(ChatStore store) {
        assertThat(store.streamId()).isEqualTo(new StreamId("first"));
        assertThat(store.positions(List.of(ALICE, BOB)))
                .isEqualTo(Map.of(ALICE, new StreamPosition(0, 8), BOB, new StreamPosition(0, 8)));
        Message three = THREE.quoting(Quote.of(ONE));
        Markers alices = new Markers(4, 2);
        Markers bobs = new Markers(3, 1);
        for (UserId user : List.of(ALICE, BOB)) {
            assertThat(messages(store, user, TALK)).containsExactly(ONE, TWO, three, FOUR, FIVE);
            assertThat(messages(store, user, ORDER)).containsExactly(SIX);
            assertThat(Chatter.events(store, user))
                    .containsExactly(
                            new Event.MessageEvent(1, ONE),
                            new Event.MessageEvent(2, TWO),
                            new Event.MessageEvent(3, three),
                            new Event.ReceiptEvent(4, TALK, BOB, bobs),
                            new Event.MessageEvent(5, FOUR),
                            new Event.ReceiptEvent(6, TALK, ALICE, alices),
                            new Event.MessageEvent(7, FIVE),
                            new Event.MessageEvent(8, SIX));
        }
        Conversation ofAlice = new Conversation(TALK, BOB, "", FIVE, 2, alices, bobs, Settings.NONE);
        assertThat(list(store, ALICE, ConversationFilter.ALL).conversations())
                .containsExactly(
                        new Conversation(ORDER, BOB, "order 7", SIX, 0, Markers.NONE, Markers.NONE, Settings.NONE),
                        ofAlice);
        assertThat(list(store, ALICE, ConversationFilter.UNREAD)).satisfies(page -> {
            assertThat(page.conversations()).containsExactly(ofAlice);
            assertThat(page.totalUnread()).isEqualTo(2);
        });
        assertThat(list(store, BOB, ConversationFilter.UNREAD)).satisfies(page -> {
            assertThat(page.conversations())
                    .containsExactly(
                            new Conversation(
                                    ORDER, ALICE, "order 7", SIX, 1, Markers.NONE, Markers.NONE, Settings.NONE),
                            new Conversation(TALK, ALICE, "", FIVE, 1, bobs, alices, Settings.NONE));
            assertThat(page.totalUnread()).isEqualTo(2);
        });
    }

    private static void goesOn(ChatStore store) {
        for (Message sent : List.of(ONE, TWO)) {
            UserId peer = sent.from().equals(ALICE) ? BOB : ALICE;
            assertThat(store.write(List.of(new Write.Send(
                            sent.from(), new WithPeer(peer), sent.clientMessageId(), sent.content(), Instant.now()))))
                    .first()
                    .isInstanceOf(Outcome.Duplicate.class);
        }
        Message next = Chatter.stored(
                store.write(List.of(Chatter.send(ALICE, BOB, "seven"))).get(0));
        assertThat(next.conversation()).isEqualTo(TALK);
        assertThat(next.seq()).isEqualTo(6);
        assertThat(Chatter.head(store, BOB)).isEqualTo(9);
        assertThat(store.write(List.of(
                        new Write.MarkRead(BOB, TALK, 6),
                        new Write.React(ALICE, TALK, 2, "+1", false, 3),
                        new Write.Edit(BOB, TALK, 5, "5", null, null, AT, Instant.MIN, true),
                        new Write.Recall(ALICE, TALK, 1, AT, Instant.MIN),
                        new Write.Hide(ALICE, TALK, 4, Instant.MIN),
                        new Write.Configure(BOB, ORDER, new Settings.Change(null, null, true)))))
                .noneMatch(Outcome.Refused.class::isInstance);
        assertThat(messages(store, BOB, TALK)).hasSize(6).first().matches(Message::isRecalled);
        assertThat(store.conversation(BOB, new Existing(TALK)).orElseThrow().unread())
                .isZero();
    }

    private static List<Message> messages(ChatStore store, UserId reader, ConversationId id) {
        return store.messages(reader, id, Anchor.NEWEST, 100).orElseThrow().messages();
    }

    private static ConversationPage list(ChatStore store, UserId user, ConversationFilter filter) {
        return store.conversations(user, filter, Long.MAX_VALUE, 100);
    }

    @Test
    void isMigratedAlsoAfterEachMigrationFailedAtItsLastStatement() throws Exception {
        fill();
        for (int version = 3; version <= LAST; version++) {
            database.execute("ALTER TABLE duologue_meta ADD CONSTRAINT obstacle CHECK (fact <> '" + version + "')");
            assertThatThrownBy(() -> JdbcChatStore.open(database.dataSource()))
                    .isInstanceOf(StoreException.class)
                    .rootCause()
                    .message()
                    .containsIgnoringCase("obstacle");
            assertThat(database.query("SELECT fact FROM duologue_meta WHERE name = 'schema_version'"))
                    .containsExactly(Integer.toString(version - 1));
            database.execute("ALTER TABLE duologue_meta DROP CONSTRAINT obstacle");
        }
        ChatStore store = JdbcChatStore.open(database.dataSource());
        isSound();
        showsTheSame(store);
        goesOn(store);
        isSound();
    }
}
