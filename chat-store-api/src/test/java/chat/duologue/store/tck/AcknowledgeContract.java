package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Event.ReceiptEvent;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Delivery;
import chat.duologue.store.spi.Write;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an acknowledgement of a user's stream does. */
interface AcknowledgeContract extends StoreUnderTest {

    @Test
    default void anAcknowledgementRaisesDeliveredAndTellsBothMembers() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(bob, user("carol"), "other");
        Message message = send(alice, bob, "hello");
        Markers delivered = new Markers(1, 0);

        assertThat(acknowledge(bob, 2).deliveries())
                .containsExactlyInAnyOrder(
                        new Delivery(alice, new ReceiptEvent(2, message.conversation(), bob, delivered)),
                        new Delivery(bob, new ReceiptEvent(3, message.conversation(), bob, delivered)));
        assertThat(conversation(bob, alice).markers()).isEqualTo(delivered);
        assertThat(conversation(bob, alice).peerMarkers()).isEqualTo(Markers.NONE);
        assertThat(conversation(alice, bob).peerMarkers()).isEqualTo(delivered);
        assertThat(conversation(alice, bob).markers()).isEqualTo(Markers.NONE);
        assertThat(conversation(bob, alice).unread()).isEqualTo(1);
    }

    @Test
    default void anAcknowledgementIsCumulativeOverAllConversations() {
        UserId bob = user("bob");
        List<Message> fromAlice = sendMany(user("alice"), bob, 3);
        List<Message> fromCarol = sendMany(user("carol"), bob, 2);
        Message order = send(user("alice"), with(bob, "order"), "hello");

        Outcome outcome = acknowledge(bob, 6);
        assertThat(outcome.deliveries()).hasSize(6);
        assertThat(outcome.deliveries())
                .filteredOn(delivery -> delivery.user().equals(bob))
                .extracting(delivery -> delivery.event().offset())
                .containsExactly(7L, 8L, 9L);
        assertThat(conversation(bob, existing(fromAlice.get(0).conversation())).markers())
                .isEqualTo(new Markers(3, 0));
        assertThat(conversation(bob, existing(fromCarol.get(0).conversation())).markers())
                .isEqualTo(new Markers(2, 0));
        assertThat(conversation(bob, existing(order.conversation())).markers()).isEqualTo(new Markers(1, 0));
        assertThat(List.of(head(user("alice")), head(user("carol")))).containsExactly(6L, 3L);
    }

    @Test
    default void anAcknowledgementReachesNoFurtherThanItsOffset() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        sendMany(alice, bob, 3);
        send(user("carol"), bob, "hello");
        acknowledge(bob, 2);
        assertThat(conversation(bob, alice).markers()).isEqualTo(new Markers(2, 0));
        assertThat(conversation(bob, user("carol")).markers()).isEqualTo(Markers.NONE);
        acknowledge(bob, 3);
        assertThat(conversation(bob, alice).markers()).isEqualTo(new Markers(3, 0));
        acknowledge(bob, 4);
        assertThat(conversation(bob, user("carol")).markers()).isEqualTo(new Markers(1, 0));
    }

    @Test
    default void anAcknowledgementThatIsNotAboveTheLastOneHasNoEffect() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        sendMany(alice, bob, 3);
        acknowledge(bob, 2);
        for (long offset : new long[] {2, 1, 0}) {
            assertThat(acknowledge(bob, offset).deliveries()).isEmpty();
        }
        assertThat(conversation(bob, alice).markers()).isEqualTo(new Markers(2, 0));
        assertThat(List.of(head(alice), head(bob))).containsExactly(4L, 4L);
    }

    @Test
    default void anAcknowledgementBeyondTheHeadHasNoEffect() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        sendMany(alice, bob, 2);
        for (long offset : new long[] {3, 1000, Long.MAX_VALUE}) {
            assertThat(acknowledge(bob, offset).deliveries()).isEmpty();
        }
        assertThat(conversation(bob, alice).markers()).isEqualTo(Markers.NONE);
        sendMany(alice, bob, 2);
        assertThat(acknowledge(bob, 4).deliveries()).as("a later one").hasSize(2);
        assertThat(conversation(bob, alice).markers()).isEqualTo(new Markers(4, 0));
    }

    @Test
    default void onlyThePeersMessagesCountAsDelivered() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(alice, bob, "1");
        send(bob, alice, "2");
        send(bob, alice, "3");
        send(alice, bob, "4");
        assertThat(acknowledge(alice, 1).deliveries()).as("only her own").isEmpty();
        acknowledge(alice, 4);
        assertThat(conversation(alice, bob).markers()).isEqualTo(new Markers(3, 0));
        acknowledge(bob, 3);
        assertThat(conversation(bob, alice).markers()).isEqualTo(new Markers(1, 0));
    }

    @Test
    default void acknowledgingReceiptsMakesNoReceipt() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(alice, bob, "hello");
        acknowledge(bob, 1);
        assertThat(acknowledge(alice, 2).deliveries()).isEmpty();
        assertThat(acknowledge(bob, 2).deliveries()).isEmpty();
        assertThat(List.of(head(alice), head(bob))).containsExactly(2L, 2L);
    }

    @Test
    default void whatIsReadAlreadyIsNotDeliveredOnceMore() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> messages = sendMany(alice, bob, 3);
        markRead(bob, messages.get(0).conversation(), 2);
        assertThat(acknowledge(bob, 2).deliveries()).isEmpty();
        acknowledge(bob, 3);
        assertThat(conversation(bob, alice).markers()).isEqualTo(new Markers(3, 2));
    }

    @Test
    default void aBatchMayAcknowledgeWhatItStores() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Outcome> outcomes = writeAll(List.of(
                new Write.Acknowledge(bob, 1),
                sending(alice, bob, "1"),
                new Write.Acknowledge(bob, 1),
                new Write.Acknowledge(bob, 1),
                sending(alice, bob, "2"),
                new Write.Acknowledge(bob, 3)));
        assertThat(outcomes).extracting(outcome -> outcome.deliveries().size()).containsExactly(0, 2, 2, 0, 2, 2);
        assertThat(conversation(bob, alice).markers()).isEqualTo(new Markers(2, 0));
        assertThat(head(bob)).isEqualTo(4);
    }

    @Test
    default void aUserWithoutAStreamHasNothingToAcknowledge() {
        for (long offset : new long[] {0, 1, 1000}) {
            assertThat(acknowledge(user("nobody"), offset).deliveries()).isEmpty();
        }
        assertThat(head(user("nobody"))).isEqualTo(0);
    }
}
