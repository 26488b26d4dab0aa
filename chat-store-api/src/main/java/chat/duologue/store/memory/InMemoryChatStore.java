package chat.duologue.store.memory;

import chat.duologue.model.Anchor;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationPage;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.Event;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Event.ReceiptEvent;
import chat.duologue.model.EventPage;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.StreamId;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Housekeeping;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Delivery;
import chat.duologue.store.spi.Outcome.Reason;
import chat.duologue.store.spi.Write;
import java.security.SecureRandom;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps everything in memory, for tests and for trying things out: the readable reference of what every store does.
 * Nothing survives the process. Thread-safe: one lock around plain collections.
 */
public final class InMemoryChatStore implements ChatStore {
    private static final String LETTERS_AND_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final SecureRandom random = new SecureRandom();
    private final StreamId streamId = new StreamId(randomText(16));
    private final Housekeeping housekeeping = new InMemoryHousekeeping(this);

    final Map<ConversationId, StoredConversation> byId = new HashMap<>();
    final Map<Topic, StoredConversation> byTopic = new HashMap<>();
    final NavigableMap<UserId, UserStream> streams = new TreeMap<>();
    /** The pseudonyms of those who were erased, and the names of those who are leaving. */
    final Set<UserId> erased = new HashSet<>();
    /** Those who were erased, and whose names are not free yet. */
    final Set<UserId> leaving = new HashSet<>();

    /** An empty store. */
    public InMemoryChatStore() {}

    @Override
    public StreamId streamId() {
        return streamId;
    }

