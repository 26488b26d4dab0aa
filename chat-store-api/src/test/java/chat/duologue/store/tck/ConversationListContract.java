package chat.duologue.store.tck;

import static chat.duologue.model.ConversationFilter.ALL;
import static chat.duologue.model.ConversationFilter.UNREAD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationPage;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** How a user's conversations are listed. */
interface ConversationListContract extends StoreUnderTest {

    default ConversationPage list(UserId user, ConversationFilter filter, int limit) {
        return store().conversations(user, filter, Long.MAX_VALUE, limit);
    }

    default List<UserId> peers(UserId user, ConversationFilter filter) {
        return peers(list(user, filter, ChatStore.MAX_LIMIT).conversations());
    }

    default List<UserId> peers(List<Conversation> conversations) {
        return conversations.stream().map(Conversation::peer).toList();
    }

    /** Reads the whole list in pages of a size, and checks that none but the last is short. */
    default List<Conversation> allPages(UserId user, ConversationFilter filter, int limit) {
        List<Conversation> all = new ArrayList<>();
        OptionalLong before = OptionalLong.of(Long.MAX_VALUE);
        while (before.isPresent()) {
            ConversationPage page = store().conversations(user, filter, before.getAsLong(), limit);
            all.addAll(page.conversations());
            before = page.next();
            assertThat(page.conversations()).isNotEmpty();
            assertThat(before.isEmpty() || page.conversations().size() == limit).isTrue();
            assertThat(all).doesNotHaveDuplicates();
        }
        return all;
    }

    @Test
    default void aUserWithoutMessagesHasAnEmptyList() {
        assertThat(list(user("nobody"), ALL, 10)).isEqualTo(new ConversationPage(List.of(), OptionalLong.empty(), 0));
    }

    @Test
    default void theConversationWithTheNewestMessageComesFirst() {
        UserId alice = user("alice");
        send(alice, user("bob"), "1");
        send(user("carol"), alice, "2");
        send(alice, with(user("bob"), "order"), "3");
        assertThat(list(alice, ALL, 10).conversations())
                .extracting(Conversation::peer, Conversation::context)
                .containsExactly(tuple(user("bob"), "order"), tuple(user("carol"), ""), tuple(user("bob"), ""));
    }

    @Test
    default void aNewMessageOfEitherMemberMovesTheConversationUpForBoth() {
        UserId alice = user("alice");
        send(alice, user("bob"), "1");
        send(alice, user("carol"), "2");
        send(user("bob"), user("dave"), "3");
        send(user("bob"), alice, "4");
        assertThat(peers(alice, ALL)).containsExactly(user("bob"), user("carol"));
        assertThat(peers(user("bob"), ALL)).containsExactly(alice, user("dave"));
        send(alice, user("carol"), "5");
        assertThat(peers(alice, ALL)).containsExactly(user("carol"), user("bob"));
        assertThat(peers(user("bob"), ALL)).containsExactly(alice, user("dave"));
    }

