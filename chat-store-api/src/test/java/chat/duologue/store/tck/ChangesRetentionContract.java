package chat.duologue.store.tck;

import static chat.duologue.model.ConversationFilter.ALL;
import static chat.duologue.model.ConversationFilter.ARCHIVED;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Content;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Event.EditedEvent;
import chat.duologue.model.Event.HiddenEvent;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Event.ReactionEvent;
import chat.duologue.model.Event.ReceiptEvent;
import chat.duologue.model.Event.SettingsEvent;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.Reaction;
import chat.duologue.model.Settings;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Outcome.Duplicate;
import chat.duologue.store.spi.Outcome.Reason;
import chat.duologue.store.spi.Write;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How all that was done to a message goes with it when it is purged. */
interface ChangesRetentionContract extends MessageChanges {

    @Test
    default void whatWasDoneToAPurgedMessageIsGoneFromTheStreamsWhichAreTrimmedToTheMessageAlone() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, 3);
        ConversationId id = sent.get(0).conversation();
        edit(sent.get(0), "edited");
        write(reacting(bob, sent.get(0), "+"));
        Message kept = edit(sent.get(1), "kept");
        write(reacting(bob, kept, "+"));
        hide(bob, sent.get(0));
        hide(bob, kept);
        markRead(bob, id, 1);
        write(configuring(bob, id, archiving(true)));
        recall(sent.get(0));
        assertThat(housekeeping().purge(id, 1)).isEqualTo(1);
        assertThat(position(alice)).isEqualTo(new StreamPosition(1, 9));
        assertThat(position(bob)).isEqualTo(new StreamPosition(1, 12));
        ReactionEvent reacted = new ReactionEvent(7, id, 2, new Reaction(bob, "+"), false);
        assertThat(events(alice, 0))
                .containsExactly(
                        new MessageEvent(2, kept),
                        new MessageEvent(3, sent.get(2)),
                        new EditedEvent(6, kept),
                        reacted,
                        new ReceiptEvent(8, id, bob, new Markers(1, 1)));
        assertThat(events(bob, 0))
                .containsExactly(
                        new MessageEvent(2, kept),
                        new MessageEvent(3, sent.get(2)),
                        new EditedEvent(6, kept),
                        reacted,
                        new HiddenEvent(9, id, 2),
                        new ReceiptEvent(10, id, bob, new Markers(1, 1)),
                        new SettingsEvent(11, id, new Settings(null, false, true)));
        assertThat(store().events(bob, 11, 10).upTo()).isEqualTo(12);
        assertThat(newest(alice, kept))
                .isEqualTo(new MessagePage(
                        List.of(kept, sent.get(2)), false, false, Map.of(2L, List.of(new Reaction(bob, "+")))));
        assertThat(newest(bob, kept)).isEqualTo(new MessagePage(sent.subList(2, 3), false, false));
    }

    @Test
    default void nothingCanBeDoneToAPurgedMessage() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, 2);
        Message gone = sent.get(0);
        write(reacting(bob, gone, "+"));
        hide(bob, gone);
        housekeeping().purge(gone.conversation(), 1);
        for (Write write : List.of(
                editing(alice, gone, "new"),
                editing(bob, gone, "new"),
                recalling(alice, gone),
                recalling(bob, gone),
                hiding(alice, gone),
                hiding(bob, gone),
                reacting(bob, gone, "+"),
                takingBack(bob, gone, "+"))) {
            assertRefused(Reason.NO_SUCH_MESSAGE, write);
        }
        assertRefused(Reason.NOT_A_MEMBER, editing(user("carol"), gone, "new"));
        assertThat(newest(alice, gone)).isEqualTo(new MessagePage(sent.subList(1, 2), false, false));
    }

    @Test
    default void unreadIsRightWhateverWasHiddenRecalledReadAndPurged() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, 9);
        ConversationId id = sent.get(0).conversation();
        send(user("carol"), bob, "elsewhere");
        hide(bob, sent.get(0));
        hide(bob, sent.get(4));
        recall(sent.get(1));
        recall(sent.get(6));
        hide(bob, sent.get(6));
        assertThat(unread(bob, alice)).isEqualTo(5);
        housekeeping().purge(id, 1);
        assertThat(unread(bob, alice)).isEqualTo(5);
        housekeeping().purge(id, 3);
        assertThat(unread(bob, alice)).isEqualTo(4);
        assertThat(totalUnread(bob)).isEqualTo(5);
        markRead(bob, id, 2);
        assertThat(unread(bob, alice)).isEqualTo(4);
        markRead(bob, id, 5);
        assertThat(unread(bob, alice)).isEqualTo(3);
        housekeeping().purge(id, 7);
        assertThat(unread(bob, alice)).isEqualTo(2);
        recall(sent.get(8));
        assertThat(unread(bob, alice)).isEqualTo(1);
        markRead(bob, id, 7);
        assertThat(unread(bob, alice)).isEqualTo(1);
        housekeeping().purge(id, 9);
        assertThat(totalUnread(bob)).isEqualTo(1);
        send(alice, bob, "next");
        assertThat(unread(bob, alice)).isEqualTo(1);
        assertThat(totalUnread(bob)).isEqualTo(2);
        assertThat(totalUnread(alice)).isZero();
    }

    @Test
    default void aNewMessageIsNeitherHiddenNorReactedToByWhatWasDoneBeforeThePurge() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Write.Send send = sending(alice, bob, "hello");
        Message first = stored(write(send));
        write(reacting(bob, first, "+"));
        hide(bob, first);
        Message recalled = recall(first);
        assertThat(write(send)).isEqualTo(new Duplicate(recalled));
        housekeeping().purge(first.conversation(), 1);
        Message second = stored(write(send));
        assertThat(second.seq()).isEqualTo(2);
        assertThat(newest(bob, second)).isEqualTo(new MessagePage(List.of(second), false, false));
        assertThat(unread(bob, alice)).isEqualTo(1);
    }

    @Test
    default void settingsAndBlocksOutliveEveryMessage() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        ConversationId id = message.conversation();
        write(configuring(bob, id, new Settings.Change(LATER, true, true)));
        write(blocking(alice, bob));
        housekeeping().purge(id, 1);
        assertThat(store().conversations(bob, ARCHIVED, Long.MAX_VALUE, 10).conversations())
                .isEmpty();
        assertThat(write(configuring(bob, id, new Settings.Change(null, false, null)))
                        .deliveries())
                .hasSize(1);
        assertRefused(Reason.BLOCKED, sending(bob, alice, "no"));
        Message next =
                stored(write(new Write.Send(alice, existing(id), newClientId(), Content.text("quiet"), AT, false)));
        assertThat(store().conversations(bob, ARCHIVED, Long.MAX_VALUE, 10).conversations())
                .extracting(Conversation::last)
                .containsExactly(next);
        assertThat(conversation(bob, alice).settings()).isEqualTo(new Settings(LATER, false, true));
    }

    @Test
    default void theOldestMessagesAreShownAsTheyStand() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, 3);
        Message edited = edit(sent.get(0), "new");
        Message recalled = recall(sent.get(1));
        hide(bob, sent.get(2));
        hide(alice, sent.get(2));
        assertThat(housekeeping().oldest(edited.conversation(), 10)).containsExactly(edited, recalled, sent.get(2));
    }

    @Test
    default void aPurgeTakesHiddenAndRecalledMessagesLikeOthers() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, ChatStore.MAX_LIMIT + 2);
        ConversationId id = sent.get(0).conversation();
        hide(bob, sent.get(0));
        recall(sent.get(1));
        recall(sent.get(ChatStore.MAX_LIMIT + 1));
        assertThat(housekeeping().purge(id, Long.MAX_VALUE)).isEqualTo(ChatStore.MAX_LIMIT);
        assertThat(unread(bob, alice)).isEqualTo(1);
        assertThat(housekeeping().purge(id, Long.MAX_VALUE)).isEqualTo(2);
        assertThat(store().conversations(bob, ALL, Long.MAX_VALUE, 10).conversations())
                .isEmpty();
        assertThat(totalUnread(bob)).isZero();
    }
}
