package chat.duologue.store.memory;

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
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Cursors.Cursor;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is kept of a user's stream. Guarded by the store's lock. */
final class UserStream {
    long head = 0;
    long trimmedTo = 0;
    long acknowledged = 0;

    @Nullable Instant lastSeen;

    final Map<String, Cursor> cursors = new HashMap<>();
    final NavigableMap<Long, Event> events = new TreeMap<>();
    /** The user's conversations by recency: the offset that each one's newest message took here. */
    final NavigableMap<Long, ConversationId> recency = new TreeMap<>();

    /** The newest event of each subject: all before it are moot. */
    private final Map<List<Object>, Long> newest = new HashMap<>();

    private final Map<ConversationId, Long> lastMessages = new HashMap<>();

    /** Adds the event at the next offset. */
    Event append(LongFunction<Event> eventAt) {
        head++;
        Event event = eventAt.apply(head);
        events.put(head, event);
        Long moot = newest.put(subject(event), head);
        if (moot != null) {
            events.remove(moot);
        }
        if (event instanceof MessageEvent message) {
            Long older = lastMessages.put(message.conversation(), head);
            if (older != null) {
                recency.remove(older);
            }
            recency.put(head, message.conversation());
        }
        return event;
    }

    /** What the event is about, and of what kind; an edited message and a recalled one are of the same kind. */
    private static List<Object> subject(Event event) {
        if (event instanceof MessageEvent e) {
            return List.of("message", e.conversation(), e.message().seq());
        } else if (event instanceof EditedEvent e) {
            return List.of("changed", e.conversation(), e.message().seq());
        } else if (event instanceof RecalledEvent e) {
            return List.of("changed", e.conversation(), e.seq());
        } else if (event instanceof HiddenEvent e) {
            return List.of("hidden", e.conversation(), e.seq());
        } else if (event instanceof ReactionEvent e) {
            return List.of("reaction", e.conversation(), e.seq(), e.reaction());
        } else if (event instanceof ReceiptEvent e) {
            return List.of("receipt", e.conversation(), e.by());
        } else if (event instanceof SettingsEvent e) {
            return List.of("settings", e.conversation());
        } else {
            return List.of("block", ((BlockEvent) event).user());
        }
    }

    EventPage page(long after, int rows) {
        List<Event> page =
                events.tailMap(after, false).values().stream().limit(rows).toList();
        boolean cut = page.size() == rows;
        long upTo = cut ? (rows == 0 ? after : page.get(rows - 1).offset()) : Math.max(after, head);
        return new EventPage(page, upTo);
    }

    /** Removes a conversation's messages up to one, with all that happened to them. */
    void removeMessages(ConversationId conversation, long upToSeq) {
        events.values()
                .removeIf(event -> conversation.equals(event.conversation())
                        && !(event instanceof MessageEvent)
                        && seq(event) > 0
                        && seq(event) <= upToSeq);
        remove(event ->
                event instanceof MessageEvent && conversation.equals(event.conversation()) && seq(event) <= upToSeq);
    }

    /** Which message the event is about; 0 for none. */
    private static long seq(Event event) {
        if (event instanceof MessageEvent e) {
            return e.message().seq();
        } else if (event instanceof EditedEvent e) {
            return e.message().seq();
        } else if (event instanceof RecalledEvent e) {
            return e.seq();
        } else if (event instanceof HiddenEvent e) {
            return e.seq();
        } else {
            return event instanceof ReactionEvent e ? e.seq() : 0;
        }
    }

    /** Removes what a peer did, but for the messages. */
    void removeDeeds(UserId peer) {
        newest.keySet().removeIf(subject -> subject.contains(peer));
        remove(event -> event instanceof ReceiptEvent receipt && receipt.by().equals(peer)
                || event instanceof EditedEvent edited
                        && edited.message().from().equals(peer)
                || event instanceof RecalledEvent recalled && recalled.by().equals(peer)
                || event instanceof ReactionEvent reacted
                        && reacted.reaction().by().equals(peer)
                || event instanceof BlockEvent block && block.user().equals(peer));
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
}
