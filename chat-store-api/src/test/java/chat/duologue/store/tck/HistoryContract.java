package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.model.Anchor;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a conversation's history is read. */
interface HistoryContract extends StoreUnderTest {

    default MessagePage page(UserId reader, List<Message> messages, Anchor anchor, int limit) {
        return store().messages(reader, messages.get(0).conversation(), anchor, limit)
                .orElseThrow();
    }

    @Test
    default void aConversationThatDoesNotExistHasNoHistory() {
        assertThat(store().messages(user("alice"), new ConversationId(tag() + "none"), Anchor.NEWEST, 10))
                .isEmpty();
    }

    @Test
    default void theNewestMessagesComeInRisingOrder() {
        List<Message> all = sendMany(user("alice"), user("bob"), 5);
        assertThat(page(user("alice"), all, Anchor.NEWEST, 2))
                .isEqualTo(new MessagePage(all.subList(3, 5), true, false));
        assertThat(page(user("bob"), all, Anchor.NEWEST, 5)).isEqualTo(new MessagePage(all, false, false));
    }

    @Test
    default void theOldestMessagesComeAfterZero() {
        List<Message> all = sendMany(user("alice"), user("bob"), 5);
        assertThat(page(user("bob"), all, new Anchor.After(0), 2))
                .isEqualTo(new MessagePage(all.subList(0, 2), false, true));
    }

    @Test
    default void aPageBeforeAMessageEndsJustBelowIt() {
        List<Message> all = sendMany(user("alice"), user("bob"), 5);
        assertThat(page(user("bob"), all, new Anchor.Before(4), 2))
                .isEqualTo(new MessagePage(all.subList(1, 3), true, true));
        assertThat(page(user("bob"), all, new Anchor.Before(3), 2))
                .isEqualTo(new MessagePage(all.subList(0, 2), false, true));
        assertThat(page(user("bob"), all, new Anchor.Before(1), 2)).isEqualTo(new MessagePage(List.of(), false, true));
    }

    @Test
    default void aPageAfterAMessageStartsJustAboveIt() {
        List<Message> all = sendMany(user("alice"), user("bob"), 5);
        assertThat(page(user("bob"), all, new Anchor.After(2), 2))
                .isEqualTo(new MessagePage(all.subList(2, 4), true, true));
        assertThat(page(user("bob"), all, new Anchor.After(3), 2))
                .isEqualTo(new MessagePage(all.subList(3, 5), true, false));
        for (long seq : new long[] {5, 6, 1000, Long.MAX_VALUE}) {
            assertThat(page(user("bob"), all, new Anchor.After(seq), 2))
                    .isEqualTo(new MessagePage(List.of(), true, false));
        }
    }

    @Test
    default void aPageAroundAMessageHoldsHalfOfTheLimitBeforeItAndTheRestFromItOn() {
        List<Message> all = sendMany(user("alice"), user("bob"), 9);
        assertThat(page(user("bob"), all, new Anchor.Around(5), 4))
                .isEqualTo(new MessagePage(all.subList(2, 6), true, true));
        assertThat(page(user("bob"), all, new Anchor.Around(5), 3))
                .isEqualTo(new MessagePage(all.subList(3, 6), true, true));
        assertThat(page(user("bob"), all, new Anchor.Around(5), 1))
                .isEqualTo(new MessagePage(all.subList(4, 5), true, true));
        assertThat(page(user("bob"), all, new Anchor.Around(1), 4))
                .as("shorter at the beginning")
                .isEqualTo(new MessagePage(all.subList(0, 2), false, true));
        assertThat(page(user("bob"), all, new Anchor.Around(9), 4))
                .as("shorter at the end")
                .isEqualTo(new MessagePage(all.subList(6, 9), true, false));
        assertThat(page(user("bob"), all, new Anchor.Around(Long.MAX_VALUE), 4))
                .as("beyond the end only the older half is left")
                .isEqualTo(new MessagePage(all.subList(7, 9), true, false));
    }

