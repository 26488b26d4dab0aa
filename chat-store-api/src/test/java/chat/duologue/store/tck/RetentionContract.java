package chat.duologue.store.tck;

import static chat.duologue.model.ConversationFilter.ALL;
import static chat.duologue.model.ConversationFilter.UNREAD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.model.Anchor;
import chat.duologue.model.Content;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationExtent;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationPage;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Event.ReceiptEvent;
import chat.duologue.model.EventPage;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Housekeeping.ExtentPage;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How old messages are removed and streams are trimmed. */
interface RetentionContract extends StoreUnderTest {

    default long purge(Message upTo) {
        return housekeeping().purge(upTo.conversation(), upTo.seq());
    }

    default ConversationPage listed(UserId user, ConversationFilter filter) {
        return store().conversations(user, filter, Long.MAX_VALUE, 10);
    }

    /** This test's own conversations, found in pages of a size. */
    default List<ConversationExtent> extents(int limit) {
        List<ConversationExtent> found = new ArrayList<>();
        ConversationId after = null;
        do {
            ExtentPage page = housekeeping().extents(after, limit);
            assertThat(page.extents()).hasSizeLessThanOrEqualTo(limit);
            found.addAll(page.extents());
            after = page.next().orElse(null);
        } while (after != null);
        assertThat(found).doesNotHaveDuplicates();
        return found.stream()
                .filter(extent -> extent.members().get(0).value().startsWith(tag()))
                .toList();
    }

    default void trimAll(long maxEvents, int limit) {
        Optional<UserId> after = Optional.empty();
        do {
            after = housekeeping().trim(after.orElse(null), maxEvents, limit);
        } while (after.isPresent());
    }