    @Override
    public synchronized List<Outcome> write(List<? extends Write> batch) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Write write : List.copyOf(batch)) {
            outcomes.add(write(write));
        }
        return List.copyOf(outcomes);
    }

    private Outcome write(Write write) {
        if (write instanceof Write.Send send) {
            return send(send);
        } else if (write instanceof Write.Acknowledge acknowledge) {
            return acknowledge(acknowledge);
        } else {
            return markRead((Write.MarkRead) write);
        }
    }

    private Outcome send(Write.Send send) {
        StoredConversation conversation = find(send.by(), send.conversation());
        if (send.conversation() instanceof ConversationRef.WithPeer with && isErased(send.by(), with.peer())
                || conversation != null && isErased(conversation.topic.members())) {
            return new Outcome.Refused(Reason.NOT_A_MEMBER);
        }
        if (conversation == null && send.conversation() instanceof ConversationRef.WithPeer with) {
            // not in the maps, so not there for anyone, before its first message is
            conversation = new StoredConversation(
                    new ConversationId("c_" + randomText(22)), Topic.of(send.by(), with.peer(), with.context()));
        }
        if (conversation == null) {
            return new Outcome.Refused(Reason.NOT_A_MEMBER);
        }
        StoredConversation.SendKey key = new StoredConversation.SendKey(send.by(), send.clientMessageId());
        Message first = conversation.sent.get(key);
        if (first != null) {
            return first.content().equals(send.content()) ? new Outcome.Duplicate(first) : new Outcome.Conflict();
        }
        Long replyTo = send.content().replyTo();
        if (replyTo != null && replyTo > conversation.lastSeq()) {
            return new Outcome.Refused(Reason.NO_SUCH_MESSAGE);
        }
        Message message = new Message(
                conversation.id,
                conversation.lastSeq() + 1,
                send.by(),
                send.at().truncatedTo(ChronoUnit.MILLIS),
                send.clientMessageId(),
                send.content());
        byId.put(conversation.id, conversation);
        byTopic.put(conversation.topic, conversation);
        conversation.messages.add(message);
        conversation.sent.put(key, message);
        return new Outcome.Stored(message, deliver(conversation, offset -> new MessageEvent(offset, message)));
    }

    private Outcome acknowledge(Write.Acknowledge acknowledge) {
        UserId user = acknowledge.by();
        UserStream stream = stream(user);
        List<Delivery> deliveries = new ArrayList<>();
        if (acknowledge.offset() > stream.acknowledged && acknowledge.offset() <= stream.head) {
            Map<StoredConversation, Long> delivered = new LinkedHashMap<>();
            for (Event event : stream.events
                    .subMap(stream.acknowledged, false, acknowledge.offset(), true)
                    .values()) {
                if (event instanceof MessageEvent e && !e.message().from().equals(user)) {
                    delivered.put(get(e.conversation()), e.message().seq());
                }
            }
            stream.acknowledged = acknowledge.offset();
            delivered.forEach((conversation, seq) -> deliveries.addAll(raise(conversation, user, seq, 0)));
        }
        return new Outcome.Acknowledged(List.copyOf(deliveries));
    }

    private Outcome markRead(Write.MarkRead markRead) {
        StoredConversation conversation = find(markRead.by(), new ConversationRef.Existing(markRead.conversation()));
        if (conversation == null) {
            return new Outcome.Refused(Reason.NOT_A_MEMBER);
        }
        if (markRead.seq() > conversation.lastSeq()) {
            return new Outcome.Refused(Reason.NO_SUCH_MESSAGE);
        }
        List<Delivery> deliveries = raise(conversation, markRead.by(), markRead.seq(), markRead.seq());
        return new Outcome.Read(conversation.markers(markRead.by()), deliveries);
    }

    private List<Delivery> raise(StoredConversation conversation, UserId by, long deliveredSeq, long readSeq) {
        Markers before = conversation.markers(by);
        Markers now = new Markers(Math.max(before.deliveredSeq(), deliveredSeq), Math.max(before.readSeq(), readSeq));
        if (now.equals(before)) {
            return List.of();
        }
        conversation.markers.put(by, now);
        return deliver(conversation, offset -> new ReceiptEvent(offset, conversation.id, by, now));
    }

    /** Puts an event into both members' streams, at the next offset of each. */
    private List<Delivery> deliver(StoredConversation conversation, LongFunction<Event> eventAt) {
        List<Delivery> deliveries = new ArrayList<>();
        for (UserId member : conversation.topic.members()) {
            if (!erased.contains(member)) {
                deliveries.add(new Delivery(member, stream(member).append(eventAt)));
            }
        }
        return List.copyOf(deliveries);
    }

    @Override
    public synchronized Map<UserId, StreamPosition> positions(Collection<UserId> users) {
        Map<UserId, StreamPosition> positions = new HashMap<>();
        for (UserId user : users) {
            UserStream stream = stream(user);
            positions.put(user, new StreamPosition(stream.trimmedTo, stream.head));
        }
        return Map.copyOf(positions);
    }

    @Override
    public synchronized EventPage events(UserId user, long after, int limit) {
        return stream(user).page(after, rows(limit));
    }

    @Override
    public synchronized Optional<MessagePage> messages(UserId reader, ConversationId id, Anchor anchor, int limit) {
        int rows = rows(limit);
        StoredConversation conversation = find(reader, new ConversationRef.Existing(id));
        if (conversation == null) {
            return Optional.empty();
        }
        return Optional.of(conversation.page(anchor, rows));
    }

    @Override
    public synchronized ConversationPage conversations(UserId user, ConversationFilter filter, long before, int limit) {
        int rows = rows(limit);
        List<Conversation> page = new ArrayList<>();
        OptionalLong next = OptionalLong.empty();
        long lastOffset = 0;
        long totalUnread = 0;
        for (Map.Entry<Long, ConversationId> entry :
                stream(user).recency.descendingMap().entrySet()) {
            Conversation conversation = get(entry.getValue()).seenBy(user);
            totalUnread += conversation.unread();
            boolean listed = filter == ConversationFilter.ALL || conversation.unread() > 0;
            if (listed && entry.getKey() < before) {
                if (page.size() < rows) {
                    page.add(conversation);
                    lastOffset = entry.getKey();
                } else if (rows > 0) {
                    next = OptionalLong.of(lastOffset);
                }
            }
        }
        return new ConversationPage(page, next, totalUnread);
    }

    @Override
    public synchronized Optional<Conversation> conversation(UserId user, ConversationRef ref) {
        StoredConversation conversation = find(user, ref);
        return conversation == null || conversation.messages.isEmpty()
                ? Optional.empty()
                : Optional.of(conversation.seenBy(user));
    }

    @Override
    public Optional<Housekeeping> housekeeping() {
        return Optional.of(housekeeping);
    }

    @Override
    public void close() {
        // nothing to release
    }

    private boolean isErased(UserId... users) {
        return isErased(List.of(users));
    }

    private boolean isErased(Collection<UserId> users) {
        return users.stream().anyMatch(erased::contains);
    }

    private UserStream stream(UserId user) {
        return streams.computeIfAbsent(user, u -> new UserStream());
    }

    private StoredConversation get(ConversationId id) {
        return Objects.requireNonNull(byId.get(id));
    }

    /** The conversation, or null where there is none or the user is not a member. */
    private @Nullable StoredConversation find(UserId user, ConversationRef ref) {
        if (erased.contains(user)) {
            return null;
        }
        if (ref instanceof ConversationRef.WithPeer with) {
            return byTopic.get(Topic.of(user, with.peer(), with.context()));
        }
        StoredConversation conversation = byId.get(((ConversationRef.Existing) ref).id());
        return conversation != null && conversation.topic.members().contains(user) ? conversation : null;
    }

    static int rows(int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit must not be negative");
        }
        return Math.min(limit, MAX_LIMIT);
    }

    String randomText(int chars) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < chars; i++) {
            text.append(LETTERS_AND_DIGITS.charAt(random.nextInt(LETTERS_AND_DIGITS.length())));
        }
        return text.toString();
    }
}
