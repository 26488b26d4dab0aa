package chat.duologue.store.memory;

import chat.duologue.model.ConversationId;
import chat.duologue.model.Event;
import chat.duologue.model.Event.ReceiptEvent;
import chat.duologue.model.EventPage;
import chat.duologue.model.UserId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongFunction;

/** What is kept of a user's stream. Guarded by the store's lock. */
final class UserStream {
    private record ReceiptKey(ConversationId conversation, UserId by) {}

    long head = 0;
    long acknowledged = 0;
    final NavigableMap<Long, Event> events = new TreeMap<>();
    /** The user's conversations by recency: the offset that each one's newest message took here. */
    final NavigableMap<Long, ConversationId> recency = new TreeMap<>();

    private final Map<ReceiptKey, Long> lastReceipts = new HashMap<>();
    private final Map<ConversationId, Long> lastMessages = new HashMap<>();

    /** Adds the event at the next offset. */
    Event append(LongFunction<Event> eventAt) {
        head++;
        Event event = eventAt.apply(head);
        events.put(head, event);
        if (event instanceof ReceiptEvent receipt) {
            Long moot = lastReceipts.put(new ReceiptKey(receipt.conversation(), receipt.by()), head);
            if (moot != null) {
                events.remove(moot);
            }
        } else {
            Long older = lastMessages.put(event.conversation(), head);
            if (older != null) {
                recency.remove(older);
            }
            recency.put(head, event.conversation());
        }
        return event;
    }

    /** The newest event is never moot: the last event of a page that the limit did not cut is the head. */
    EventPage page(long after, int rows) {
        List<Event> page =
                events.tailMap(after, false).values().stream().limit(rows).toList();
        return new EventPage(
                page, page.isEmpty() ? after : page.get(page.size() - 1).offset());
    }
}
