package chat.duologue.store.tck;

import static chat.duologue.model.ConversationFilter.ALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.model.Anchor;
import chat.duologue.model.Content;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationPage;
import chat.duologue.model.Event;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Event.ReceiptEvent;
import chat.duologue.model.EventPage;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Erasure;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Reason;
import chat.duologue.store.spi.Write;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a user is erased. */
interface ErasureContract extends StoreUnderTest {

    /** Checks that nothing of the user is left under the name: as if they had never been. */
    default void assertUnknown(UserId user, ConversationId... formerly) {
        assertThat(position(user)).isEqualTo(StreamPosition.EMPTY);
        assertThat(store().events(user, 0, 10)).isEqualTo(new EventPage(List.of(), 0));
        assertThat(store().conversations(user, ALL, Long.MAX_VALUE, 10))
                .isEqualTo(new ConversationPage(List.of(), OptionalLong.empty(), 0));
        for (ConversationId id : formerly) {
            assertThat(store().messages(user, id, Anchor.NEWEST, 10)).isEmpty();
            assertThat(store().conversation(user, existing(id))).isEmpty();
            assertThat(write(sending(user, existing(id), "boo"))).isEqualTo(new Outcome.Refused(Reason.NOT_A_MEMBER));
            assertThat(write(new Write.MarkRead(user, id, 1))).isEqualTo(new Outcome.Refused(Reason.NOT_A_MEMBER));
        }
    }

    @ParameterizedTest
    @EnumSource
    default void anErasedUserIsAsUnknownAsOneWhoNeverWas(Erasure erasure) {
        UserId alice = user("alice");
        Message toBob = send(alice, user("bob"), "to bob");
        Message fromCarol = send(user("carol"), alice, "from carol");
        markRead(alice, fromCarol.conversation(), 1);
        housekeeping().erase(alice, erasure);
        assertUnknown(alice, toBob.conversation(), fromCarol.conversation());
        assertThat(store().conversation(user("bob"), with(alice))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    default void whoeverBearsTheNameNextIsANewUser(Erasure erasure) {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message old = send(alice, bob, "old");
        markRead(bob, old.conversation(), 1);
        housekeeping().erase(alice, erasure);
        Write.Send send = sending(alice, with(bob), old.clientMessageId(), Content.text("new"));
        Message fresh = stored(write(send));
        assertThat(fresh.conversation()).isNotEqualTo(old.conversation());
        assertThat(fresh.seq()).isEqualTo(1);
        assertThat(fresh.from()).isEqualTo(alice);
        assertThat(events(alice, 0)).containsExactly(new MessageEvent(1, fresh));
        assertThat(store().messages(alice, old.conversation(), Anchor.NEWEST, 10))
                .isEmpty();
        assertThat(conversation(bob, alice).last()).isEqualTo(fresh);
        assertThat(acknowledge(bob, head(bob)).deliveries()).hasSize(2);
        assertThat(conversation(alice, bob).peerMarkers()).isEqualTo(new Markers(1, 0));
    }

    @Test
    default void whereMessagesAreKeptTheyBearAPseudonym() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message question = send(alice, bob, "question");
        Message answer = send(bob, alice, "answer");
        send(user("carol"), bob, "elsewhere");
        housekeeping().erase(alice, Erasure.KEEP_MESSAGES);
        Conversation kept = conversation(bob, existing(question.conversation()));
        UserId pseudonym = kept.peer();
        assertThat(pseudonym.value()).startsWith("deleted-").doesNotContain("alice");
        assertThat(kept.last()).isEqualTo(answer);
        assertThat(kept.unread()).isEqualTo(1);
        List<Message> history = history(bob, question.conversation());
        assertThat(history).extracting(Message::from).containsExactly(pseudonym, bob);
        assertThat(history).extracting(Message::content).containsExactly(question.content(), answer.content());
        assertThat(events(bob, 0))
                .extracting(event -> ((MessageEvent) event).message())
                .startsWith(history.get(0), history.get(1));
        assertThat(store().conversations(bob, ALL, Long.MAX_VALUE, 10).conversations())
                .extracting(Conversation::peer)
                .containsExactly(user("carol"), pseudonym);
        assertThat(conversation(bob, with(pseudonym))).isEqualTo(kept);
    }

    @Test
    default void theMarkersAndReceiptsOfTheErasedGo() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(bob, alice, "hello");
        Message reply = send(alice, bob, "reply");
        markRead(alice, message.conversation(), 1);
        markRead(bob, message.conversation(), 2);
        send(bob, user("carol"), "elsewhere");
        housekeeping().erase(alice, Erasure.KEEP_MESSAGES);
        Conversation kept = conversation(bob, existing(reply.conversation()));
        assertThat(kept.peerMarkers()).isEqualTo(Markers.NONE);
        assertThat(kept.markers()).isEqualTo(new Markers(2, 2));
        assertThat(events(bob, 0))
                .filteredOn(event -> event instanceof ReceiptEvent)
                .containsExactly(new ReceiptEvent(4, message.conversation(), bob, new Markers(2, 2)));
        assertThat(position(bob)).as("a hole at 3").isEqualTo(new StreamPosition(3, 5));
    }

