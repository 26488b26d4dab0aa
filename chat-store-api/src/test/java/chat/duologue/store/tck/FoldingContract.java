package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.ConversationId;
import chat.duologue.model.Event;
import chat.duologue.model.Event.BlockEvent;
import chat.duologue.model.Event.EditedEvent;
import chat.duologue.model.Event.HiddenEvent;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Event.ReactionEvent;
import chat.duologue.model.Event.RecalledEvent;
import chat.duologue.model.Event.ReceiptEvent;
import chat.duologue.model.Event.SettingsEvent;
import chat.duologue.model.EventPage;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.Reaction;
import chat.duologue.model.Settings;
import chat.duologue.model.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a replay may leave out: events that a later one of the same kind and subject made moot. */
interface FoldingContract extends MessageChanges {

    /** The stretch of a stream without its moot events: equal for stores that keep them and stores that don't. */
    static List<Event> folded(List<Event> events) {
        Map<Object, Event> last = new HashMap<>();
        events.forEach(event -> last.put(mootWith(event), event));
        return events.stream()
                .filter(event -> event == last.get(mootWith(event)))
                .toList();
    }

    /** What a later event has in common with those that it makes moot. */
    private static Object mootWith(Event event) {
        if (event instanceof EditedEvent e) {
            return List.of("changed", e.conversation(), e.message().seq());
        } else if (event instanceof RecalledEvent e) {
            return List.of("changed", e.conversation(), e.seq());
        } else if (event instanceof ReactionEvent e) {
            return List.of("reaction", e.conversation(), e.seq(), e.reaction());
        } else if (event instanceof ReceiptEvent e) {
            return List.of("receipt", e.conversation(), e.by());
        } else if (event instanceof SettingsEvent e) {
            return List.of("settings", e.conversation());
        } else if (event instanceof BlockEvent e) {
            return List.of("block", e.user());
        }
        return event.offset();
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

    @Test
    default void aReplayShowsWhatStandsNowOfEachSubject() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, 3);
        ConversationId id = sent.get(0).conversation();
        edit(sent.get(0), "once");
        write(reacting(bob, sent.get(0), "+"));
        write(reacting(alice, sent.get(0), "+"));
        write(configuring(alice, id, new Settings.Change(null, true, null)));
        write(blocking(alice, user("carol")));
        write(blocking(alice, user("dave")));
        Message toRecall = edit(sent.get(1), "recalled later");
        hide(alice, sent.get(2));
        Message edited = edit(sent.get(0), "twice");
        write(takingBack(bob, sent.get(0), "+"));
        write(configuring(alice, id, archiving(true)));
        write(unblocking(alice, user("carol")));
        Message recalled = recall(toRecall);
        assertThat(head(alice)).isEqualTo(16);
        assertThat(folded(events(alice, 0)))
                .containsExactly(
                        new MessageEvent(1, edited),
                        new MessageEvent(2, recalled),
                        new MessageEvent(3, sent.get(2)),
                        new ReactionEvent(6, id, 1, new Reaction(alice, "+"), false),
                        new BlockEvent(9, user("dave"), true),
                        new HiddenEvent(11, id, 3),
                        new EditedEvent(12, edited),
                        new ReactionEvent(13, id, 1, new Reaction(bob, "+"), true),
                        new SettingsEvent(14, id, new Settings(null, true, true)),
                        new BlockEvent(15, user("carol"), false),
                        new RecalledEvent(16, id, 2, alice, LATER));
        assertThat(head(bob)).isEqualTo(10);
        assertThat(folded(events(bob, 0)))
                .containsExactly(
                        new MessageEvent(1, edited),
                        new MessageEvent(2, recalled),
                        new MessageEvent(3, sent.get(2)),
                        new ReactionEvent(6, id, 1, new Reaction(alice, "+"), false),
                        new EditedEvent(8, edited),
                        new ReactionEvent(9, id, 1, new Reaction(bob, "+"), true),
                        new RecalledEvent(10, id, 2, alice, LATER));
    }

    @Test
    default void aReplayFromTheMiddleShowsWhatStandsNow() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        for (int i = 1; i <= 4; i++) {
            message = edit(message, "edit " + i);
            write(i % 2 == 0 ? takingBack(bob, message, "+") : reacting(bob, message, "+"));
        }
        List<Event> last = List.of(
                new EditedEvent(8, message),
                new ReactionEvent(9, message.conversation(), 1, new Reaction(bob, "+"), true));
        for (long after = 1; after <= 7; after++) {
            for (UserId member : List.of(alice, bob)) {
                assertThat(folded(events(member, after))).as("after %d", after).isEqualTo(last);
                assertThat(store().events(member, after, 100).upTo()).isEqualTo(9);
            }
        }
        assertThat(events(alice, 8)).isEqualTo(last.subList(1, 2));
        assertThat(events(alice, 9)).isEmpty();
    }

    @Test
    default void smallPagesOverWhateverIsMootMissNothing() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, 3);
        for (int i = 0; i < 12; i++) {
            Message message = sent.get(i % 3);
            writeAll(List.of(
                    editing(alice, message, "edit " + i),
                    i % 2 == 0 ? reacting(bob, message, "+") : takingBack(bob, message, "+"),
                    configuring(bob, message.conversation(), archiving(i % 2 == 0)),
                    i % 2 == 0 ? blocking(bob, user("carol")) : unblocking(bob, user("carol"))));
        }
        recall(sent.get(1));
        List<Event> whole = folded(events(bob, 0));
        assertThat(whole).hasSize(3 + 3 + 3 + 1 + 1);
        for (int limit = 1; limit <= 12; limit++) {
            List<Event> read = new ArrayList<>();
            EventPage page = store().events(bob, 0, limit);
            while (!page.events().isEmpty()) {
                read.addAll(page.events());
                page = store().events(bob, page.upTo(), limit);
            }
            assertThat(page.upTo()).isEqualTo(head(bob));
            assertThat(read).extracting(Event::offset).isSorted().doesNotHaveDuplicates();
            assertThat(folded(read)).as("limit %d", limit).isEqualTo(whole);
        }
    }
}
