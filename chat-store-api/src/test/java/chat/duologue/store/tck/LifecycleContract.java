package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Anchor;
import chat.duologue.model.Content;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.Settings;
import chat.duologue.model.StreamId;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome.Duplicate;
import chat.duologue.store.spi.Write;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What closing and opening again does. */
interface LifecycleContract extends MessageChanges {

    /** Everything that a user can read. */
    default List<Object> seenBy(UserId user) {
        List<Object> seen = new ArrayList<>();
        seen.add(head(user));
        seen.add(FoldingContract.folded(events(user, 0)));
        for (ConversationFilter filter : ConversationFilter.values()) {
            seen.add(store().conversations(user, filter, Long.MAX_VALUE, 100));
        }
        for (Conversation conversation : store().conversations(user, ConversationFilter.ALL, Long.MAX_VALUE, 100)
                .conversations()) {
            seen.add(store().messages(user, conversation.id(), new Anchor.After(0), 100));
            seen.add(store().revisions(conversation.id(), 1));
        }
        seen.add(store().blocks().blockedBy(user, null, 100));
        return seen;
    }

    @Test
    default void closingTwiceIsClosingOnce() {
        send(user("alice"), user("bob"), "hello");
        store().close();
        store().close();
    }

    @Test
    default void theStreamIdStaysWhileTheStoreIsOpen() {
        StreamId before = store().streamId();
        send(user("alice"), user("bob"), "hello");
        assertThat(store().streamId()).isEqualTo(before);
    }

    @Test
    default void everythingIsThereAfterReopening() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        sendMany(alice, bob, 3);
        send(bob, with(alice, "order"), "about the order");
        send(user("carol"), alice, "hello");
        acknowledge(bob, 2);
        Message last = send(bob, alice, "hello back");
        markRead(alice, last.conversation(), 2);
        ConversationId id = last.conversation();
        write(new Write.Edit(alice, id, 1, "edited", null, null, LATER, EVER, true));
        write(sending(bob, existing(id), newClientId(), new Content("reply", null, 1L)));
        write(new Write.Recall(alice, id, 2, LATER, EVER));
        write(new Write.Hide(bob, id, 3, EVER));
        write(reacting(bob, last, "+"));
        write(reacting(alice, last, "\u2764\uFE0F"));
        write(configuring(alice, id, new Settings.Change(LATER, true, true)));
        write(blocking(alice, user("carol")));
        write(blocking(bob, alice));
        StreamId streamId = store().streamId();
        List<Object> seen = List.of(seenBy(alice), seenBy(bob), seenBy(user("carol")));

        for (int i = 0; i < 2; i++) {
            reopenStore();
            assertThat(store().streamId()).isEqualTo(streamId);
            assertThat(List.of(seenBy(alice), seenBy(bob), seenBy(user("carol"))))
                    .isEqualTo(seen);
        }
    }

    @Test
    default void aRetryIsKnownAfterReopening() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Write.Send send = sending(alice, with(bob, "order"), "hello");
        Message first = stored(write(send));
        reopenStore();
        assertThat(write(send)).isEqualTo(new Duplicate(first));
        assertThat(history(bob, first.conversation())).containsExactly(first);
    }

    @Test
    default void countingGoesOnAfterReopening() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message first = send(alice, bob, "1");
        acknowledge(bob, 1);
        reopenStore();
        Message second = send(bob, alice, "2");
        assertThat(second.conversation()).isEqualTo(first.conversation());
        assertThat(second.seq()).isEqualTo(2);
        assertThat(events(alice, 2)).containsExactly(new MessageEvent(3, second));
        assertThat(acknowledge(bob, 1).deliveries()).isEmpty();
        markRead(alice, first.conversation(), 2);
        assertThat(conversation(alice, bob).markers()).isEqualTo(new Markers(2, 2));
        assertThat(conversation(alice, bob).peerMarkers()).isEqualTo(new Markers(1, 0));
    }
}