    @Test
    default void whatIsPurgedIsGoneFromHistoryForBoth() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, 5);
        ConversationId id = sent.get(0).conversation();
        assertThat(purge(sent.get(2))).isEqualTo(3);
        for (UserId member : List.of(alice, bob)) {
            assertThat(history(member, id)).isEqualTo(sent.subList(3, 5));
            for (Anchor anchor : List.of(Anchor.NEWEST, new Anchor.After(0), new Anchor.After(2))) {
                assertThat(store().messages(member, id, anchor, 10))
                        .contains(new MessagePage(sent.subList(3, 5), false, false));
            }
            assertThat(store().messages(member, id, new Anchor.Before(3), 10))
                    .contains(new MessagePage(List.of(), false, true));
            assertThat(store().messages(member, id, new Anchor.Around(1), 1))
                    .contains(new MessagePage(sent.subList(3, 4), false, true));
            assertThat(store().messages(member, id, Anchor.NEWEST, 1))
                    .contains(new MessagePage(sent.subList(4, 5), true, false));
        }
    }

    @Test
    default void whatIsPurgedIsGoneFromBothStreamsWhichStillReachTheirHeads() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, 5);
        purge(sent.get(2));
        for (UserId member : List.of(alice, bob)) {
            assertThat(events(member, 0))
                    .containsExactly(new MessageEvent(4, sent.get(3)), new MessageEvent(5, sent.get(4)));
            assertThat(store().events(member, 3, 10).upTo()).isEqualTo(5);
        }
        purge(sent.get(4));
        for (UserId member : List.of(alice, bob)) {
            assertThat(store().events(member, 0, 10)).isEqualTo(new EventPage(List.of(), 5));
            assertThat(store().events(member, 7, 10)).isEqualTo(new EventPage(List.of(), 7));
        }
    }

    @Test
    default void bothStreamsAreTrimmedToTheLastPurgedMessage() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(alice, user("carol"), "elsewhere");
        List<Message> sent = sendMany(alice, bob, 5);
        purge(sent.get(2));
        assertThat(position(alice)).isEqualTo(new StreamPosition(4, 6));
        assertThat(position(bob)).isEqualTo(new StreamPosition(3, 5));
        assertThat(position(user("carol"))).isEqualTo(new StreamPosition(0, 1));
        purge(sent.get(4));
        assertThat(position(bob)).isEqualTo(new StreamPosition(5, 5));
    }

    @Test
    default void aPurgeOfOldMessagesDoesNotLowerWhatAStreamWasTrimmedTo() {
        UserId alice = user("alice");
        Message old = send(alice, user("bob"), "old");
        Message young = send(alice, user("carol"), "young");
        purge(young);
        purge(old);
        assertThat(position(alice)).isEqualTo(new StreamPosition(2, 2));
    }

    @Test
    default void numbersGoOnAfterAPurgeAsIfNothingWasGone() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(alice, bob, 3);
        for (int round = 0; round < 2; round++) {
            Message next = send(bob, alice, "next");
            assertThat(next.seq()).isEqualTo(4 + round);
            assertThat(next.conversation()).isEqualTo(sent.get(0).conversation());
            assertThat(head(alice)).isEqualTo(4 + round);
            assertThat(events(alice, 3 + round)).containsExactly(new MessageEvent(4 + round, next));
            assertThat(purge(next)).isEqualTo(round == 0 ? 4 : 1);
        }
    }

    @Test
    default void aConversationWithoutAMessageIsInNoListUntilTheNextOne() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message other = send(user("carol"), alice, "other");
        Message last = send(alice, bob, "last");
        purge(last);
        for (ConversationFilter filter : List.of(ALL, UNREAD)) {
            assertThat(listed(alice, filter).conversations())
                    .extracting(Conversation::peer)
                    .containsExactly(user("carol"));
            assertThat(listed(bob, filter))
                    .isEqualTo(new ConversationPage(List.of(), listed(bob, ALL).next(), 0));
        }
        assertThat(store().conversation(alice, with(bob))).isEmpty();
        assertThat(store().conversation(bob, existing(last.conversation()))).isEmpty();
        assertThat(store().messages(alice, last.conversation(), Anchor.NEWEST, 10))
                .contains(new MessagePage(List.of(), false, false));
        assertThat(store().messages(user("carol"), last.conversation(), Anchor.NEWEST, 10))
                .isEmpty();

        Message next = send(bob, existing(last.conversation()), "next");
        assertThat(listed(alice, ALL).conversations())
                .extracting(Conversation::last)
                .containsExactly(next, other);
        assertThat(listed(alice, UNREAD).conversations()).hasSize(2);
        assertThat(listed(bob, ALL).conversations())
                .extracting(Conversation::last)
                .containsExactly(next);
        assertThat(conversation(alice, bob).unread()).isEqualTo(1);
    }

    @Test
    default void unreadCountsOnlyWhatIsLeft() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(bob, alice, 5);
        send(user("carol"), alice, "elsewhere");
        markRead(alice, sent.get(0).conversation(), 2);
        purge(sent.get(2));
        assertThat(conversation(alice, bob).unread()).isEqualTo(2);
        assertThat(listed(alice, ALL).totalUnread()).isEqualTo(3);
        send(alice, bob, "own");
        purge(sent.get(4));
        assertThat(conversation(alice, bob).unread()).isZero();
        assertThat(listed(alice, UNREAD).totalUnread()).isEqualTo(1);
        assertThat(listed(alice, UNREAD).conversations())
                .extracting(Conversation::peer)
                .containsExactly(user("carol"));
        Message next = send(bob, alice, "next");
        assertThat(conversation(alice, bob).unread()).isEqualTo(1);
        assertThat(listed(alice, UNREAD).conversations())
                .extracting(Conversation::last)
                .contains(next);
        purge(next);
        assertThat(listed(alice, ALL).totalUnread()).isEqualTo(1);
        assertThat(listed(bob, ALL).totalUnread()).isZero();
    }

    @Test
    default void aPurgeOfWhatWasReadChangesNoCount() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(bob, alice, 5);
        markRead(alice, sent.get(0).conversation(), 3);
        purge(sent.get(1));
        assertThat(conversation(alice, bob).unread()).isEqualTo(2);
        assertThat(listed(alice, ALL).totalUnread()).isEqualTo(2);
    }

    @Test
    default void markersStayAndStillRise() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(bob, alice, 5);
        ConversationId id = sent.get(0).conversation();
        markRead(alice, id, 1);
        purge(sent.get(3));
        assertThat(conversation(alice, bob).markers()).isEqualTo(new Markers(1, 1));
        assertThat(conversation(bob, alice).peerMarkers()).isEqualTo(new Markers(1, 1));
        Outcome.Read read = markRead(alice, id, 3);
        assertThat(read.markers()).isEqualTo(new Markers(3, 3));
        assertThat(read.deliveries()).hasSize(2);
        assertThat(conversation(alice, bob).unread()).isEqualTo(1);
        assertThat(acknowledge(alice, head(alice)).deliveries()).hasSize(2);
        assertThat(conversation(alice, bob).markers()).isEqualTo(new Markers(5, 3));
        assertThat(events(bob, head(bob) - 1))
                .containsExactly(new ReceiptEvent(head(bob), id, alice, new Markers(5, 3)));
    }

    @Test
    default void anAcknowledgementOfNothingButPurgedMessagesRaisesNothing() {
        UserId alice = user("alice");
        List<Message> sent = sendMany(user("bob"), alice, 5);
        purge(sent.get(2));
        assertThat(acknowledge(alice, 3).deliveries()).isEmpty();
        assertThat(acknowledge(alice, 4).deliveries()).hasSize(2);
        assertThat(conversation(alice, user("bob")).markers()).isEqualTo(new Markers(4, 0));
    }

    @Test
    default void aRetryOfAPurgedMessageIsANewOne() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Write.Send send = sending(alice, with(bob), newClientId(), Content.text("again"));
        Message first = stored(write(send));
        assertThat(write(send)).isEqualTo(new Outcome.Duplicate(first));
        purge(first);
        Message second = stored(write(send));
        assertThat(second.seq()).isEqualTo(2);
        assertThat(write(send)).isEqualTo(new Outcome.Duplicate(second));
        assertThat(purge(first)).isZero();
        assertThat(history(bob, second.conversation())).containsExactly(second);
    }

    @Test
    default void aReplyToAPurgedMessageIsStored() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message old = send(alice, bob, "old");
        purge(old);
        Content reply = new Content("reply", null, 1L);
        assertThat(stored(write(sending(bob, with(alice), newClientId(), reply)))
                        .content())
                .isEqualTo(reply);
    }

    @Test
    default void aPurgeTakesTheOldestAndNoMoreThanAPage() {
        UserId alice = user("alice");
        List<Message> sent = sendMany(alice, user("bob"), ChatStore.MAX_LIMIT + 3);
        Message last = sent.get(sent.size() - 1);
        assertThat(housekeeping().purge(last.conversation(), Long.MAX_VALUE)).isEqualTo(ChatStore.MAX_LIMIT);
        assertThat(history(alice, last.conversation()))
                .isEqualTo(sent.subList(ChatStore.MAX_LIMIT, ChatStore.MAX_LIMIT + 3));
        assertThat(purge(last)).isEqualTo(3);
        assertThat(purge(last)).isZero();
    }

    @Test
    default void aPurgeOfNothingChangesNothing() {
        UserId alice = user("alice");
        Message message = send(alice, user("bob"), "hello");
        assertThat(housekeeping().purge(message.conversation(), 0)).isZero();
        assertThat(housekeeping().purge(new ConversationId("c_none"), 5)).isZero();
        assertThat(housekeeping().oldest(new ConversationId("c_none"), 5)).isEmpty();
        assertThat(history(alice, message.conversation())).containsExactly(message);
        assertThat(position(alice)).isEqualTo(new StreamPosition(0, 1));
    }

    @Test
    default void theOldestMessagesAreThoseThatThePurgeTakesNext() {
        UserId alice = user("alice");
        List<Message> sent = sendMany(alice, user("bob"), 5);
        ConversationId id = sent.get(0).conversation();
        assertThat(housekeeping().oldest(id, 2)).isEqualTo(sent.subList(0, 2));
        assertThat(housekeeping().oldest(id, 0)).isEmpty();
        purge(sent.get(1));
        assertThat(housekeeping().oldest(id, 10)).isEqualTo(sent.subList(2, 5));
    }

    @Test
    default void everyConversationWithAMessageIsFoundOnceWhateverThePage() {
        UserId alice = user("alice");
        List<ConversationId> kept = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Message message = send(alice, user("peer" + i), "hello");
            if (i % 2 == 0) {
                purge(message);
            } else {
                kept.add(message.conversation());
            }
        }
        for (int limit : new int[] {7, ChatStore.MAX_LIMIT, Integer.MAX_VALUE}) {
            assertThat(extents(limit))
                    .extracting(ConversationExtent::id)
                    .as("limit %d", limit)
                    .containsExactlyInAnyOrderElementsOf(kept);
        }
        assertThatThrownBy(() -> housekeeping().extents(null, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void anExtentTellsWhatIsKept() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        for (int i = 0; i < 4; i++) {
            write(new Write.Send(alice, with(bob, "order"), newClientId(), Content.text("hello"), AT.plusSeconds(i)));
        }
        ConversationId id = conversation(alice, with(bob, "order")).id();
        housekeeping().purge(id, 2);
        ConversationExtent extent = extents(100).get(0);
        assertThat(extent).isEqualTo(new ConversationExtent(id, extent.members(), "order", 3, 4, AT.plusSeconds(2)));
        assertThat(extent.members()).containsExactlyInAnyOrder(alice, bob);
    }

    @Test
    default void aStreamThatIsTooLongIsTrimmedAndKeepsWhatIsAbove() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        UserId carol = user("carol");
        List<Message> sent = sendMany(alice, bob, 3_000);
        sendMany(alice, carol, 300);
        trimAll(2_900, 100);
        assertThat(position(alice)).isEqualTo(new StreamPosition(400, 3_300));
        assertThat(position(bob)).as("not a tenth too long").isEqualTo(new StreamPosition(0, 3_000));
        assertThat(position(carol)).isEqualTo(new StreamPosition(0, 300));
        assertThat(events(alice, 400)).hasSize(2_900);
        assertThat(history(alice, sent.get(0).conversation())).hasSize(3_000);
        trimAll(2_900, 7);
        assertThat(position(alice)).isEqualTo(new StreamPosition(400, 3_300));
        Message next = send(bob, alice, "next");
        assertThat(events(alice, 3_300)).containsExactly(new MessageEvent(3_301, next));
    }

    @Test
    default void receiptsGoOnInATrimmedStream() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message first = send(alice, bob, "first");
        markRead(bob, first.conversation(), 1);
        sendMany(alice, bob, 3_000);
        trimAll(2_500, 500);
        assertThat(position(alice)).isEqualTo(new StreamPosition(502, 3_002));
        markRead(bob, first.conversation(), 2);
        for (UserId member : List.of(alice, bob)) {
            assertThat(events(member, 3_002))
                    .containsExactly(new ReceiptEvent(3_003, first.conversation(), bob, new Markers(2, 2)));
        }
    }

    @Test
    default void aTrimNeedsAPositiveLimitAndLength() {
        assertThatThrownBy(() -> housekeeping().trim(null, 0, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> housekeeping().trim(null, 10, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void whatWasPurgedStaysGoneWhenTheStoreIsOpenedAgain() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<Message> sent = sendMany(bob, alice, 3);
        purge(sent.get(1));
        reopenStore();
        assertThat(history(alice, sent.get(0).conversation())).isEqualTo(sent.subList(2, 3));
        assertThat(conversation(alice, bob).unread()).isEqualTo(1);
        assertThat(send(alice, bob, "next").seq()).isEqualTo(4);
        assertThat(position(alice)).isEqualTo(new StreamPosition(2, 4));
    }
}
