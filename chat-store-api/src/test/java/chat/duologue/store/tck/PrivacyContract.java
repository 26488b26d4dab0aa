package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Anchor;
import chat.duologue.model.Content;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationPage;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Reason;
import chat.duologue.store.spi.Outcome.Refused;
import chat.duologue.store.spi.Write;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Nobody but the two members learns anything about a conversation, not even whether it exists. */
interface PrivacyContract extends MessageChanges {

    @Test
    default void aStrangerReadsNothing() {
        Message message = sendMany(user("alice"), user("bob"), 3).get(0);
        UserId carol = user("carol");
        for (Anchor anchor : List.of(Anchor.NEWEST, new Anchor.Before(2), new Anchor.After(0), new Anchor.Around(1))) {
            for (int limit : new int[] {0, 1, 10}) {
                assertThat(store().messages(carol, message.conversation(), anchor, limit))
                        .isEmpty();
                assertThat(store().allMessages(carol, message.conversation(), anchor, limit))
                        .isEmpty();
            }
        }
        assertThat(store().conversation(carol, existing(message.conversation())))
                .isEmpty();
        assertThat(store().conversation(carol, with(user("alice")))).isEmpty();
        assertThat(store().conversation(carol, with(user("bob")))).isEmpty();
        for (ConversationFilter filter : ConversationFilter.values()) {
            assertThat(store().conversations(carol, filter, Long.MAX_VALUE, 10))
                    .isEqualTo(new ConversationPage(List.of(), OptionalLong.empty(), 0));
        }
        assertThat(events(carol, 0)).isEmpty();
        assertThat(head(carol)).isEqualTo(0);
    }

    @Test
    default void aStrangerIsRefusedAsIfTheConversationDidNotExist() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        UserId carol = user("carol");
        Write.Send send = sending(alice, bob, "hello");
        Message message = stored(write(send));
        for (ConversationId id : List.of(message.conversation(), new ConversationId(tag() + "none"))) {
            List<Outcome> outcomes = writeAll(List.of(
                    sending(carol, existing(id), "hello"),
                    sending(carol, existing(id), send.clientMessageId(), send.content()),
                    sending(carol, existing(id), send.clientMessageId(), Content.text("other")),
                    sending(carol, existing(id), newClientId(), new Content("reply", null, 1L)),
                    sending(carol, existing(id), newClientId(), new Content("reply", null, 99L)),
                    new Write.MarkRead(carol, id, 1),
                    new Write.MarkRead(carol, id, 99)));
            assertThat(outcomes).containsOnly(new Refused(Reason.NOT_A_MEMBER));
            for (long seq : new long[] {1, 99}) {
                assertThat(writeAll(everyChange(carol, id, seq))).containsOnly(new Refused(Reason.NOT_A_MEMBER));
            }
        }
        assertThat(acknowledge(carol, 1).deliveries()).isEmpty();
        assertThat(history(alice, message.conversation())).containsExactly(message);
        assertThat(List.of(head(alice), head(bob), head(carol))).containsExactly(1L, 1L, 0L);
    }

    /** All that can be done to a message, and in its conversation. */
    private List<Write> everyChange(UserId by, ConversationId id, long seq) {
        Message message = new Message(id, seq, by, AT, newClientId(), Content.text("any"));
        return List.of(
                editing(by, message, "new"),
                recalling(by, message),
                hiding(by, message),
                reacting(by, message, "+"),
                takingBack(by, message, "+"),
                configuring(by, id, archiving(true)));
    }

    @Test
    default void aStrangerWhoIsBlockedIsRefusedAsOneWhoIsNot() {
        UserId alice = user("alice");
        UserId carol = user("carol");
        Message message = send(alice, user("bob"), "hello");
        for (long seq : new long[] {1, 99}) {
            List<Outcome> before = writeAll(everyChange(carol, message.conversation(), seq));
            write(blocking(alice, carol));
            assertThat(writeAll(everyChange(carol, message.conversation(), seq)))
                    .isEqualTo(before)
                    .containsOnly(new Refused(Reason.NOT_A_MEMBER));
        }
        assertThat(write(sending(carol, existing(message.conversation()), "boo")))
                .isEqualTo(new Refused(Reason.NOT_A_MEMBER));
        assertThat(head(carol)).isZero();
    }

    @Test
    default void whatAMemberHidesSetsAndBlocksIsTheirsAlone() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        Conversation before = conversation(alice, bob);
        hide(bob, message);
        write(configuring(bob, message.conversation(), archiving(true)));
        write(blocking(bob, alice));
        write(blocking(bob, user("carol")));
        assertThat(conversation(alice, bob)).isEqualTo(before);
        assertThat(history(alice, message.conversation())).containsExactly(message);
        assertThat(events(alice, 1)).isEmpty();
        assertThat(head(alice)).isEqualTo(1);
        assertThat(head(user("carol"))).isZero();
    }

    @Test
    default void whoeverTalksToOneMemberLearnsNothingOfTheOthersConversations() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        UserId carol = user("carol");
        Message secret = send(alice, bob, "secret");
        Message own = send(carol, bob, "hello");
        acknowledge(bob, 2);
        markRead(bob, secret.conversation(), 1);
        assertThat(events(carol, 0))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.conversation()).isEqualTo(own.conversation()));
        assertThat(events(alice, 0))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.conversation()).isEqualTo(secret.conversation()));
        assertThat(store().messages(carol, secret.conversation(), Anchor.NEWEST, 10))
                .isEmpty();
    }

    @Test
    default void anIdThatLooksLikeAConversationsIsNotIt() {
        UserId alice = user("alice");
        Message message = send(alice, user("bob"), "hello");
        String id = message.conversation().value();
        for (String other : List.of(
                id + " ",
                " " + id,
                id.toUpperCase(Locale.ROOT),
                id.toLowerCase(Locale.ROOT),
                id + "%",
                "%",
                "_",
                "'",
                "\uD83D\uDE00",
                "0",
                "1",
                "-1",
                "null",
                "x".repeat(ConversationId.MAX_CHARS),
                "\uD83D\uDE00".repeat(ConversationId.MAX_CHARS / 2))) {
            if (!other.equals(id)) {
                ConversationId none = new ConversationId(other);
                assertThat(store().messages(alice, none, Anchor.NEWEST, 10)).isEmpty();
                assertThat(store().conversation(alice, existing(none))).isEmpty();
                assertThat(writeAll(
                                List.of(sending(alice, existing(none), "hello"), new Write.MarkRead(alice, none, 1))))
                        .containsOnly(new Refused(Reason.NOT_A_MEMBER));
                assertThat(writeAll(everyChange(alice, none, 1))).containsOnly(new Refused(Reason.NOT_A_MEMBER));
                assertThat(store().revisions(none, 1)).isEmpty();
            }
        }
        assertThat(head(alice)).isEqualTo(1);
    }
}
