package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Conflict;
import chat.duologue.store.spi.Outcome.Duplicate;
import chat.duologue.store.spi.Write;
import java.util.List;
import org.junit.jupiter.api.Test;

/** However often a message is sent, it is stored once. */
interface RetryContract extends StoreUnderTest {

    @Test
    default void aRetryInALaterBatchGetsTheFirstMessage() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Write.Send send = sending(alice, bob, "hello");
        Message first = stored(write(send));
        send(bob, alice, "meanwhile");

        Outcome retried = write(send);
        assertThat(retried).isEqualTo(new Duplicate(first));
        assertThat(retried.deliveries()).isEmpty();
        assertThat(history(alice, first.conversation())).hasSize(2).first().isEqualTo(first);
        assertThat(List.of(head(alice), head(bob))).containsExactly(2L, 2L);
    }

    @Test
    default void aRetryInTheSameBatchGetsTheFirstMessage() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Write.Send send = sending(alice, bob, "hello");
        List<Outcome> outcomes = writeAll(List.of(send, sending(alice, bob, "other"), send, send));

        Message first = stored(outcomes.get(0));
        assertThat(stored(outcomes.get(1)).seq()).isEqualTo(2);
        assertThat(outcomes.subList(2, 4)).containsOnly(new Duplicate(first));
        assertThat(events(bob, 0)).hasSize(2).first().isEqualTo(new MessageEvent(1, first));
    }

    @Test
    default void aRetryIsKnownHoweverItNamesTheConversationAndWheneverItComes() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Write.Send send = sending(alice, with(bob, "order"), "hello");
        Message first = stored(write(send));

        assertThat(writeAll(List.of(
                        sending(alice, existing(first.conversation()), send.clientMessageId(), send.content()),
                        new Write.Send(
                                alice,
                                send.conversation(),
                                send.clientMessageId(),
                                send.content(),
                                AT.plusSeconds(3600)))))
                .containsOnly(new Duplicate(first));
    }

    @Test
    default void aRetryOfAReplyIsKnown() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(alice, bob, "question");
        Write.Send reply = sending(bob, with(alice), newClientId(), new Content("text", "{\"a\":1}", 1L));
        Message first = stored(write(reply));
        assertThat(write(reply)).isEqualTo(new Duplicate(first));
    }

    @Test
    default void otherContentUnderTheSameIdIsAConflict() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        ClientMessageId id = newClientId();
        Content content = new Content("hello", "{}", null);
        Message first = stored(write(sending(alice, with(bob), id, content)));

        for (Content other : List.of(
                new Content("Hello", "{}", null),
                new Content("hello ", "{}", null),
                new Content("", "{}", null),
                new Content(null, "{}", null),
                new Content("hello", "{ }", null),
                new Content("hello", "", null),
                new Content("hello", null, null),
                new Content("hello", "{}", 1L),
                new Content("hello", "{}", 99L),
                new Content("{}", "hello", null))) {
            assertThat(write(sending(alice, with(bob), id, other))).isEqualTo(new Conflict());
        }
        assertThat(write(sending(alice, with(bob), id, content))).isEqualTo(new Duplicate(first));
        assertThat(history(bob, first.conversation())).containsExactly(first);
        assertThat(List.of(head(alice), head(bob))).containsExactly(1L, 1L);
    }

    @Test
    default void aConflictWithinABatchLeavesTheFirst() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        ClientMessageId id = newClientId();
        List<Outcome> outcomes = writeAll(List.of(
                sending(alice, with(bob), id, Content.text("first")),
                sending(alice, with(bob), id, Content.text("second")),
                sending(alice, with(bob), id, Content.text("first"))));
        Message first = stored(outcomes.get(0));
        assertThat(outcomes.subList(1, 3)).containsExactly(new Conflict(), new Duplicate(first));
        assertThat(history(bob, first.conversation())).containsExactly(first);
    }

    @Test
    default void anIdIsTheAuthorsOwn() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        ClientMessageId id = newClientId();
        Message first = stored(write(sending(alice, with(bob), id, Content.text("hello"))));
        Message second = stored(write(sending(bob, with(alice), id, Content.text("hello"))));
        assertThat(second.conversation()).isEqualTo(first.conversation());
        assertThat(second.seq()).isEqualTo(2);
    }

    @Test
    default void anIdIsOfOneConversation() {
        UserId alice = user("alice");
        ClientMessageId id = newClientId();
        List<Message> messages = writeAll(List.of(
                        sending(alice, with(user("bob")), id, Content.text("hello")),
                        sending(alice, with(user("bob"), "order"), id, Content.text("hello")),
                        sending(alice, with(user("carol")), id, Content.text("hello"))))
                .stream()
                .map(this::stored)
                .toList();
        assertThat(messages).extracting(Message::conversation).doesNotHaveDuplicates();
        assertThat(messages).extracting(Message::seq).containsOnly(1L);
    }

    @Test
    default void aRetryMovesNothingInTheList() {
        UserId alice = user("alice");
        Write.Send send = sending(alice, user("bob"), "hello");
        Message older = stored(write(send));
        Message newer = send(alice, user("carol"), "hello");
        write(send);
        assertThat(store().conversations(alice, ConversationFilter.ALL, Long.MAX_VALUE, 10)
                        .conversations())
                .extracting(c -> c.last())
                .containsExactly(newer, older);
    }
}