    @Test
    default void receiptsMoveNothing() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message old = send(alice, bob, "1");
        send(user("carol"), alice, "2");
        acknowledge(bob, 1);
        markRead(bob, old.conversation(), 1);
        acknowledge(alice, head(alice));
        markRead(alice, old.conversation(), 1);
        assertThat(peers(alice, ALL)).containsExactly(user("carol"), bob);
    }

    @Test
    default void pagesOfTheListMeetWithoutGapOrDouble() {
        UserId alice = user("alice");
        List<UserId> newestFirst = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            UserId peer = user("peer" + i);
            Message message = send(i % 2 == 0 ? alice : peer, i % 2 == 0 ? peer : alice, "hello");
            markRead(peer, message.conversation(), 1);
            newestFirst.add(0, peer);
        }
        for (int limit = 1; limit <= 8; limit++) {
            assertThat(peers(allPages(alice, ALL, limit))).as("limit %d", limit).isEqualTo(newestFirst);
        }
    }

    @Test
    default void exactlyAPageHasNoNext() {
        UserId alice = user("alice");
        send(alice, user("bob"), "1");
        send(alice, user("carol"), "2");
        assertThat(list(alice, ALL, 3).next()).isEmpty();
        assertThat(list(alice, ALL, 2).next()).isEmpty();
        assertThat(list(alice, ALL, 1).next()).isPresent();
    }

    @Test
    default void thePageAfterIsTheSameWhenAListedConversationHasMovedUp() {
        UserId alice = user("alice");
        for (String peer : List.of("bob", "carol", "dave", "erin")) {
            send(alice, user(peer), "hello");
        }
        ConversationPage first = list(alice, ALL, 2);
        assertThat(peers(first.conversations())).containsExactly(user("erin"), user("dave"));
        send(user("dave"), alice, "again");
        assertThat(peers(store().conversations(alice, ALL, first.next().getAsLong(), 2)
                        .conversations()))
                .containsExactly(user("carol"), user("bob"));
    }

    @Test
    default void theListShowsEachConversationAsItIsAlone() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(bob, with(alice, "order"), "1");
        Message last = send(bob, with(alice, "order"), "2");
        acknowledge(alice, 2);
        markRead(alice, last.conversation(), 1);
        Conversation alone = conversation(alice, existing(last.conversation()));
        assertThat(alone).isEqualTo(conversation(alice, with(bob, "order")));
        assertThat(alone.last()).isEqualTo(last);
        assertThat(alone.unread()).isEqualTo(1);
        assertThat(list(alice, ALL, 10).conversations()).containsExactly(alone);
        assertThat(list(alice, UNREAD, 10).conversations()).containsExactly(alone);
    }

    @Test
    default void theFilterUnreadKeepsThoseWithUnreadMessages() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message read = send(bob, alice, "read");
        send(user("carol"), alice, "unread");
        send(alice, user("dave"), "own");
        send(user("erin"), alice, "unread, then answered");
        send(alice, user("erin"), "answer");
        markRead(alice, read.conversation(), 1);
        assertThat(peers(alice, UNREAD)).containsExactly(user("erin"), user("carol"));
        send(bob, alice, "new");
        assertThat(peers(alice, UNREAD)).containsExactly(bob, user("erin"), user("carol"));
    }

    @Test
    default void theFilterUnreadIsPagedLikeTheWhole() {
        UserId alice = user("alice");
        List<UserId> unread = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            UserId peer = user("peer" + i);
            Message message = send(peer, alice, "hello");
            if (i % 3 == 0) {
                unread.add(0, peer);
            } else {
                markRead(alice, message.conversation(), 1);
            }
        }
        for (int limit = 1; limit <= 5; limit++) {
            assertThat(peers(allPages(alice, UNREAD, limit)))
                    .as("limit %d", limit)
                    .isEqualTo(unread);
        }
        assertThat(list(alice, UNREAD, 4).next()).as("exactly a page").isEmpty();
    }

    @Test
    default void totalUnreadCountsAllConversationsWhateverThePageHolds() {
        UserId alice = user("alice");
        Message fromBob = sendMany(user("bob"), alice, 3).get(0);
        sendMany(user("carol"), alice, 2);
        sendMany(alice, user("dave"), 4);
        for (ConversationFilter filter : ConversationFilter.values()) {
            for (int limit : new int[] {0, 1, 10}) {
                assertThat(list(alice, filter, limit).totalUnread()).isEqualTo(5);
            }
            assertThat(store().conversations(alice, filter, 1, 10).totalUnread())
                    .as("beyond the last page")
                    .isEqualTo(5);
        }
        markRead(alice, fromBob.conversation(), 2);
        assertThat(list(alice, ALL, 10).totalUnread()).isEqualTo(3);
        assertThat(list(user("dave"), ALL, 10).totalUnread()).isEqualTo(4);
        assertThat(list(user("bob"), ALL, 10).totalUnread()).isEqualTo(0);
    }

    @Test
    default void aLimitOfZeroGetsNoConversationAndNoNext() {
        UserId alice = user("alice");
        send(alice, user("bob"), "1");
        assertThat(list(alice, ALL, 0)).isEqualTo(new ConversationPage(List.of(), OptionalLong.empty(), 0));
    }

    @Test
    default void aPageOfTheListIsNeverLargerThanTheMostThatAStoreReturns() {
        UserId alice = user("alice");
        List<Write> batch = new ArrayList<>();
        for (int i = 0; i <= ChatStore.MAX_LIMIT; i++) {
            batch.add(sending(user("peer" + i), alice, "hello"));
        }
        writeAll(batch);
        for (int limit : new int[] {ChatStore.MAX_LIMIT, ChatStore.MAX_LIMIT + 1, Integer.MAX_VALUE}) {
            ConversationPage page = list(alice, ALL, limit);
            assertThat(page.conversations()).hasSize(ChatStore.MAX_LIMIT);
            assertThat(page.totalUnread()).isEqualTo(ChatStore.MAX_LIMIT + 1);
            assertThat(peers(store().conversations(alice, ALL, page.next().getAsLong(), limit)
                            .conversations()))
                    .containsExactly(user("peer0"));
        }
    }

    @Test
    default void aNegativeLimitOfTheListIsAnArgumentError() {
        assertThatThrownBy(() -> list(user("alice"), ALL, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void aConversationIsFoundByPeerOrById() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        assertThat(conversation(alice, existing(message.conversation()))).isEqualTo(conversation(alice, bob));
        assertThat(conversation(bob, existing(message.conversation()))).isEqualTo(conversation(bob, alice));
        assertThat(store().conversation(alice, with(user("carol")))).isEmpty();
        assertThat(store().conversation(alice, with(bob, "order"))).isEmpty();
        assertThat(store().conversation(alice, with(alice))).isEmpty();
    }
}
