package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.model.Event;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.EventPage;
import chat.duologue.model.Message;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How a user's stream is read. */
interface StreamContract extends StoreUnderTest {

    @Test
    default void theStreamOfAnUnknownUserIsEmpty() {
        UserId nobody = user("nobody");
        assertThat(store().events(nobody, 0, 10)).isEqualTo(new EventPage(List.of(), 0));
        assertThat(store().positions(Set.of(nobody))).isEqualTo(Map.of(nobody, StreamPosition.EMPTY));
    }

    @Test
    default void positionsTellEveryUserAskedFor() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        UserId carol = user("carol");
        send(alice, bob, "one");
        send(alice, bob, "two");
        send(alice, carol, "three");
        assertThat(store().positions(List.of(alice, bob, carol, user("nobody"), alice)))
                .isEqualTo(Map.of(
                        alice,
                        new StreamPosition(0, 3),
                        bob,
                        new StreamPosition(0, 2),
                        carol,
                        new StreamPosition(0, 1),
                        user("nobody"),
                        StreamPosition.EMPTY));
        assertThat(store().positions(List.of())).isEmpty();
    }

    @Test
    default void aPageHoldsWhatFollowsTheCursor() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Event> all = new ArrayList<>();
        for (Message message : sendMany(alice, bob, 5)) {
            all.add(new MessageEvent(message.seq(), message));
        }
        for (int after = 0; after <= 5; after++) {
            for (int limit = 1; limit <= 6; limit++) {
                int to = Math.min(after + limit, 5);
                assertThat(store().events(bob, after, limit))
                        .as("after %d, limit %d", after, limit)
                        .isEqualTo(new EventPage(all.subList(after, to), to));
            }
        }
    }

    @Test
    default void aStreamOfOneEventIsReadInOnePage() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        EventPage page = new EventPage(List.of(new MessageEvent(1, message)), 1);
        assertThat(store().events(bob, 0, 1)).isEqualTo(page);
        assertThat(store().events(bob, 0, Integer.MAX_VALUE)).isEqualTo(page);
        assertThat(store().events(bob, 1, 1)).isEqualTo(new EventPage(List.of(), 1));
    }

    @Test
    default void aCursorBeyondTheHeadGetsNothingAndDoesNotGoBack() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(alice, bob, "hello");
        for (long after : new long[] {1, 2, 1000, Long.MAX_VALUE}) {
            assertThat(store().events(bob, after, 10)).isEqualTo(new EventPage(List.of(), after));
        }
    }

    @Test
    default void aLimitOfZeroGetsNoEventAndStaysAtTheCursor() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        sendMany(alice, bob, 3);
        assertThat(store().events(bob, 0, 0)).isEqualTo(new EventPage(List.of(), 0));
        assertThat(store().events(bob, 2, 0)).isEqualTo(new EventPage(List.of(), 2));
        assertThat(store().events(bob, 3, 0)).isEqualTo(new EventPage(List.of(), 3));
    }

    @Test
    default void aPageOfEventsIsNeverLargerThanTheMostThatAStoreReturns() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        sendMany(alice, bob, ChatStore.MAX_LIMIT + 1);
        for (int limit : new int[] {ChatStore.MAX_LIMIT, ChatStore.MAX_LIMIT + 1, Integer.MAX_VALUE}) {
            EventPage page = store().events(bob, 0, limit);
            assertThat(page.events()).hasSize(ChatStore.MAX_LIMIT);
            assertThat(page.upTo()).isEqualTo(ChatStore.MAX_LIMIT);
        }
        assertThat(store().events(bob, ChatStore.MAX_LIMIT, Integer.MAX_VALUE).upTo())
                .isEqualTo(ChatStore.MAX_LIMIT + 1);
    }

    @Test
    default void aNegativeLimitOfEventsIsAnArgumentError() {
        assertThatThrownBy(() -> store().events(user("alice"), 0, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void everyConversationOfAUserIsInTheOneStream() {
        UserId alice = user("alice");
        Message one = send(user("bob"), alice, "one");
        Message two = send(alice, user("carol"), "two");
        Message three = send(user("bob"), with(alice, "order"), "three");
        assertThat(store().events(alice, 0, 10))
                .isEqualTo(new EventPage(
                        List.of(new MessageEvent(1, one), new MessageEvent(2, two), new MessageEvent(3, three)), 3));
    }
}
