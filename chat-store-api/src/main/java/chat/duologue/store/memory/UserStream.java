package chat.duologue.store.memory;

import chat.duologue.model.ConversationId;
import chat.duologue.model.Event;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Event.ReceiptEvent;
import chat.duologue.model.EventPage;
import chat.duologue.model.UserId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/** What is kept of a user's stream. Guarded by the store's lock. */
final class UserStream {
    private record ReceiptKey(ConversationId conversation, UserId by) {}

    long head = 0;
    long trimmedTo = 0;
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

    EventPage page(long after, int rows) {
        List<Event> page =
                events.tailMap(after, false).values().stream().limit(rows).toList();
        boolean cut = page.size() == rows;
        long upTo = cut ? (rows == 0 ? after : page.get(rows - 1).offset()) : Math.max(after, head);
        return new EventPage(page, upTo);
    }

    /** Removes a conversation's messages up to one. */
    void removeMessages(ConversationId conversation, long upToSeq) {
        remove(event -> event instanceof MessageEvent e
                && e.conversation().equals(conversation)
                && e.message().seq() <= upToSeq);
    }

    /** Removes the receipts of the user's peer in a conversation. */
    void removeReceipts(ConversationId conversation, UserId peer) {
        lastReceipts.remove(new ReceiptKey(conversation, peer));
        remove(event ->
                event instanceof ReceiptEvent e && e.conversation().equals(conversation) && e.by().equals(peer));
    }

    private void remove(Predicate<Event> which) {
        for (Event event : List.copyOf(events.values())) {
            if (which.test(event)) {
                events.remove(event.offset());
                trimmedTo = Math.max(trimmedTo, event.offset());
            }
        }
    }

    /** Takes a conversation out of the list, until its next message. */
    void unlist(ConversationId conversation) {
        Long listed = lastMessages.remove(conversation);
        if (listed != null) {
            recency.remove(listed);
        }
    }

    /** Puts a pseudonym for the author of messages. */
    void rename(UserId author, UserId pseudonym) {
        events.replaceAll((offset, event) -> event instanceof MessageEvent e
                ? new MessageEvent(offset, StoredConversation.renamed(e.message(), author, pseudonym))
                : event);
    }
}
