package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.Settings;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Delivery;
import chat.duologue.store.spi.Outcome.Reason;
import chat.duologue.store.spi.Outcome.Refused;
import chat.duologue.store.spi.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a send does. */
interface SendContract extends StoreUnderTest {

    @Test
    default void theFirstMessageCreatesTheConversation() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");

        assertThat(message.seq()).isEqualTo(1);
        assertThat(message.from()).isEqualTo(alice);
        assertThat(message.content()).isEqualTo(Content.text("hello"));
        assertThat(conversation(alice, bob))
                .isEqualTo(new Conversation(
                        message.conversation(), bob, "", message, 0, Markers.NONE, Markers.NONE, Settings.NONE));
        assertThat(conversation(bob, alice))
                .isEqualTo(new Conversation(
                        message.conversation(), alice, "", message, 1, Markers.NONE, Markers.NONE, Settings.NONE));
    }

    @Test
    default void aMessageGoesIntoBothStreamsAtTheNextOffsetOfEach() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(alice, user("carol"), "to someone else");
        Outcome outcome = write(sending(alice, bob, "hello"));
        Message message = stored(outcome);

        assertThat(outcome.deliveries())
                .containsExactlyInAnyOrder(
                        new Delivery(alice, new MessageEvent(2, message)),
                        new Delivery(bob, new MessageEvent(1, message)));
        assertThat(events(alice, 1)).containsExactly(new MessageEvent(2, message));
        assertThat(events(bob, 0)).containsExactly(new MessageEvent(1, message));
    }

    @Test
    default void bothMembersWriteIntoOneSequence() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message first = send(alice, bob, "one");
        Message second = send(bob, alice, "two");
        Message third = send(alice, existing(first.conversation()), "three");
        Message fourth = send(bob, existing(first.conversation()), "four");

        assertThat(List.of(first, second, third, fourth))
                .extracting(Message::seq)
                .containsExactly(1L, 2L, 3L, 4L);
        assertThat(history(alice, first.conversation())).containsExactly(first, second, third, fourth);
        assertThat(history(bob, first.conversation())).containsExactly(first, second, third, fourth);
    }

    @Test
    default void aContextSeparatesConversationsOfTheSameTwo() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message plain = send(alice, bob, "plain");
        Message order1 = send(alice, with(bob, "order 1"), "first order");
        Message order2 = send(bob, with(alice, "order 2"), "second order");
        Message again = send(bob, with(alice, "order 1"), "on the first order");

        assertThat(List.of(plain.conversation(), order1.conversation(), order2.conversation()))
                .doesNotHaveDuplicates();
        assertThat(again.conversation()).isEqualTo(order1.conversation());
        assertThat(List.of(plain, order1, order2, again))
                .extracting(Message::seq)
                .containsExactly(1L, 1L, 1L, 2L);
        assertThat(conversation(alice, with(bob, "order 1"))).satisfies(c -> {
            assertThat(c.context()).isEqualTo("order 1");
            assertThat(c.last()).isEqualTo(again);
        });
        assertThat(conversation(bob, alice).last()).isEqualTo(plain);
        assertThat(store().conversation(alice, with(bob, "order 3"))).isEmpty();
    }

    @Test
    default void aBatchTakesEffectInItsOrder() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        UserId carol = user("carol");
        List<Message> messages = writeAll(List.of(
                        sending(alice, bob, "1"),
                        sending(carol, alice, "2"),
                        sending(bob, alice, "3"),
                        sending(alice, bob, "4"),
                        sending(alice, carol, "5")))
                .stream()
                .map(this::stored)
                .toList();

        assertThat(messages).extracting(Message::seq).containsExactly(1L, 1L, 2L, 3L, 2L);
        assertThat(events(alice, 0))
                .containsExactly(
                        new MessageEvent(1, messages.get(0)),
                        new MessageEvent(2, messages.get(1)),
                        new MessageEvent(3, messages.get(2)),
                        new MessageEvent(4, messages.get(3)),
                        new MessageEvent(5, messages.get(4)));
    }

    @Test
    default void aLargeBatchIsStoredInItsOrder() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> messages = sendMany(alice, bob, 1000);

        for (int i = 0; i < messages.size(); i++) {
            assertThat(messages.get(i).seq()).isEqualTo(i + 1);
        }
        assertThat(history(bob, messages.get(0).conversation())).isEqualTo(messages);
        assertThat(events(bob, 0)).hasSize(1000).last().isEqualTo(new MessageEvent(1000, messages.get(999)));
    }

    @Test
    default void oneWritesRefusalDoesNotTouchTheOthersOfTheBatch() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        UserId carol = user("carol");
        UserId dave = user("dave");
        ClientMessageId used = newClientId();
        Message first = stored(write(sending(alice, with(bob), used, Content.text("first"))));
        ConversationId id = first.conversation();

        List<Outcome> outcomes = writeAll(List.of(
                sending(alice, bob, "second"),
                sending(alice, with(bob), used, Content.text("other")),
                sending(carol, existing(id), "not mine"),
                sending(alice, existing(new ConversationId(tag() + "none")), "nowhere"),
                sending(alice, with(bob), newClientId(), new Content("reply", null, 3L)),
                sending(alice, with(dave), newClientId(), new Content("reply", null, 1L)),
                new Write.MarkRead(bob, id, 3),
                new Write.MarkRead(carol, id, 1),
                new Write.MarkRead(bob, new ConversationId(tag() + "none"), 1),
                new Write.Acknowledge(bob, 1000),
                sending(alice, with(bob), used, Content.text("first")),
                sending(bob, alice, "third"),
                new Write.MarkRead(bob, id, 3)));

        Outcome notMember = new Refused(Reason.NOT_A_MEMBER);
        Outcome noMessage = new Refused(Reason.NO_SUCH_MESSAGE);
        assertThat(outcomes.subList(1, 11))
                .containsExactly(
                        new Outcome.Conflict(),
                        notMember,
                        notMember,
                        noMessage,
                        noMessage,
                        noMessage,
                        notMember,
                        notMember,
                        new Outcome.Acknowledged(List.of()),
                        new Outcome.Duplicate(first));
        Message second = stored(outcomes.get(0));
        Message third = stored(outcomes.get(11));
        assertThat(history(bob, id)).containsExactly(first, second, third);
        assertThat(conversation(bob, alice).markers()).isEqualTo(new Markers(3, 3));
        assertThat(List.of(head(alice), head(bob), head(carol), head(dave))).containsExactly(4L, 4L, 0L, 0L);
    }

    @Test
    default void aReplyRefersToAnEarlierMessageOfTheConversation() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(alice, bob, "question");
        List<Outcome> outcomes = writeAll(List.of(
                sending(bob, with(alice), newClientId(), new Content("answer", null, 1L)),
                sending(alice, with(bob), newClientId(), new Content("to the answer in the same batch", null, 2L)),
                sending(alice, with(bob), newClientId(), new Content("to itself", null, 4L)),
                sending(alice, with(bob), newClientId(), new Content("to nothing", null, Long.MAX_VALUE))));

        assertThat(stored(outcomes.get(0)).content().replyTo()).isEqualTo(1);
        assertThat(stored(outcomes.get(1)).content().replyTo()).isEqualTo(2);
        assertThat(outcomes.subList(2, 4)).containsOnly(new Refused(Reason.NO_SUCH_MESSAGE));
        assertThat(conversation(alice, bob).last().seq()).isEqualTo(3);
    }

    @Test
    default void aRefusedFirstMessageCreatesNoConversation() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        ClientMessageId id = newClientId();
        assertThat(write(sending(alice, with(bob), id, new Content("reply", null, 1L))))
                .isEqualTo(new Refused(Reason.NO_SUCH_MESSAGE));
        assertThat(store().conversation(alice, with(bob))).isEmpty();
        assertThat(store().conversation(bob, with(alice))).isEmpty();

        Message retried = stored(write(sending(alice, with(bob), id, Content.text("no reply"))));
        assertThat(retried.seq()).isEqualTo(1);
    }

    @Test
    default void theSequenceFollowsTheCommitAndNotTheClock() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> messages = new ArrayList<>();
        for (int minute : new int[] {2, 0, 1}) {
            messages.add(stored(write(new Write.Send(
                    alice, with(bob), newClientId(), Content.text("at " + minute), AT.plusSeconds(60L * minute)))));
        }
        assertThat(history(bob, messages.get(0).conversation())).isEqualTo(messages);
        assertThat(conversation(bob, alice).last()).isEqualTo(messages.get(2));
    }

    @Test
    default void theTimeIsKeptInWholeMilliseconds() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        for (String[] time : new String[][] {
            {"2026-03-01T12:00:00.123999999Z", "2026-03-01T12:00:00.123Z"},
            {"2026-03-01T12:00:00.000999Z", "2026-03-01T12:00:00Z"},
            {"2026-03-29T01:30:00.001Z", "2026-03-29T01:30:00.001Z"},
            {"2026-10-25T00:30:00Z", "2026-10-25T00:30:00Z"},
            {"2026-10-25T01:30:00Z", "2026-10-25T01:30:00Z"},
            {"2099-12-31T23:59:59.999999Z", "2099-12-31T23:59:59.999Z"},
        }) {
            Message message = stored(write(
                    new Write.Send(alice, with(bob), newClientId(), Content.text("hello"), Instant.parse(time[0]))));
            assertThat(message.at()).isEqualTo(time[1]);
            assertThat(conversation(bob, alice).last()).isEqualTo(message);
        }
    }

    @Test
    default void sendingMovesNoMarker() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(alice, bob, "one");
        send(bob, alice, "two");
        send(alice, bob, "three");
        assertThat(conversation(alice, bob)).satisfies(c -> {
            assertThat(c.markers()).isEqualTo(Markers.NONE);
            assertThat(c.peerMarkers()).isEqualTo(Markers.NONE);
        });
    }
}