    @ParameterizedTest
    @EnumSource
    default void noOneCanWriteToTheErased(Erasure erasure) {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        UserId pseudonym = erasedPseudonym(alice, message, bob);
        if (erasure == Erasure.REMOVE_CONVERSATIONS) {
            housekeeping().purge(message.conversation(), 1);
        }
        Outcome refused = new Outcome.Refused(Reason.NOT_A_MEMBER);
        assertThat(write(sending(bob, existing(message.conversation()), "still there?")))
                .isEqualTo(refused);
        assertThat(write(sending(bob, pseudonym, "still there?"))).isEqualTo(refused);
        assertThat(write(sending(bob, with(pseudonym, "order"), "still there?")))
                .isEqualTo(refused);
        assertThat(write(sending(user("carol"), pseudonym, "who are you?"))).isEqualTo(refused);
        assertThat(write(sending(pseudonym, bob, "a ghost"))).isEqualTo(refused);
        assertThat(write(sending(pseudonym, existing(message.conversation()), "a ghost")))
                .isEqualTo(refused);
        assertThat(head(bob)).isEqualTo(1);
        assertUnknown(pseudonym, message.conversation());
    }

    private UserId erasedPseudonym(UserId user, Message message, UserId peer) {
        housekeeping().erase(user, Erasure.KEEP_MESSAGES);
        return conversation(peer, existing(message.conversation())).peer();
    }

