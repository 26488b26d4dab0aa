package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.atIndex;

import chat.duologue.model.Anchor;
import chat.duologue.model.Content;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Event.EditedEvent;
import chat.duologue.model.Event.HiddenEvent;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Event.RecalledEvent;
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Delivery;
import chat.duologue.store.spi.Outcome.Reason;
import chat.duologue.store.spi.Write;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How a member hides a message from themself. */
interface HideContract extends MessageChanges {

    @Test
    default void aHiddenMessageIsGoneForOneAndAsBeforeForTheOther() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, 3);
        ConversationId id = sent.get(0).conversation();
        Outcome outcome = write(hiding(bob, sent.get(1)));
        assertThat(outcome).isEqualTo(new Outcome.Changed(List.of(new Delivery(bob, new HiddenEvent(4, id, 2)))));
        assertThat(history(bob, id)).containsExactly(sent.get(0), sent.get(2));
        assertThat(history(alice, id)).isEqualTo(sent);
        assertThat(List.of(head(alice), head(bob))).containsExactly(3L, 4L);
        assertThat(events(bob, 3)).containsExactly(new HiddenEvent(4, id, 2));
        assertThat(events(alice, 0)).hasSize(3);
    }

    @Test
    default void bothMayHideTheSameMessage() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        hide(alice, message);
        hide(bob, message);
        for (UserId member : List.of(alice, bob)) {
            assertThat(history(member, message.conversation())).isEmpty();
            assertThat(conversation(member, member.equals(alice) ? bob : alice).last())
                    .isEqualTo(message.hidden());
        }
    }

    @Test
    default void hidingAgainChangesNothingEvenWhenItIsTooLate() {
        UserId bob = user("bob");
        Message message = send(user("alice"), bob, "hello");
        hide(bob, message);
        assertThat(writeAll(List.of(
                        hiding(bob, message), new Write.Hide(bob, message.conversation(), message.seq(), TOO_LATE))))
                .containsOnly(new Outcome.Changed(List.of()));
        assertThat(head(bob)).isEqualTo(2);
    }

    @Test
    default void aRefusedHideSaysTheFirstReasonThatApplies() {
        UserId bob = user("bob");
        Message message = send(user("alice"), bob, "hello");
        Message none = new Message(message.conversation(), 2, bob, AT, newClientId(), Content.text("none"));
        assertRefused(Reason.NOT_A_MEMBER, hiding(user("carol"), message));
        assertRefused(Reason.NOT_A_MEMBER, hiding(user("carol"), none));
        assertRefused(Reason.NO_SUCH_MESSAGE, new Write.Hide(bob, message.conversation(), 2, TOO_LATE));
        assertRefused(Reason.TOO_LATE, new Write.Hide(bob, message.conversation(), 1, TOO_LATE));
        assertThat(history(bob, message.conversation())).containsExactly(message);
        assertThat(write(new Write.Hide(bob, message.conversation(), 1, AT)).deliveries())
                .hasSize(1);
    }

    @Test
    default void aHiddenMessageIsNotUnreadForWhoHidIt() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, 5);
        sendMany(user("carol"), bob, 2);
        hide(bob, sent.get(1));
        hide(bob, sent.get(3));
        assertThat(unread(bob, alice)).isEqualTo(3);
        assertThat(totalUnread(bob)).isEqualTo(5);
        write(hiding(bob, sent.get(3)));
        hide(alice, sent.get(2));
        assertThat(unread(bob, alice)).as("the author hid another one").isEqualTo(3);
        markRead(bob, sent.get(0).conversation(), 3);
        assertThat(unread(bob, alice)).isEqualTo(1);
        assertThat(totalUnread(bob)).isEqualTo(3);
        hide(bob, sent.get(0));
        assertThat(unread(bob, alice)).as("it had been read").isEqualTo(1);
        hide(bob, sent.get(4));
        assertThat(unread(bob, alice)).isZero();
        assertThat(store().conversations(bob, ConversationFilter.UNREAD, Long.MAX_VALUE, 10)
                        .conversations())
                .extracting(Conversation::peer)
                .containsExactly(user("carol"));
        send(alice, bob, "next");
        assertThat(unread(bob, alice)).isEqualTo(1);
        assertThat(totalUnread(bob)).isEqualTo(3);
    }

    @Test
    default void aMessageThatIsHiddenAndRecalledCountsOnceInWhateverOrder() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, 5);
        hide(bob, sent.get(1));
        recall(sent.get(1));
        assertThat(unread(bob, alice)).isEqualTo(4);
        recall(sent.get(2));
        hide(bob, sent.get(2));
        assertThat(unread(bob, alice)).isEqualTo(3);
        assertThat(totalUnread(bob)).isEqualTo(3);
        markRead(bob, sent.get(0).conversation(), 2);
        assertThat(unread(bob, alice)).isEqualTo(2);
        markRead(bob, sent.get(0).conversation(), 4);
        assertThat(unread(bob, alice)).isEqualTo(1);
        writeAll(List.of(hiding(bob, sent.get(0)), recalling(alice, sent.get(0))));
        assertThat(unread(bob, alice)).as("it had been read").isEqualTo(1);
        markRead(bob, sent.get(0).conversation(), 5);
        assertThat(unread(bob, alice)).isZero();
        assertThat(totalUnread(bob)).isZero();
    }

    @Test
    default void hidingAnOwnMessageChangesNoCount() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        sendMany(bob, alice, 2);
        Message own = send(alice, bob, "own");
        hide(alice, own);
        assertThat(unread(alice, bob)).isEqualTo(2);
        assertThat(unread(bob, alice)).isEqualTo(1);
        markRead(alice, own.conversation(), 1);
        assertThat(unread(alice, bob)).isEqualTo(1);
        recall(own);
        assertThat(unread(alice, bob)).isEqualTo(1);
        assertThat(unread(bob, alice)).isZero();
    }

    @Test
    default void aHiddenLastMessageIsListedWithoutItsContentAndAtItsPlace() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(bob, alice, "old");
        Message edited = edit(send(alice, bob, "last"), "edited");
        send(user("carol"), bob, "newer");
        hide(bob, edited);
        Message hidden = edited.hidden();
        assertThat(hidden.content()).isNull();
        assertThat(hidden.isRecalled()).isFalse();
        assertThat(conversation(bob, alice).last()).isEqualTo(hidden);
        assertThat(conversation(alice, bob).last()).isEqualTo(edited);
        assertThat(store().conversations(bob, ConversationFilter.ALL, Long.MAX_VALUE, 10)
                        .conversations())
                .extracting(Conversation::last)
                .contains(hidden, atIndex(1));
        recall(edited);
        assertThat(conversation(bob, alice).last()).isEqualTo(hidden);
        Message next = send(alice, bob, "next");
        assertThat(conversation(bob, alice).last()).isEqualTo(next);
    }

    @Test
    default void aConversationOfHiddenMessagesIsStillListed() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, 3);
        sent.forEach(message -> hide(bob, message));
        ConversationId id = sent.get(0).conversation();
        for (Anchor anchor : List.of(
                Anchor.NEWEST,
                new Anchor.Before(2),
                new Anchor.After(0),
                new Anchor.After(1),
                new Anchor.Around(2),
                new Anchor.Around(9))) {
            for (int limit : new int[] {0, 1, 10}) {
                assertThat(store().messages(bob, id, anchor, limit))
                        .as("%s, limit %d", anchor, limit)
                        .contains(new MessagePage(List.of(), false, false));
            }
        }
        assertThat(conversation(bob, alice).last()).isEqualTo(sent.get(2).hidden());
        assertThat(unread(bob, alice)).isZero();
    }

    @Test
    default void everyPageIsFilledUpOverHiddenMessages() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, 9);
        for (Set<Integer> hidden : List.of(Set.of(4), Set.of(1, 2), Set.of(5, 6), Set.of(9), Set.of(8, 7))) {
            writeAll(hidden.stream().map(seq -> hiding(bob, sent.get(seq - 1))).toList());
            List<Message> visible = new ArrayList<>(history(bob, sent.get(0).conversation()));
            for (int limit = 0; limit <= 6; limit++) {
                for (int seq = 1; seq <= 11; seq++) {
                    int half = limit / 2;
                    expectVisible(visible, new Anchor.Before(seq), limit, seq - 1, limit, 0);
                    expectVisible(visible, new Anchor.After(seq), limit, seq, 0, limit);
                    expectVisible(visible, new Anchor.Around(seq), limit, seq - 1, half, limit - half);
                }
                expectVisible(visible, new Anchor.After(0), limit, 0, 0, limit);
                expectVisible(visible, Anchor.NEWEST, limit, 9, limit, 0);
            }
        }
        assertThat(history(bob, sent.get(0).conversation())).containsExactly(sent.get(2));
    }

    /** The page lies about the gap behind the message {@code gap}: so many visible ones before it, so many after it. */
    private void expectVisible(List<Message> visible, Anchor anchor, int limit, int gap, int before, int after) {
        int place =
                (int) visible.stream().filter(message -> message.seq() <= gap).count();
        int from = Math.max(place - before, 0);
        int to = Math.min(place + after, visible.size());
        assertThat(store().messages(user("bob"), visible.get(0).conversation(), anchor, limit))
                .as(
                        "%s, limit %d, of %s",
                        anchor, limit, visible.stream().map(Message::seq).toList())
                .contains(new MessagePage(visible.subList(from, to), from > 0, to < visible.size()));
    }

    @Test
    default void whoAsksForAllMessagesHasTheHiddenOnesTooAsTheOtherSeesThem() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, 5);
        ConversationId id = sent.get(0).conversation();
        Set<Long> hidden = Set.of(2L, 3L, 5L);
        hidden.forEach(seq -> hide(bob, sent.get(seq.intValue() - 1)));
        edit(sent.get(1), "edited");
        recall(sent.get(2));
        write(reacting(bob, sent.get(4), "+"));
        for (Anchor anchor : List.of(Anchor.NEWEST, new Anchor.Before(4), new Anchor.After(1), new Anchor.Around(3))) {
            for (int limit : new int[] {0, 1, 2, 10}) {
                MessagePage seen = store().messages(alice, id, anchor, limit).orElseThrow();
                Set<Long> ofPage = new HashSet<>(hidden);
                ofPage.retainAll(seen.messages().stream().map(Message::seq).toList());
                assertThat(store().allMessages(alice, id, anchor, limit)).contains(seen);
                assertThat(store().allMessages(bob, id, anchor, limit))
                        .as("%s, limit %d", anchor, limit)
                        .contains(new MessagePage(
                                seen.messages(), seen.hasBefore(), seen.hasAfter(), seen.reactions(), ofPage));
            }
        }
        sent.forEach(message -> hide(alice, message));
        assertThat(store().allMessages(bob, id, Anchor.NEWEST, 10).orElseThrow().hidden())
                .isEqualTo(hidden);
        assertThat(store().allMessages(alice, id, Anchor.NEWEST, 10)
                        .orElseThrow()
                        .messages())
                .as("what both have hidden")
                .hasSize(5);
    }

    @Test
    default void aPageIsFilledUpOverMoreHiddenMessagesThanAPageHolds() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        int hidden = ChatStore.MAX_LIMIT + 1;
        List<Message> sent = sendMany(alice, bob, hidden + 2);
        writeAll(sent.subList(1, hidden + 1).stream()
                .map(message -> hiding(bob, message))
                .toList());
        Message first = sent.get(0);
        Message last = sent.get(hidden + 1);
        ConversationId id = first.conversation();
        for (int limit : new int[] {2, 10, ChatStore.MAX_LIMIT}) {
            MessagePage both = new MessagePage(List.of(first, last), false, false);
            assertThat(store().messages(bob, id, Anchor.NEWEST, limit)).contains(both);
            assertThat(store().messages(bob, id, new Anchor.After(0), limit)).contains(both);
            assertThat(store().messages(bob, id, new Anchor.Around(last.seq()), limit))
                    .contains(both);
        }
        assertThat(store().messages(bob, id, new Anchor.Before(last.seq()), 1))
                .contains(new MessagePage(List.of(first), false, true));
        assertThat(store().messages(bob, id, new Anchor.After(1), 1))
                .contains(new MessagePage(List.of(last), true, false));
        assertThat(unread(bob, alice)).isEqualTo(2);
        assertThat(unread(alice, bob)).isZero();
    }

    @Test
    default void aReplayShowsAHiddenMessageAndThenThatItIsHidden() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        hide(bob, message);
        Message edited = edit(message, "new");
        ConversationId id = message.conversation();
        assertThat(events(bob, 0))
                .containsExactly(new MessageEvent(1, edited), new HiddenEvent(2, id, 1), new EditedEvent(3, edited));
        Message recalled = recall(edited);
        assertThat(FoldingContract.folded(events(bob, 0)))
                .containsExactly(
                        new MessageEvent(1, recalled),
                        new HiddenEvent(2, id, 1),
                        new RecalledEvent(4, id, 1, alice, LATER));
    }

    @Test
    default void aHiddenMessageCanBeEditedReactedToAnsweredReadAndRecalled() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        hide(bob, message);
        hide(alice, message);
        assertThat(edit(message, "new").revision()).isEqualTo(1);
        assertThat(write(reacting(bob, message, "+")).deliveries()).hasSize(2);
        assertThat(markRead(bob, message.conversation(), 1).deliveries()).hasSize(2);
        assertThat(stored(write(sending(bob, with(alice), newClientId(), new Content("reply", null, 1L))))
                        .seq())
                .isEqualTo(2);
        recall(edit(message, "newest"));
        assertThat(history(bob, message.conversation())).hasSize(1);
    }

    @Test
    default void aRecalledMessageCanBeHidden() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message recalled = recall(send(alice, bob, "hello"));
        hide(bob, recalled);
        assertThat(history(bob, recalled.conversation())).isEmpty();
        assertThat(history(alice, recalled.conversation())).containsExactly(recalled);
        assertThat(conversation(bob, alice).last()).isEqualTo(recalled.hidden());
    }
}
