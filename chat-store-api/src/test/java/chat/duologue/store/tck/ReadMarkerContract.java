package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Event.ReceiptEvent;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Delivery;
import chat.duologue.store.spi.Outcome.Reason;
import chat.duologue.store.spi.Outcome.Refused;
import chat.duologue.store.spi.Write;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What reading does, and what counts as unread. */
interface ReadMarkerContract extends StoreUnderTest {

    @Test
    default void readingRaisesBothMarkersAndTellsBothMembers() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(bob, user("carol"), "other");
        Message last = sendMany(alice, bob, 3).get(2);
        Markers read = new Markers(2, 2);

        Outcome.Read outcome = markRead(bob, last.conversation(), 2);
        assertThat(outcome.markers()).isEqualTo(read);
        assertThat(outcome.deliveries())
                .containsExactlyInAnyOrder(
                        new Delivery(alice, new ReceiptEvent(4, last.conversation(), bob, read)),
                        new Delivery(bob, new ReceiptEvent(5, last.conversation(), bob, read)));
        assertThat(conversation(bob, alice).markers()).isEqualTo(read);
        assertThat(conversation(alice, bob).peerMarkers()).isEqualTo(read);
        assertThat(conversation(alice, bob).markers()).isEqualTo(Markers.NONE);
    }

    @Test
    default void readingLessThanDeliveredLeavesDelivered() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message last = sendMany(alice, bob, 5).get(4);
        acknowledge(bob, 5);
        assertThat(markRead(bob, last.conversation(), 3).markers()).isEqualTo(new Markers(5, 3));
        assertThat(conversation(alice, bob).peerMarkers()).isEqualTo(new Markers(5, 3));
    }

    @Test
    default void markersNeverGoBack() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message last = sendMany(alice, bob, 5).get(4);
        markRead(bob, last.conversation(), 4);
        for (long seq : new long[] {4, 3, 1}) {
            assertThat(markRead(bob, last.conversation(), seq))
                    .isEqualTo(new Outcome.Read(new Markers(4, 4), List.of()));
        }
        acknowledge(bob, 1);
        assertThat(conversation(bob, alice).markers()).isEqualTo(new Markers(4, 4));
        assertThat(List.of(head(alice), head(bob))).containsExactly(6L, 6L);
    }

    @Test
    default void markersNeverPassTheLastMessage() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message last = sendMany(alice, bob, 2).get(1);
        for (long seq : new long[] {3, 1000, Long.MAX_VALUE}) {
            assertThat(write(new Write.MarkRead(bob, last.conversation(), seq)))
                    .isEqualTo(new Refused(Reason.NO_SUCH_MESSAGE));
        }
        assertThat(conversation(bob, alice).markers()).isEqualTo(Markers.NONE);
        assertThat(List.of(head(alice), head(bob))).containsExactly(2L, 2L);
    }

    @Test
    default void readsOfOneBatchTakeEffectOneAfterTheOther() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message last = sendMany(alice, bob, 2).get(1);
        List<Outcome> outcomes = writeAll(List.of(
                new Write.MarkRead(bob, last.conversation(), 1),
                new Write.MarkRead(bob, last.conversation(), 3),
                sending(alice, bob, "3"),
                new Write.MarkRead(bob, last.conversation(), 3),
                new Write.MarkRead(bob, last.conversation(), 2)));
        assertThat(outcomes).extracting(outcome -> outcome.deliveries().size()).containsExactly(2, 0, 2, 2, 0);
        assertThat(outcomes.get(1)).isEqualTo(new Refused(Reason.NO_SUCH_MESSAGE));
        assertThat(outcomes.get(4)).isEqualTo(new Outcome.Read(new Markers(3, 3), List.of()));
    }

    @Test
    default void anAuthorMayReadTheirOwnMessage() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        assertThat(markRead(alice, message.conversation(), 1).markers()).isEqualTo(new Markers(1, 1));
        assertThat(conversation(bob, alice).peerMarkers()).isEqualTo(new Markers(1, 1));
        assertThat(conversation(bob, alice).unread()).isEqualTo(1);
    }

    @Test
    default void theMembersMarkersAreTheirOwn() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message last = sendMany(alice, bob, 3).get(2);
        send(bob, alice, "4");
        markRead(bob, last.conversation(), 2);
        markRead(alice, last.conversation(), 4);
        assertThat(conversation(alice, bob)).satisfies(c -> {
            assertThat(c.markers()).isEqualTo(new Markers(4, 4));
            assertThat(c.peerMarkers()).isEqualTo(new Markers(2, 2));
        });
        assertThat(conversation(bob, alice)).satisfies(c -> {
            assertThat(c.markers()).isEqualTo(new Markers(2, 2));
            assertThat(c.peerMarkers()).isEqualTo(new Markers(4, 4));
        });
    }

    @Test
    default void markersOfOneContextLeaveTheOthersAlone() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(alice, bob, "plain");
        Message order = send(alice, with(bob, "order"), "order");
        markRead(bob, order.conversation(), 1);
        assertThat(conversation(bob, with(alice, "order")).markers()).isEqualTo(new Markers(1, 1));
        assertThat(conversation(bob, alice).markers()).isEqualTo(Markers.NONE);
        assertThat(conversation(bob, alice).unread()).isEqualTo(1);
    }

    @Test
    default void unreadAreThePeersMessagesAboveTheReadMarker() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        UserId[] authors = {alice, alice, bob, alice, bob, bob};
        for (UserId author : authors) {
            send(author, author.equals(alice) ? bob : alice, "hello");
        }
        Message last = conversation(alice, bob).last();
        assertThat(conversation(alice, bob).unread()).isEqualTo(3);
        assertThat(conversation(bob, alice).unread()).isEqualTo(3);
        long[] unreadOfAlice = {3, 3, 2, 2, 1, 0};
        long[] unreadOfBob = {2, 1, 1, 0, 0, 0};
        for (int seq = 1; seq <= 6; seq++) {
            markRead(alice, last.conversation(), seq);
            markRead(bob, last.conversation(), seq);
            assertThat(conversation(alice, bob).unread()).isEqualTo(unreadOfAlice[seq - 1]);
            assertThat(conversation(bob, alice).unread()).isEqualTo(unreadOfBob[seq - 1]);
        }
        send(bob, alice, "new");
        assertThat(conversation(alice, bob).unread()).isEqualTo(1);
        assertThat(conversation(bob, alice).unread()).isEqualTo(0);
    }

    @Test
    default void deliveredIsNotRead() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        sendMany(alice, bob, 3);
        acknowledge(bob, 3);
        assertThat(conversation(bob, alice).unread()).isEqualTo(3);
    }
}