    @Test
    default void aConversationOfOneMessageIsOnePage() {
        List<Message> one = sendMany(user("alice"), user("bob"), 1);
        MessagePage whole = new MessagePage(one, false, false);
        assertThat(page(user("bob"), one, Anchor.NEWEST, 1)).isEqualTo(whole);
        assertThat(page(user("bob"), one, new Anchor.After(0), 1)).isEqualTo(whole);
        assertThat(page(user("bob"), one, new Anchor.Around(1), 1)).isEqualTo(whole);
        assertThat(page(user("bob"), one, new Anchor.Before(2), 2)).isEqualTo(whole);
    }

    @Test
    default void everyPageIsWhatCountingByHandGives() {
        int last = 5;
        List<Message> all = sendMany(user("alice"), user("bob"), last);
        for (int limit = 0; limit <= last + 2; limit++) {
            for (int seq = 1; seq <= last + 2; seq++) {
                int half = limit / 2;
                expect(all, new Anchor.Before(seq), limit, seq - 1, limit, 0);
                expect(all, new Anchor.After(seq), limit, seq, 0, limit);
                expect(all, new Anchor.Around(seq), limit, seq - 1, half, limit - half);
            }
            expect(all, new Anchor.After(0), limit, 0, 0, limit);
            expect(all, Anchor.NEWEST, limit, last, limit, 0);
        }
    }

    /** The page lies about the gap behind the message {@code gap}: so many messages before it, so many after it. */
    private void expect(List<Message> all, Anchor anchor, int limit, int gap, int before, int after) {
        int place = Math.min(gap, all.size());
        int from = Math.max(place - before, 0);
        int to = Math.min(place + after, all.size());
        assertThat(page(user("bob"), all, anchor, limit))
                .as("%s, limit %d", anchor, limit)
                .isEqualTo(new MessagePage(all.subList(from, to), from > 0, to < all.size()));
    }

    @Test
    default void aPageOfHistoryIsNeverLargerThanTheMostThatAStoreReturns() {
        int max = ChatStore.MAX_LIMIT;
        List<Message> all = sendMany(user("alice"), user("bob"), max + 1);
        for (int limit : new int[] {max, max + 1, Integer.MAX_VALUE}) {
            assertThat(page(user("bob"), all, Anchor.NEWEST, limit))
                    .isEqualTo(new MessagePage(all.subList(1, max + 1), true, false));
            assertThat(page(user("bob"), all, new Anchor.After(0), limit))
                    .isEqualTo(new MessagePage(all.subList(0, max), false, true));
            assertThat(page(user("bob"), all, new Anchor.Around(1), limit))
                    .isEqualTo(new MessagePage(all.subList(0, max / 2), false, true));
        }
    }

    @Test
    default void aNegativeLimitOfHistoryIsAnArgumentError() {
        List<Message> all = sendMany(user("alice"), user("bob"), 1);
        assertThatThrownBy(() -> page(user("bob"), all, Anchor.NEWEST, -1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void pagesBackwardsMeetWithoutGapOrDouble() {
        List<Message> all = sendMany(user("alice"), user("bob"), 10);
        for (int limit = 1; limit <= 11; limit++) {
            List<Message> read = new ArrayList<>();
            MessagePage page = page(user("bob"), all, Anchor.NEWEST, limit);
            read.addAll(0, page.messages());
            while (page.hasBefore()) {
                page = page(
                        user("bob"),
                        all,
                        new Anchor.Before(page.messages().get(0).seq()),
                        limit);
                assertThat(page.messages()).isNotEmpty();
                assertThat(page.hasAfter()).isTrue();
                read.addAll(0, page.messages());
                assertThat(read).doesNotHaveDuplicates();
            }
            assertThat(read).as("limit %d", limit).isEqualTo(all);
        }
    }
}
