package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.ConversationId;
import chat.duologue.model.Event;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Event.ReceiptEvent;
import chat.duologue.model.EventPage;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a replay may leave out: receipts that a later one of the same member and conversation made moot. */
interface ReceiptFoldingContract extends StoreUnderTest {

    /** The stretch of a stream without its moot receipts: equal for stores that keep them and stores that don't. */
    static List<Event> folded(List<Event> events) {
        Map<Object, Event> last = new HashMap<>();
        events.forEach(event -> last.put(mootWith(event), event));
        return events.stream()
                .filter(event -> event == last.get(mootWith(event)))
                .toList();
    }

    /** What a later event has in common with those that it makes moot. */
    private static Object mootWith(Event event) {
        return event instanceof ReceiptEvent receipt ? List.of(receipt.conversation(), receipt.by()) : event.offset();
    }

    @Test
    default void aReplayShowsTheLastReceiptOfEachMemberInEachConversation() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, 2);
        Message order = send(alice, with(bob, "order"), "hello");
        ConversationId id = order.conversation();
        ConversationId plain = sent.get(0).conversation();
        markRead(bob, plain, 1);
        markRead(bob, id, 1);
        markRead(alice, plain, 1);
        markRead(bob, plain, 2);
        markRead(alice, plain, 2);

        for (UserId user : List.of(alice, bob)) {
            assertThat(folded(events(user, 0)))
                    .containsExactly(
                            new MessageEvent(1, sent.get(0)),
                            new MessageEvent(2, sent.get(1)),
                            new MessageEvent(3, order),
                            new ReceiptEvent(5, id, bob, new Markers(1, 1)),
                            new ReceiptEvent(7, plain, bob, new Markers(2, 2)),
                            new ReceiptEvent(8, plain, alice, new Markers(2, 2)));
        }
    }

    @Test
    default void aPageEndsAtTheHeadHoweverManyReceiptsAreFolded() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message last = sendMany(alice, bob, 10).get(9);
        for (int seq = 1; seq <= 10; seq++) {
            markRead(bob, last.conversation(), seq);
        }
        for (long after : new long[] {0, 9, 10, 15, 19, 20}) {
            EventPage page = store().events(alice, after, 100);
            assertThat(page.upTo()).as("after %d", after).isEqualTo(20);
            List<Event> expected = new ArrayList<>();
            for (Event event : folded(events(alice, 0))) {
                if (event.offset() > after) {
                    expected.add(event);
                }
            }
            assertThat(folded(page.events())).as("after %d", after).isEqualTo(expected);
        }
    }

    @Test
    default void smallPagesOverFoldedReceiptsMissNothing() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        for (int seq = 1; seq <= 8; seq++) {
            Message message = send(alice, bob, "message " + seq);
            acknowledge(bob, head(bob));
            markRead(bob, message.conversation(), seq);
            markRead(alice, message.conversation(), seq);
        }
        List<Event> whole = folded(events(bob, 0));
        assertThat(whole).hasSize(10).last().extracting(Event::offset).isEqualTo(32L);
        for (int limit = 1; limit <= 11; limit++) {
            List<Event> read = new ArrayList<>();
            EventPage page = store().events(bob, 0, limit);
            while (!page.events().isEmpty()) {
                read.addAll(page.events());
                if (page.events().size() == limit) {
                    assertThat(page.upTo()).isEqualTo(read.get(read.size() - 1).offset());
                } else {
                    assertThat(page.upTo()).isEqualTo(32);
                }
                assertThat(read.size()).isLessThanOrEqualTo(32);
                page = store().events(bob, page.upTo(), limit);
            }
            assertThat(page.upTo()).isEqualTo(32);
            assertThat(folded(read)).as("limit %d", limit).isEqualTo(whole);
        }
    }

    @Test
    default void aFoldedReceiptGivesItsOffsetToNoOtherEvent() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = sendMany(alice, bob, 3).get(0);
        for (int seq = 1; seq <= 3; seq++) {
            markRead(bob, message.conversation(), seq);
        }
        Message next = send(alice, bob, "next");
        assertThat(events(bob, 6)).containsExactly(new MessageEvent(7, next));
        assertThat(events(bob, 0)).extracting(Event::offset).isSorted().doesNotHaveDuplicates();
    }
}
