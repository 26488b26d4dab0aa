package chat.duologue.store.tck;

import static chat.duologue.model.ConversationFilter.UNREAD;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Content;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Event.RecalledEvent;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Delivery;
import chat.duologue.store.spi.Outcome.Duplicate;
import chat.duologue.store.spi.Outcome.Reason;
import chat.duologue.store.spi.Write;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How an author takes a message back. */
interface RecallContract extends MessageChanges {

    @Test
    default void aRecalledMessageSaysNothingToAnyoneAnyMore() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        Outcome outcome = write(recalling(alice, message));
        RecalledEvent event = new RecalledEvent(2, message.conversation(), 1, alice, LATER);
        assertThat(outcome).isInstanceOf(Outcome.Changed.class);
        assertThat(outcome.deliveries())
                .containsExactlyInAnyOrder(new Delivery(alice, event), new Delivery(bob, event));
        Message recalled = message.saying(null, 0, LATER);
        assertThat(recalled.isRecalled()).isTrue();
        for (UserId member : List.of(alice, bob)) {
            assertThat(history(member, message.conversation())).containsExactly(recalled);
            assertThat(events(member, 0)).containsExactly(new MessageEvent(1, recalled), event);
            assertThat(events(member, 1)).containsExactly(event);
            assertThat(head(member)).isEqualTo(2);
        }
        assertThat(conversation(alice, bob).last()).isEqualTo(recalled);
        assertThat(conversation(bob, alice).last()).isEqualTo(recalled);
    }

    @Test
    default void aRecalledMessageKeepsItsPlaceAndNothingMoves() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, 3);
        Message elsewhere = send(user("carol"), bob, "newer");
        Message recalled = recall(sent.get(1));
        assertThat(history(bob, recalled.conversation())).containsExactly(sent.get(0), recalled, sent.get(2));
        assertThat(send(alice, bob, "next").seq()).isEqualTo(4);
        recall(elsewhere);
        assertThat(store().conversations(bob, ConversationFilter.ALL, Long.MAX_VALUE, 10)
                        .conversations())
                .extracting(Conversation::peer)
                .containsExactly(alice, user("carol"));
    }

    @Test
    default void aSecondRecallChangesNothingEvenWhenItIsTooLate() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message recalled = recall(send(alice, bob, "hello"));
        Instant muchLater = LATER.plusSeconds(99);
        for (Instant since : List.of(EVER, TOO_LATE)) {
            assertThat(write(new Write.Recall(alice, recalled.conversation(), 1, muchLater, since)))
                    .isEqualTo(new Outcome.Changed(List.of()));
        }
        assertThat(history(bob, recalled.conversation())).containsExactly(recalled);
        assertThat(List.of(head(alice), head(bob))).containsOnly(2L);
    }

    @Test
    default void whenItWasRecalledIsKeptInWholeMilliseconds() {
        UserId alice = user("alice");
        Message message = send(alice, user("bob"), "hello");
        Instant at = Instant.parse("2026-03-01T12:01:02.345678999Z");
        Instant kept = Instant.parse("2026-03-01T12:01:02.345Z");
        write(new Write.Recall(alice, message.conversation(), 1, at, AT));
        assertThat(events(alice, 1)).containsExactly(new RecalledEvent(2, message.conversation(), 1, alice, kept));
        assertThat(history(alice, message.conversation())).containsExactly(message.saying(null, 0, kept));
    }

    @Test
    default void aRefusedRecallSaysTheFirstReasonThatApplies() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        Message recalled = recall(send(alice, bob, "recalled"));
        Message none = new Message(message.conversation(), 3, alice, AT, newClientId(), Content.text("none"));
        assertRefused(Reason.NOT_A_MEMBER, recalling(user("carol"), message));
        assertRefused(Reason.NOT_A_MEMBER, recalling(user("carol"), none));
        assertRefused(Reason.NO_SUCH_MESSAGE, recalling(bob, none));
        assertRefused(Reason.NOT_THE_AUTHOR, new Write.Recall(bob, message.conversation(), 1, LATER, TOO_LATE));
        assertRefused(Reason.NOT_THE_AUTHOR, recalling(bob, recalled));
        assertRefused(Reason.TOO_LATE, new Write.Recall(alice, message.conversation(), 1, LATER, TOO_LATE));
        assertThat(history(bob, message.conversation())).containsExactly(message, recalled);
        assertThat(write(new Write.Recall(alice, message.conversation(), 1, LATER, AT))
                        .deliveries())
                .as("sent at the very beginning of the time")
                .hasSize(2);
    }

    @Test
    default void aRecalledMessageIsNotUnreadAnyMore() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, 4);
        sendMany(user("carol"), bob, 2);
        recall(sent.get(1));
        assertThat(unread(bob, alice)).isEqualTo(3);
        assertThat(totalUnread(bob)).isEqualTo(5);
        write(recalling(alice, sent.get(1)));
        assertThat(unread(bob, alice)).isEqualTo(3);
        markRead(bob, sent.get(0).conversation(), 1);
        assertThat(unread(bob, alice)).isEqualTo(2);
        markRead(bob, sent.get(0).conversation(), 2);
        assertThat(unread(bob, alice)).isEqualTo(2);
        markRead(bob, sent.get(0).conversation(), 3);
        assertThat(unread(bob, alice)).isEqualTo(1);
        recall(sent.get(0));
        recall(sent.get(2));
        assertThat(unread(bob, alice)).as("they had been read").isEqualTo(1);
        recall(sent.get(3));
        assertThat(unread(bob, alice)).isZero();
        assertThat(totalUnread(bob)).isEqualTo(2);
        assertThat(store().conversations(bob, UNREAD, Long.MAX_VALUE, 10).conversations())
                .extracting(Conversation::peer)
                .containsExactly(user("carol"));
        send(alice, bob, "again");
        assertThat(unread(bob, alice)).isEqualTo(1);
        assertThat(totalUnread(bob)).isEqualTo(3);
    }

    @Test
    default void aRecallChangesNoCountOfTheAuthors() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(bob, alice, "unread");
        Message own = send(alice, bob, "own");
        recall(own);
        assertThat(unread(alice, bob)).isEqualTo(1);
        assertThat(totalUnread(alice)).isEqualTo(1);
        assertThat(unread(bob, alice)).isZero();
        markRead(alice, own.conversation(), 2);
        assertThat(unread(alice, bob)).isZero();
    }

    @Test
    default void aRecallMovesNoMarkerAndMarkersPassARecalledMessage() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, 2);
        markRead(bob, sent.get(0).conversation(), 1);
        recall(sent.get(0));
        recall(sent.get(1));
        assertThat(conversation(bob, alice).markers()).isEqualTo(new Markers(1, 1));
        assertThat(acknowledge(bob, head(bob)).deliveries()).hasSize(2);
        assertThat(conversation(bob, alice).markers()).isEqualTo(new Markers(2, 1));
        assertThat(markRead(bob, sent.get(0).conversation(), 2).markers()).isEqualTo(new Markers(2, 2));
    }

    @Test
    default void aRepeatedSendOfARecalledMessageIsADuplicateWhateverItSays() {
        UserId alice = user("alice");
        Write.Send send = sending(alice, user("bob"), "hello");
        Message recalled = recall(stored(write(send)));
        for (String text : List.of("hello", "something else")) {
            assertThat(write(sending(alice, send.conversation(), send.clientMessageId(), Content.text(text))))
                    .isEqualTo(new Duplicate(recalled));
        }
        assertThat(history(alice, recalled.conversation())).containsExactly(recalled);
    }

    @Test
    default void aRecallTakesBackEveryEditToo() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message edited = edit(edit(send(alice, bob, "hello"), "once"), "twice");
        Message recalled = recall(edited);
        assertThat(recalled.revision()).isEqualTo(2);
        assertThat(history(bob, edited.conversation())).containsExactly(recalled);
        assertThat(FoldingContract.folded(events(bob, 0)))
                .containsExactly(
                        new MessageEvent(1, recalled), new RecalledEvent(4, edited.conversation(), 1, alice, LATER));
        assertThat(FoldingContract.folded(events(bob, 1))).hasSize(1);
        assertThat(FoldingContract.folded(events(bob, 2))).hasSize(1);
    }
}
