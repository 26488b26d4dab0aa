package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Anchor;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.ConversationRef.Existing;
import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Reason;
import chat.duologue.store.spi.Write;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmptyConversationTest {
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

    @ParameterizedTest
    @EnumSource
    void aConversationWhoseFirstMessageWasRefusedDoesNotExistForAnyone(DatabaseKind kind) throws Exception {
        try (TestDatabase database = TestDatabase.fresh(kind)) {
            ChatStore store = JdbcChatStore.open(database.dataSource());
            assertThat(store.write(List.of(send(new WithPeer(BOB), 1L))))
                    .containsExactly(new Outcome.Refused(Reason.NO_SUCH_MESSAGE));
            ConversationId id = publicId(Long.parseLong(
                    database.query("SELECT id FROM duologue_conversation").get(0)));

            assertThat(store.messages(ALICE, id, Anchor.NEWEST, 10)).isEmpty();
            assertThat(store.conversation(ALICE, new Existing(id))).isEmpty();
            assertThat(store.conversation(ALICE, new WithPeer(BOB))).isEmpty();
            assertThat(store.conversations(ALICE, ConversationFilter.ALL, Long.MAX_VALUE, 10)
                            .conversations())
                    .isEmpty();
            assertThat(store.write(List.of(send(new Existing(id), null), new Write.MarkRead(ALICE, id, 1))))
                    .containsOnly(new Outcome.Refused(Reason.NOT_A_MEMBER));

            Outcome first = store.write(List.of(send(new WithPeer(BOB), null))).get(0);
            assertThat(Chatter.stored(first).conversation()).isEqualTo(id);
            assertThat(store.messages(ALICE, id, Anchor.NEWEST, 10)).isPresent();
        }
    }

    private static Write.Send send(ConversationRef conversation, @Nullable Long replyTo) {
        return new Write.Send(
                ALICE,
                conversation,
                new ClientMessageId("id"),
                new Content("text", null, replyTo),
                Instant.parse("2026-03-01T12:00:00Z"));
    }

    private static ConversationId publicId(long id) {
        StringBuilder code = new StringBuilder("c_");
        for (int shift = 40; shift >= 0; shift -= 5) {
            code.append(DIGITS.charAt((int) (id >>> shift & 31)));
        }
        return new ConversationId(code.toString());
    }
}