    @Test
    default void thePeerCanStillReadAndAcknowledgeWhatTheErasedWrote() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, 3);
        ConversationId id = sent.get(0).conversation();
        housekeeping().erase(alice, Erasure.KEEP_MESSAGES);
        List<Outcome.Delivery> deliveries = acknowledge(bob, 2).deliveries();
        assertThat(deliveries)
                .containsExactly(new Outcome.Delivery(bob, new ReceiptEvent(4, id, bob, new Markers(2, 0))));
        assertThat(markRead(bob, id, 3).deliveries())
                .containsExactly(new Outcome.Delivery(bob, new ReceiptEvent(5, id, bob, new Markers(3, 3))));
        assertThat(markRead(bob, id, 3).deliveries()).isEmpty();
        List<Event> read = events(bob, 3);
        assertThat(read).containsExactly(new ReceiptEvent(5, id, bob, new Markers(3, 3)));
        assertThat(conversation(bob, existing(id)).unread()).isZero();
    }

    @Test
    default void whereConversationsAreRemovedNothingOfThemIsLeftToThePeers() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, ChatStore.MAX_LIMIT + 2);
        Message last = send(bob, alice, "answer");
        Message other = send(user("carol"), bob, "elsewhere");
        housekeeping().erase(alice, Erasure.REMOVE_CONVERSATIONS);
        ConversationPage list = store().conversations(bob, ALL, Long.MAX_VALUE, 10);
        assertThat(list.conversations()).extracting(Conversation::last).containsExactly(other);
        assertThat(list.totalUnread()).isEqualTo(1);
        assertThat(store().conversation(bob, existing(last.conversation()))).isEmpty();
        assertThat(store().messages(bob, last.conversation(), Anchor.NEWEST, 10))
                .contains(new MessagePage(List.of(), false, false));
        assertThat(events(bob, 0)).containsExactly(new MessageEvent(sent.size() + 2, other));
        assertThat(position(bob)).isEqualTo(new StreamPosition(sent.size() + 1, sent.size() + 2));
        assertThat(housekeeping().oldest(last.conversation(), 10)).isEmpty();
    }

    @Test
    default void beforeTheNameIsFreeItIsNobodysAndAFailureThereLeavesItSo() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        Outcome refused = new Outcome.Refused(Reason.NOT_A_MEMBER);
        Runnable nobodyIsThere = () -> {
            assertThat(write(sending(bob, alice, "still there?"))).isEqualTo(refused);
            assertThat(write(sending(alice, bob, "a ghost"))).isEqualTo(refused);
            assertUnknown(alice, message.conversation());
        };
        assertThatThrownBy(() -> housekeeping().erase(alice, Erasure.KEEP_MESSAGES, () -> {
                    nobodyIsThere.run();
                    throw new IllegalStateException("not now");
                }))
                .hasMessage("not now");
        nobodyIsThere.run();
        housekeeping().erase(alice, Erasure.KEEP_MESSAGES, nobodyIsThere);
        assertThat(send(bob, alice, "are you new here?").conversation()).isNotEqualTo(message.conversation());
        assertThat(head(alice)).isEqualTo(1);
    }

    @Test
    default void whatNobodyIsLeftToReadGoes() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        housekeeping().erase(alice, Erasure.KEEP_MESSAGES);
        assertThat(housekeeping().oldest(message.conversation(), 10)).hasSize(1);
        housekeeping().erase(bob, Erasure.KEEP_MESSAGES);
        assertThat(housekeeping().oldest(message.conversation(), 10)).isEmpty();
        assertUnknown(alice, message.conversation());
        assertUnknown(bob, message.conversation());
    }

    @Test
    default void retentionGoesOnInTheConversationsOfTheErased() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, 3);
        sendMany(bob, alice, 2);
        ConversationId id = sent.get(0).conversation();
        housekeeping().erase(alice, Erasure.KEEP_MESSAGES);
        assertThat(housekeeping().purge(id, 4)).isEqualTo(4);
        assertThat(conversation(bob, existing(id)).unread()).isZero();
        assertThat(store().conversations(bob, ALL, Long.MAX_VALUE, 10).totalUnread())
                .isZero();
        assertThat(housekeeping().purge(id, 5)).isEqualTo(1);
        assertThat(store().conversations(bob, ALL, Long.MAX_VALUE, 10).conversations())
                .isEmpty();
        assertUnknown(alice, id);
    }

    @ParameterizedTest
    @EnumSource
    default void erasingAgainOrAnUnknownUserChangesNothing(Erasure erasure) {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        housekeeping().erase(alice, Erasure.KEEP_MESSAGES);
        Conversation kept = conversation(bob, existing(message.conversation()));
        housekeeping().erase(alice, erasure);
        housekeeping().erase(user("nobody"), erasure);
        housekeeping().erase(kept.peer(), erasure);
        assertThat(conversation(bob, existing(message.conversation()))).isEqualTo(kept);
        assertThat(position(bob)).isEqualTo(new StreamPosition(0, 1));
    }

    @Test
    default void othersAreNotTouched() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        UserId carol = user("carol");
        Message untouched = send(bob, carol, "hello");
        markRead(carol, untouched.conversation(), 1);
        send(bob, alice, "hello");
        Conversation before = conversation(carol, bob);
        List<Event> events = events(carol, 0);
        housekeeping().erase(alice, Erasure.REMOVE_CONVERSATIONS);
        assertThat(conversation(carol, bob)).isEqualTo(before);
        assertThat(events(carol, 0)).isEqualTo(events);
        assertThat(events(bob, 0)).hasSize(2);
    }

    @Test
    default void theErasedStaySoWhenTheStoreIsOpenedAgain() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        housekeeping().erase(alice, Erasure.KEEP_MESSAGES);
        Conversation kept = conversation(bob, existing(message.conversation()));
        reopenStore();
        assertUnknown(alice, message.conversation());
        assertThat(conversation(bob, existing(message.conversation()))).isEqualTo(kept);
        assertThat(write(sending(bob, existing(message.conversation()), "boo")))
                .isEqualTo(new Outcome.Refused(Reason.NOT_A_MEMBER));
    }
}
