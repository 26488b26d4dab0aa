package chat.duologue.store.memory;

import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Message;
import chat.duologue.model.SearchQuery;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.MessageSearch;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Looks through a user's stream from its newest event on, under the store's lock. */
final class InMemorySearch implements MessageSearch {
    private final InMemoryChatStore store;

    InMemorySearch(InMemoryChatStore store) {
        this.store = store;
    }

    @Override
    public Optional<HitPage> find(
            UserId reader, @Nullable ConversationId in, SearchQuery query, long before, int limit) {
        int rows = InMemoryChatStore.rows(limit);
        SearchQuery.Matcher matcher = query.matcher();
        synchronized (store) {
            if (in != null && store.find(reader, new ConversationRef.Existing(in)) == null) {
                return Optional.empty();
            }
            UserStream stream = store.streams.get(reader);
            List<MessageEvent> found = stream == null
                    ? List.of()
                    : stream.events.headMap(before, false).descendingMap().values().stream()
                            .filter(MessageEvent.class::isInstance)
                            .map(MessageEvent.class::cast)
                            .filter(event -> in == null || in.equals(event.conversation()))
                            .filter(event -> isHit(reader, event, matcher))
                            .limit(rows + 1L)
                            .toList();
            boolean more = rows > 0 && found.size() > rows;
            List<MessageEvent> page = found.subList(0, Math.min(rows, found.size()));
            return Optional.of(new HitPage(
                    page.stream().map(this::hit).toList(),
                    more ? OptionalLong.of(page.get(rows - 1).offset()) : OptionalLong.empty()));
        }
    }

    private boolean isHit(UserId reader, MessageEvent event, SearchQuery.Matcher matcher) {
        StoredConversation conversation = store.get(event.conversation());
        long seq = event.message().seq();
        Content content = conversation.message(seq).content();
        return content != null
                && content.text() != null
                && !conversation.hiddenBy(reader).contains(seq)
                && matcher.matches(content.text());
    }

    private Hit hit(MessageEvent event) {
        StoredConversation conversation = store.get(event.conversation());
        Message message = conversation.message(event.message().seq());
        return new Hit(event.offset(), message, conversation.reactionsTo(message.seq()));
    }
}
