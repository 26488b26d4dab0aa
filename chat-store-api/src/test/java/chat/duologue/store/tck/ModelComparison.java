package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Anchor;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationPage;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.Event;
import chat.duologue.model.EventPage;
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Housekeeping;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Does the same to a store and to the model, and compares all that can be read after each batch. */
final class ModelComparison {
    private final ChatStore store;
    private final StoreModel model = new StoreModel();
    private final List<UserId> users = new ArrayList<>();

    /** @param tag makes the users' names this comparison's own */
    ModelComparison(ChatStore store, String tag) {
        this.store = store;
        for (String name : List.of("alice", "Alice", "bob", "carol").subList(0, Batch.USERS)) {
            users.add(new UserId(tag + name));
        }
    }

    void run(List<Batch> batches) {
        for (Batch batch : batches) {
            List<Write> writes = batch.commands().stream()
                    .map(command -> command.resolve(model, users))
                    .toList();
            List<Outcome> outcomes = store.write(writes);
            assertThat(outcomes).hasSameSizeAs(writes);
            for (int i = 0; i < writes.size(); i++) {
                model.apply(writes.get(i), outcomes.get(i));
            }
            purge(batch.purge());
            comparePositions();
            for (UserId user : users) {
                compareStream(user, batch.pageSize());
                for (ConversationFilter filter : ConversationFilter.values()) {
                    compareList(user, filter, batch.pageSize());
                }
                for (ConversationId id : model.conversations()) {
                    compareConversation(user, id, batch.pageSize());
                }
            }
        }
    }

    private void purge(Batch.@Nullable Purge purge) {
        Optional<Housekeeping> housekeeping = store.housekeeping();
        if (purge != null && housekeeping.isPresent()) {
            ConversationId id = model.conversation(purge.conversation());
            long upTo = model.lastSeq(id) + purge.fromLast();
            assertThat(housekeeping.get().purge(id, upTo)).isEqualTo(model.purge(id, upTo));
        }
    }

    private void comparePositions() {
        Map<UserId, StreamPosition> expected = new HashMap<>();
        for (UserId user : users) {
            expected.put(
                    user,
                    new StreamPosition(model.trimmedTo(user), model.stream(user).size()));
        }
        assertThat(store.positions(users)).isEqualTo(expected);
    }

    private void compareStream(UserId user, int pageSize) {
        List<Event> all = model.stream(user);
        List<Event> kept = all.stream()
                .filter(event -> !model.isPurged(event))
                .map(model::asItStands)
                .toList();
        List<Event> read = new ArrayList<>();
        long cursor = 0;
        EventPage page;
        do {
            page = store.events(user, cursor, pageSize);
            for (Event event : page.events()) {
                assertThat(event.offset()).isGreaterThan(cursor);
                assertThat(event).isEqualTo(model.asItStands(all.get((int) event.offset() - 1)));
                cursor = event.offset();
            }
            read.addAll(page.events());
            assertThat(page.upTo()).isEqualTo(page.events().size() == pageSize ? cursor : all.size());
        } while (page.events().size() == pageSize);
        assertThat(FoldingContract.folded(read)).isEqualTo(FoldingContract.folded(kept));
    }

    private void compareList(UserId user, ConversationFilter filter, int pageSize) {
        List<Conversation> all = model.list(user);
        List<Conversation> expected = all.stream()
                .filter(conversation -> switch (filter) {
                    case ALL -> true;
                    case UNREAD -> conversation.unread() > 0;
                    case ARCHIVED -> conversation.settings().archived();
                })
                .toList();
        long totalUnread = all.stream().mapToLong(Conversation::unread).sum();
        List<Conversation> read = new ArrayList<>();
        OptionalLong before = OptionalLong.of(Long.MAX_VALUE);
        while (before.isPresent()) {
            ConversationPage page = store.conversations(user, filter, before.getAsLong(), pageSize);
            read.addAll(page.conversations());
            assertThat(page.conversations().isEmpty()).isEqualTo(expected.isEmpty());
            assertThat(page.totalUnread()).isEqualTo(totalUnread);
            assertThat(page.next().isPresent()).isEqualTo(read.size() < expected.size());
            assertThat(read).isEqualTo(expected.subList(0, read.size()));
            before = page.next();
        }
        assertThat(read).isEqualTo(expected);
    }

    private void compareConversation(UserId user, ConversationId id, int pageSize) {
        ConversationRef ref = new ConversationRef.Existing(id);
        if (model.find(user, ref).isEmpty()) {
            assertThat(store.conversation(user, ref)).isEmpty();
            assertThat(store.messages(user, id, Anchor.NEWEST, pageSize)).isEmpty();
            return;
        }
        int purged = (int) model.purgedSeq(id);
        int last = (int) model.lastSeq(id);
        int middle = Math.max(purged, last / 2);
        compareHistory(user, id, Anchor.NEWEST, pageSize, last - pageSize, last);
        compareHistory(user, id, new Anchor.Before(middle + 1), pageSize, middle - pageSize, middle);
        compareHistory(user, id, new Anchor.After(middle), pageSize, middle, middle + pageSize);
        compareHistory(user, id, new Anchor.After(0), pageSize, purged, purged + pageSize);
        int half = pageSize / 2;
        compareHistory(user, id, new Anchor.Around(middle + 1), pageSize, middle - half, middle - half + pageSize);
        if (purged == last) {
            assertThat(store.conversation(user, ref)).isEmpty();
            return;
        }
        Conversation seen = model.seen(user, id);
        assertThat(store.conversation(user, ref)).contains(seen);
        assertThat(store.conversation(user, new ConversationRef.WithPeer(seen.peer(), seen.context())))
                .contains(seen);
    }

    /** The page holds the messages above {@code from} up to {@code to}, where they exist. */
    private void compareHistory(UserId user, ConversationId id, Anchor anchor, int limit, int from, int to) {
        List<Message> all = model.messages(id);
        int purged = (int) model.purgedSeq(id);
        int first = Math.max(0, from - purged);
        int last = Math.min(to - purged, all.size());
        assertThat(store.messages(user, id, anchor, limit))
                .contains(new MessagePage(all.subList(first, last), first > 0, last < all.size()));
    }
}
