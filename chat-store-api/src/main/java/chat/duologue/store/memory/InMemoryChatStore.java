package chat.duologue.store.memory;

import chat.duologue.model.Anchor;
import chat.duologue.model.Attachment;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationPage;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.Event;
import chat.duologue.model.Event.EditedEvent;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.EventPage;
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.StreamId;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.BlockList;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Cursors;
import chat.duologue.store.spi.Housekeeping;
import chat.duologue.store.spi.MessageSearch;
import chat.duologue.store.spi.Notes;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Write;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
    private final MessageSearch search = new InMemorySearch(this);
    private final Cursors cursors = new InMemoryCursors(this);
    private final Notes notes = new InMemoryNotes();
    private final InMemoryWrites writes = new InMemoryWrites(this);
    private final BlockList blocks = new Blocks();

    final Map<ConversationId, StoredConversation> byId = new HashMap<>();
    final Map<Topic, StoredConversation> byTopic = new HashMap<>();
    final NavigableMap<UserId, UserStream> streams = new TreeMap<>();
    final Map<UserId, NavigableSet<UserId>> blocked = new HashMap<>();
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
            outcomes.add(writes.apply(write));
        }
        return List.copyOf(outcomes);
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
        EventPage page = stream(user).page(after, rows(limit));
        return new EventPage(page.events().stream().map(this::asItStands).toList(), page.upTo());
    }

    private Event asItStands(Event event) {
        if (event instanceof MessageEvent e) {
            return new MessageEvent(
                    e.offset(), get(e.conversation()).message(e.message().seq()));
        } else if (event instanceof EditedEvent e) {
            return new EditedEvent(
                    e.offset(), get(e.conversation()).message(e.message().seq()));
        }
        return event;
    }

    @Override
    public Optional<MessagePage> messages(UserId reader, ConversationId id, Anchor anchor, int limit) {
        return page(reader, id, anchor, limit, false);
    }

    @Override
    public Optional<MessagePage> allMessages(UserId reader, ConversationId id, Anchor anchor, int limit) {
        return page(reader, id, anchor, limit, true);
    }

    private synchronized Optional<MessagePage> page(
            UserId reader, ConversationId id, Anchor anchor, int limit, boolean withHidden) {
        int rows = rows(limit);
        StoredConversation conversation = find(reader, new ConversationRef.Existing(id));
        if (conversation == null) {
            return Optional.empty();
        }
        return Optional.of(conversation.page(reader, anchor, rows, withHidden));
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
            boolean listed = switch (filter) {
                case ALL -> true;
                case UNREAD -> conversation.unread() > 0;
                case ARCHIVED -> conversation.settings().archived();
            };
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
    public synchronized List<Message> revisions(ConversationId id, long seq) {
        StoredConversation conversation = byId.get(id);
        return conversation == null ? List.of() : List.copyOf(conversation.revisions.getOrDefault(seq, List.of()));
    }

    @Override
    public BlockList blocks() {
        return blocks;
    }

    private final class Blocks implements BlockList {
        @Override
        public List<UserId> blockedBy(UserId user, @Nullable UserId after, int limit) {
            int rows = rows(limit);
            synchronized (InMemoryChatStore.this) {
                NavigableSet<UserId> all = blocked.getOrDefault(user, Collections.emptyNavigableSet());
                return (after == null ? all : all.tailSet(after, false))
                        .stream().limit(rows).toList();
            }
        }

        @Override
        public Set<UserId> blockersOf(UserId user, Collection<UserId> among) {
            synchronized (InMemoryChatStore.this) {
                return among.stream()
                        .filter(other -> blocked.getOrDefault(other, Collections.emptyNavigableSet())
                                .contains(user))
                        .collect(Collectors.toUnmodifiableSet());
            }
        }
    }

    @Override
    public synchronized Set<String> attachmentsInUse(UserId uploader, Collection<String> refs) {
        if (refs.size() > MAX_LIMIT) {
            throw new IllegalArgumentException("refs must be at most " + MAX_LIMIT);
        }
        return byId.values().stream()
                .flatMap(conversation -> conversation.messages.stream())
                .filter(message -> message.from().equals(uploader))
                .map(Message::content)
                .filter(Objects::nonNull)
                .flatMap(content -> content.attachments().stream())
                .map(Attachment::ref)
                .filter(Set.copyOf(refs)::contains)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public synchronized void seen(Map<UserId, Instant> times) {
        times.forEach((user, time) -> {
            UserStream stream = streams.get(user);
            Instant millis = time.truncatedTo(ChronoUnit.MILLIS);
            if (stream != null && (stream.lastSeen == null || stream.lastSeen.isBefore(millis))) {
                stream.lastSeen = millis;
            }
        });
    }

    @Override
    public synchronized Map<UserId, Instant> lastSeen(Collection<UserId> users) {
        Map<UserId, Instant> found = new HashMap<>();
        for (UserId user : users) {
            UserStream stream = streams.get(user);
            if (stream != null && stream.lastSeen != null) {
                found.put(user, stream.lastSeen);
            }
        }
        return Map.copyOf(found);
    }

    @Override
    public Cursors cursors() {
        return cursors;
    }

    @Override
    public Optional<Housekeeping> housekeeping() {
        return Optional.of(housekeeping);
    }

    @Override
    public Optional<MessageSearch> search() {
        return Optional.of(search);
    }

    @Override
    public Optional<Notes> notes() {
        return Optional.of(notes);
    }

    @Override
    public void close() {
        // nothing to release
    }

    UserStream stream(UserId user) {
        return streams.computeIfAbsent(user, u -> new UserStream());
    }

    StoredConversation get(ConversationId id) {
        return Objects.requireNonNull(byId.get(id));
    }

    /** The conversation, or null where there is none or the user is not a member. */
    @Nullable StoredConversation find(UserId user, ConversationRef ref) {
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
