package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Event;
import chat.duologue.model.Event.BlockEvent;
import chat.duologue.model.Event.HiddenEvent;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Event.ReactionEvent;
import chat.duologue.model.Event.RecalledEvent;
import chat.duologue.model.Event.SettingsEvent;
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.Quote;
import chat.duologue.model.Reaction;
import chat.duologue.model.Settings;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.BlockList;
import chat.duologue.store.spi.Erasure;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Delivery;
import chat.duologue.store.spi.Outcome.Reason;
import chat.duologue.store.spi.Write;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an erased user did to messages, conversations and other users, and what can be done after that. */
interface ChangesErasureContract extends MessageChanges {

    /** All that can be done to a message but to send one. */
    default List<Write> everyChange(UserId by, Message message) {
        return List.of(
                editing(by, message, "new"),
                recalling(by, message),
                hiding(by, message),
                reacting(by, message, "+"),
                takingBack(by, message, "+"),
                configuring(by, message.conversation(), archiving(true)));
    }

    @Test
    default void theReactionsOfTheErasedGoAndThoseOfThePeerStay() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(bob, alice, "hello");
        ConversationId id = message.conversation();
        write(reacting(bob, message, "+"));
        write(reacting(alice, message, "+"));
        write(reacting(alice, message, "-"));
        write(takingBack(alice, message, "-"));
        send(bob, user("carol"), "elsewhere");
        housekeeping().erase(alice, Erasure.KEEP_MESSAGES);
        assertThat(newest(bob, message))
                .isEqualTo(
                        new MessagePage(List.of(message), false, false, Map.of(1L, List.of(new Reaction(bob, "+")))));
        assertThat(events(bob, 0))
                .filteredOn(event -> event instanceof ReactionEvent)
                .containsExactly(new ReactionEvent(2, id, 1, new Reaction(bob, "+"), false));
        assertThat(position(bob)).as("a hole up to 5").isEqualTo(new StreamPosition(5, 6));
    }

    @Test
    default void whatTheErasedSaidLastStaysAndThatTheySaidItGoes() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message toEdit = send(alice, bob, "original");
        Message toRecall = send(alice, bob, "recalled");
        Message answer = stored(write(sending(bob, with(alice), newClientId(), new Content("answer", null, 1L))));
        write(new Write.Edit(alice, toEdit.conversation(), 1, "edited", null, null, LATER, EVER, true));
        Message recalled = recall(toRecall);
        send(bob, user("carol"), "elsewhere");
        housekeeping().erase(alice, Erasure.KEEP_MESSAGES);
        UserId pseudonym = conversation(bob, existing(toEdit.conversation())).peer();
        Message edited = toEdit.by(pseudonym).saying(Content.text("edited"), 1, LATER);
        List<Message> history =
                List.of(edited, recalled.by(pseudonym), answer.quoting(new Quote(pseudonym, "edited", false)));
        assertThat(history(bob, toEdit.conversation())).isEqualTo(history);
        assertThat(store().revisions(toEdit.conversation(), 1)).containsExactly(toEdit.by(pseudonym));
        assertThat(events(bob, 0))
                .startsWith(
                        new MessageEvent(1, history.get(0)),
                        new MessageEvent(2, history.get(1)),
                        new MessageEvent(3, history.get(2)))
                .hasSize(4);
        assertThat(position(bob)).isEqualTo(new StreamPosition(5, 6));
    }

    @Test
    default void whatThePeerDidStays() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(bob, alice, 3);
        ConversationId id = sent.get(0).conversation();
        Message edited = edit(sent.get(0), "edited");
        recall(sent.get(1));
        hide(bob, sent.get(2));
        write(configuring(bob, id, new Settings.Change(LATER, true, true)));
        write(configuring(alice, id, new Settings.Change(null, true, true)));
        List<Event> events = events(bob, 0);
        housekeeping().erase(alice, Erasure.KEEP_MESSAGES);
        assertThat(events(bob, 0)).isEqualTo(events);
        assertThat(history(bob, id)).containsExactly(edited, recalled(sent.get(1)));
        assertThat(conversation(bob, existing(id)).settings()).isEqualTo(new Settings(LATER, true, true));
        assertThat(position(bob)).isEqualTo(new StreamPosition(0, 7));
    }

    @ParameterizedTest
    @EnumSource
    default void theErasedCanDoNothingAndUnderTheirPseudonymNeither(Erasure erasure) {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        housekeeping().erase(alice, erasure, () -> {
            everyChange(alice, message).forEach(write -> assertRefused(Reason.NOT_A_MEMBER, write));
            for (Write block : List.of(
                    blocking(alice, bob), unblocking(alice, bob), blocking(bob, alice), unblocking(bob, alice))) {
                assertRefused(Reason.NOT_A_MEMBER, block);
            }
        });
        everyChange(alice, message).forEach(write -> assertRefused(Reason.NOT_A_MEMBER, write));
        if (erasure == Erasure.KEEP_MESSAGES) {
            UserId pseudonym =
                    conversation(bob, existing(message.conversation())).peer();
            everyChange(pseudonym, message).forEach(write -> assertRefused(Reason.NOT_A_MEMBER, write));
            for (Write block : List.of(
                    blocking(pseudonym, bob),
                    blocking(bob, pseudonym),
                    unblocking(bob, pseudonym),
                    blocking(user("carol"), pseudonym))) {
                assertRefused(Reason.NOT_A_MEMBER, block);
            }
        }
        assertThat(head(bob)).isEqualTo(1);
    }

    @Test
    default void whoStaysCanRecallHideAndSetButNeitherEditNorReact() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(bob, alice, 2);
        Message theirs = send(alice, bob, "theirs");
        ConversationId id = theirs.conversation();
        write(reacting(bob, theirs, "+"));
        housekeeping().erase(alice, Erasure.KEEP_MESSAGES);
        Message none = new Message(id, 99, bob, AT, newClientId(), Content.text("none"));
        for (Write write : List.of(
                editing(bob, sent.get(0), "new"),
                editing(bob, sent.get(0), "message 1"),
                editing(bob, none, "new"),
                reacting(bob, theirs, "+"),
                reacting(bob, none, "+"),
                takingBack(bob, theirs, "+"))) {
            assertRefused(Reason.NOT_A_MEMBER, write);
        }
        Settings pinned = new Settings(null, true, false);
        assertThat(write(recalling(bob, sent.get(0))))
                .isEqualTo(new Outcome.Changed(List.of(new Delivery(bob, new RecalledEvent(5, id, 1, bob, LATER)))));
        assertThat(write(hiding(bob, theirs)))
                .isEqualTo(new Outcome.Changed(List.of(new Delivery(bob, new HiddenEvent(6, id, 3)))));
        assertThat(write(configuring(bob, id, new Settings.Change(null, true, null))))
                .isEqualTo(
                        new Outcome.Configured(pinned, List.of(new Delivery(bob, new SettingsEvent(7, id, pinned)))));
        assertRefused(Reason.NOT_THE_AUTHOR, recalling(bob, theirs));
        assertThat(history(bob, id)).containsExactly(recalled(sent.get(0)), sent.get(1));
        assertThat(conversation(bob, existing(id)).unread()).isZero();
        assertThat(head(alice)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    default void theBlocksByAndOfTheErasedGo(Erasure erasure) {
        UserId alice = user("alice");
        UserId bob = user("bob");
        UserId carol = user("carol");
        send(alice, bob, "hello");
        writeAll(List.of(blocking(alice, bob), blocking(carol, alice), blocking(carol, bob), blocking(bob, carol)));
        housekeeping().erase(alice, erasure);
        BlockList blocks = store().blocks();
        assertThat(blocks.blockedBy(alice, null, 10)).isEmpty();
        assertThat(blocks.blockedBy(carol, null, 10)).containsExactly(bob);
        assertThat(blocks.blockersOf(alice, Set.of(bob, carol))).isEmpty();
        assertThat(blocks.blockersOf(bob, Set.of(alice, carol))).containsExactly(carol);
        assertThat(events(carol, 0)).containsExactly(new BlockEvent(2, bob, true));
        assertThat(position(carol)).isEqualTo(new StreamPosition(1, 2));
        assertThat(send(alice, carol, "I am new here").seq()).isEqualTo(1);
        assertThat(send(bob, alice, "welcome").seq()).isEqualTo(1);
        assertThat(write(blocking(carol, alice)).deliveries()).hasSize(1);
        assertRefused(Reason.BLOCKED, sending(alice, carol, "no"));
    }

    @ParameterizedTest
    @EnumSource
    default void whoWasOnlyBlockedOrOnlyBlocksIsErasedToo(Erasure erasure) {
        UserId alice = user("alice");
        UserId bob = user("bob");
        UserId carol = user("carol");
        writeAll(List.of(blocking(alice, bob), blocking(carol, alice)));
        housekeeping().erase(bob, erasure);
        assertThat(store().blocks().blockedBy(alice, null, 10)).isEmpty();
        assertThat(events(alice, 0)).isEmpty();
        assertThat(position(alice)).isEqualTo(new StreamPosition(1, 1));
        assertThat(send(bob, alice, "I am new here").seq()).isEqualTo(1);
        housekeeping().erase(carol, erasure);
        assertThat(position(carol)).isEqualTo(StreamPosition.EMPTY);
        assertThat(store().blocks().blockersOf(alice, Set.of(bob, carol))).isEmpty();
        assertThat(send(alice, carol, "hello").seq()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    default void whoeverBearsTheNameNextHasSetAndHiddenAndDoneNothing(Erasure erasure) {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message old = send(bob, alice, "old");
        write(configuring(alice, old.conversation(), new Settings.Change(LATER, true, true)));
        hide(alice, old);
        write(reacting(alice, old, "+"));
        housekeeping().erase(alice, erasure);
        Message fresh =
                stored(write(new Write.Send(bob, with(alice), newClientId(), Content.text("fresh"), AT, false)));
        assertThat(conversation(alice, bob).settings()).isEqualTo(Settings.NONE);
        assertThat(unread(alice, bob)).isEqualTo(1);
        assertThat(newest(alice, fresh)).isEqualTo(new MessagePage(List.of(fresh), false, false));
        everyChange(alice, old).forEach(write -> assertRefused(Reason.NOT_A_MEMBER, write));
        assertThat(head(alice)).isEqualTo(1);
    }

    @Test
    default void whereConversationsAreRemovedAllThatWasDoneThereGoes() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(bob, alice, 3);
        ConversationId id = sent.get(0).conversation();
        write(new Write.Edit(bob, id, 1, "edited", null, null, LATER, EVER, true));
        recall(sent.get(1));
        hide(bob, sent.get(2));
        write(reacting(bob, sent.get(0), "+"));
        housekeeping().erase(alice, Erasure.REMOVE_CONVERSATIONS);
        assertThat(newest(bob, sent.get(0))).isEqualTo(new MessagePage(List.of(), false, false));
        assertThat(store().revisions(id, 1)).isEmpty();
        assertThat(events(bob, 0)).isEmpty();
        assertThat(position(bob)).isEqualTo(new StreamPosition(3, 7));
        assertRefused(Reason.NO_SUCH_MESSAGE, recalling(bob, sent.get(0)));
        assertRefused(Reason.NO_SUCH_MESSAGE, hiding(bob, sent.get(0)));
        assertRefused(Reason.NOT_A_MEMBER, editing(bob, sent.get(0), "new"));
    }

    @Test
    default void retentionGoesOnOverWhatWasDoneInTheConversationsOfTheErased() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, 4);
        hide(bob, sent.get(0));
        recall(sent.get(1));
        housekeeping().erase(alice, Erasure.KEEP_MESSAGES);
        ConversationId id = sent.get(0).conversation();
        assertThat(conversation(bob, existing(id)).unread()).isEqualTo(2);
        assertThat(housekeeping().purge(id, 3)).isEqualTo(3);
        assertThat(conversation(bob, existing(id)).unread()).isEqualTo(1);
        assertThat(totalUnread(bob)).isEqualTo(1);
    }
}
