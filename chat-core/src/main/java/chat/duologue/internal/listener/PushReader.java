package chat.duologue.internal.listener;

import chat.duologue.ChatServerOptions;
import chat.duologue.PushHook;
import chat.duologue.PushNotification;
import chat.duologue.ReadElsewhere;
import chat.duologue.internal.engine.Recent;
import chat.duologue.model.Anchor;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.Event;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Event.ReceiptEvent;
import chat.duologue.model.EventPage;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Cursors.Cursor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what to push. The cursor stays before a message that still waits for an acknowledgement, so a crash forgets none. Its
 * mark is the offset of the newest message that was pushed, and 0 again when all is read.
 */
final class PushReader implements StreamReader {
    private static final int REMEMBERED = 50_000;

    /** A user's conversation. */
    private record Key(UserId user, ConversationId conversation) {}

    private final PushHook hook;
    private final ChatStore store;
    private final ChatServerOptions options;
    private final InstantSource clock;
    private final Reachable reachable;
    /** Up to where messages were shown, so that those which went with an earlier one are not shown again. */
    private final Recent<Key, Long> shown = new Recent<>(REMEMBERED);
    /** Up to where a user is known to have read. */
    private final Recent<Key, Long> read = new Recent<>(REMEMBERED);

    PushReader(PushHook hook, ChatStore store, ChatServerOptions options, InstantSource clock, Reachable reachable) {
        this.hook = hook;
        this.store = store;
        this.options = options;
        this.clock = clock;
        this.reachable = reachable;
    }

    @Override
    public @Nullable Duration lookAfter(UserId user, Event event) {
        if (event instanceof MessageEvent message) {
            if (message.message().from().equals(user)) {
                return null;
            }
            return reachable.hasSession(user) ? options.pushAfter() : Duration.ZERO;
        }
        return event instanceof ReceiptEvent receipt && hasReadMore(user, receipt) ? Duration.ZERO : null;
    }

    private boolean hasReadMore(UserId user, ReceiptEvent receipt) {
        return receipt.by().equals(user)
                && receipt.markers().readSeq() > upTo(read, new Key(user, receipt.conversation()));
    }

    private static long upTo(Recent<Key, Long> known, Key key) {
        Long seq = known.get(key);
        return seq == null ? 0 : seq;
    }

    @Override
    public Step next(UserId user, Cursor cursor, EventPage page) {
        Map<ConversationId, Optional<Conversation>> conversations = new HashMap<>();
        for (Event event : page.events()) {
            Duration again = Follower.again(page, event.offset());
            Step step = null;
            if (event instanceof MessageEvent message && shallBeSeen(user, message.message())) {
                Optional<Conversation> conversation =
                        conversations.computeIfAbsent(message.conversation(), id -> conversation(user, id));
                step = conversation.isEmpty()
                        ? null
                        : ofMessage(conversation.get(), user, cursor.mark(), message, again);
            } else if (event instanceof ReceiptEvent receipt && cursor.mark() > 0 && hasReadMore(user, receipt)) {
                step = ofReceipt(user, cursor.mark(), receipt, again);
            }
            if (step != null) {
                return step;
            }
        }
        return new Step(null, new Cursor(page.upTo(), cursor.mark()), Follower.again(page, page.upTo()));
    }

    private Optional<Conversation> conversation(UserId user, ConversationId id) {
        return store.conversation(user, new ConversationRef.Existing(id));
    }

    private boolean shallBeSeen(UserId user, Message message) {
        return !message.from().equals(user)
                && message.content() != null
                && !message.at().plus(options.pushMaxAge()).isBefore(clock.instant())
                && message.seq() > upTo(shown, new Key(user, message.conversation()));
    }

    /** Null where there is nothing to do. */
    private @Nullable Step ofMessage(
            Conversation conversation, UserId user, long mark, MessageEvent event, @Nullable Duration again) {
        Message message = event.message();
        Instant now = clock.instant();
        if (!isOpen(conversation, message, now)) {
            return null;
        }
        Duration wait = Duration.between(now, message.at().plus(options.pushAfter()));
        if (wait.compareTo(Duration.ZERO) > 0
                && (reachable.hasSession(user) || reachable.mayHaveSessionElsewhere(user))) {
            return new Step(null, new Cursor(event.offset() - 1, mark), wait);
        }
        List<Message> messages = toShow(user, conversation, message);
        if (messages.isEmpty()) {
            return null;
        }
        PushNotification notification = new PushNotification(
                user,
                conversation.id(),
                conversation.peer(),
                conversation.context(),
                messages,
                conversation.unread(),
                totalUnread(user));
        Key key = new Key(user, conversation.id());
        return new Step(
                () -> {
                    hook.onPush(notification);
                    shown.put(key, messages.get(messages.size() - 1).seq());
                    read.put(key, conversation.markers().readSeq());
                },
                new Cursor(event.offset(), event.offset()),
                again);
    }

    /** Whether no device has it, and the user wants to know. */
    private static boolean isOpen(Conversation conversation, Message message, Instant now) {
        Instant mutedUntil = conversation.settings().mutedUntil();
        return conversation.markers().deliveredSeq() < message.seq()
                && conversation.unread() > 0
                && (mutedUntil == null || !mutedUntil.isAfter(now));
    }

    /** This message, as it stands now, and those after it; without it where there are too many. */
    private List<Message> toShow(UserId user, Conversation conversation, Message first) {
        List<Message> newest = toShow(user, conversation, first, Anchor.NEWEST);
        return newest.isEmpty() ? toShow(user, conversation, first, new Anchor.After(first.seq() - 1)) : newest;
    }

    private List<Message> toShow(UserId user, Conversation conversation, Message first, Anchor anchor) {
        return store.messages(user, conversation.id(), anchor, PushNotification.MAX_MESSAGES)
                .map(page -> page.messages().stream()
                        .filter(message -> message.seq() >= first.seq()
                                && message.content() != null
                                && !message.from().equals(user))
                        .toList())
                .orElse(List.of());
    }

    private long totalUnread(UserId user) {
        return store.conversations(user, ConversationFilter.UNREAD, Long.MAX_VALUE, 0)
                .totalUnread();
    }

    private Step ofReceipt(UserId user, long mark, ReceiptEvent receipt, @Nullable Duration again) {
        long readSeq = receipt.markers().readSeq();
        long badge = totalUnread(user);
        // other receipts may have made the badge 0, and are still to come
        boolean nothingLeft = badge == 0 && head(user) == receipt.offset();
        ReadElsewhere elsewhere = new ReadElsewhere(user, receipt.conversation(), readSeq, badge);
        Key key = new Key(user, receipt.conversation());
        return new Step(
                () -> {
                    hook.onReadElsewhere(elsewhere);
                    read.put(key, readSeq);
                },
                new Cursor(receipt.offset(), nothingLeft ? 0 : mark),
                again);
    }

    private long head(UserId user) {
        return store.positions(Set.of(user)).values().iterator().next().head();
    }
}
