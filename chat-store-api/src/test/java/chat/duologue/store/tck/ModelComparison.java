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
import chat.duologue.model.Reaction;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Housekeeping;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Does the same to a store and to the model, and compares all that can be read after each batch. */
final class ModelComparison {
    private final ChatStore store;
    private final StoreModel model = new StoreModel();
    private final ModelWrites writes = new ModelWrites(model);
    private final List<UserId> users;

    /** @param tag makes the users' names this comparison's own */
    ModelComparison(ChatStore store, String tag) {
        this.store = store;
        this.users = Batch.users(tag);
    }

    void run(List<Batch> batches) {
        for (Batch batch : batches) {
            List<Write> wanted = batch.commands().stream()
                    .map(command -> command.resolve(model, users))
                    .toList();
            List<Outcome> outcomes = store.write(wanted);
            assertThat(outcomes).hasSameSizeAs(wanted);
            for (int i = 0; i < wanted.size(); i++) {
                writes.apply(wanted.get(i), outcomes.get(i));
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
                compareBlocks(user, batch.pageSize());
            }
            compareRevisions();
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
        List<Event> all = model.replay(user);
        List<Event> kept = all.stream().filter(event -> !model.isPurged(event)).toList();
        List<Event> read = new ArrayList<>();
        long cursor = 0;
        EventPage page;
        do {
            page = store.events(user, cursor, pageSize);
            for (Event event : page.events()) {
                assertThat(event.offset()).isGreaterThan(cursor);
                assertThat(event).isEqualTo(all.get((int) event.offset() - 1));
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
        List<Message> messages = model.messages(id);
        Set<Long> hidden = model.hidden(user, id);
        List<Message> visible = messages.stream()
                .filter(message -> !hidden.contains(message.seq()))
                .toList();
        Map<Long, List<Reaction>> reactions = reactions(id);
        long last = model.lastSeq(id);
        long middle = Math.max(model.purgedSeq(id), last / 2);
        int half = pageSize / 2;
        for (Gap gap : List.of(
                new Gap(Anchor.NEWEST, last, pageSize, 0),
                new Gap(new Anchor.Before(middle + 1), middle, pageSize, 0),
                new Gap(new Anchor.After(middle), middle, 0, pageSize),
                new Gap(new Anchor.After(0), 0, 0, pageSize),
                new Gap(new Anchor.Around(middle + 1), middle, half, pageSize - half))) {
            assertThat(store.messages(user, id, gap.anchor, pageSize)).contains(gap.page(visible, reactions, Set.of()));
            assertThat(store.allMessages(user, id, gap.anchor, pageSize))
                    .contains(gap.page(messages, reactions, hidden));
        }
        if (messages.isEmpty()) {
            assertThat(store.conversation(user, ref)).isEmpty();
            return;
        }
        Conversation seen = model.seen(user, id);
        assertThat(store.conversation(user, ref)).contains(seen);
        assertThat(store.conversation(user, new ConversationRef.WithPeer(seen.peer(), seen.context())))
                .contains(seen);
    }

    /** By message, those that stand. */
    private Map<Long, List<Reaction>> reactions(ConversationId id) {
        Map<Long, List<Reaction>> standing = new HashMap<>();
        model.reactions(id)
                .forEach((seq, all) ->
                        standing.put(seq, all.keySet().stream().filter(all::get).toList()));
        standing.values().removeIf(List::isEmpty);
        return standing;
    }

    /** The page lies about the gap behind the message {@code seq}: so many before it, so many after it. */
    private record Gap(Anchor anchor, long seq, int before, int after) {
        MessagePage page(List<Message> readable, Map<Long, List<Reaction>> reactions, Set<Long> hidden) {
            int place = (int)
                    readable.stream().filter(message -> message.seq() <= seq).count();
            int first = Math.max(0, place - before);
            int last = Math.min(place + after, readable.size());
            List<Message> page = readable.subList(first, last);
            Map<Long, List<Reaction>> ofPage = new HashMap<>(reactions);
            List<Long> seqs = page.stream().map(Message::seq).toList();
            ofPage.keySet().retainAll(seqs);
            Set<Long> hiddenOfPage = new HashSet<>(hidden);
            hiddenOfPage.retainAll(seqs);
            return new MessagePage(page, first > 0, last < readable.size(), ofPage, hiddenOfPage);
        }
    }

    private void compareBlocks(UserId user, int pageSize) {
        assertThat(BlockContract.blockedBy(store, user, pageSize)).isEqualTo(List.copyOf(model.blockedBy(user)));
        assertThat(store.blocks().blockersOf(user, users))
                .containsExactlyInAnyOrderElementsOf(users.stream()
                        .filter(other -> model.blockedBy(other).contains(user))
                        .toList());
    }

    private void compareRevisions() {
        for (StoreModel.Revision kept : model.kept()) {
            assertThat(store.revisions(kept.conversation(), kept.seq()))
                    .isEqualTo(model.revisions(kept.conversation(), kept.seq()));
        }
        for (ConversationId id : model.conversations()) {
            long last = model.lastSeq(id);
            assertThat(store.revisions(id, last)).isEqualTo(model.revisions(id, last));
        }
    }
}
