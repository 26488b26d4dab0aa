package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Anchor;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationPage;
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
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.Quote;
import chat.duologue.model.Reaction;
import chat.duologue.model.Settings;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a device shows its user, made of nothing but what it was told: the plainest client. It keeps the messages that the
 * user can see, so what is not among them (it was hidden) is not changed by an event either.
 */
final class ClientView {
    /** A conversation, as shown. */
    record Chat(
            ConversationId id,
            long lastSeq,
            List<Message> messages,
            Map<Long, List<Reaction>> reactions,
            Map<UserId, Markers> markers,
            Settings settings) {}

    private final UserId user;
    /** The newest message first. */
    private final List<ConversationId> order = new ArrayList<>();

    private final Map<ConversationId, Shown> shown = new HashMap<>();
    private final Set<UserId> blocked = new TreeSet<>();
    private long offset = 0;

    private static final class Shown {
        long lastSeq = 0;
        final Map<Long, Message> messages = new TreeMap<>();
        final Map<Long, List<Reaction>> reactions = new HashMap<>();
        final Map<UserId, Markers> markers = new HashMap<>();
        Settings settings = Settings.NONE;

        void put(Message message) {
            messages.put(message.seq(), tombstone(message));
            lastSeq = Math.max(lastSeq, message.seq());
        }

        void load(MessagePage page) {
            page.messages().forEach(this::put);
            page.reactions().forEach((seq, ofMessage) -> reactions.put(seq, new ArrayList<>(ofMessage)));
        }

        /** Answers quote what they answer as it stands now. */
        void quote(long seq, Quote quote) {
            messages.replaceAll((answer, message) -> message.content() != null
                            && Long.valueOf(seq).equals(message.content().replyTo())
                    ? message.quoting(quote)
                    : message);
        }

        /** How often a recalled message was edited no event tells. */
        private static Message tombstone(Message message) {
            return message.isRecalled() ? message.saying(null, 0, message.changedAt()) : message;
        }
    }

    ClientView(UserId user) {
        this.user = user;
    }

    long offset() {
        return offset;
    }

    /** What a new device does first. */
    void takePosition(ChatStore store) {
        offset = store.positions(Set.of(user)).get(user).head();
    }

    /** What a new device does second. */
    void loadLists(ChatStore store, int limit) {
        OptionalLong before = OptionalLong.of(Long.MAX_VALUE);
        while (before.isPresent()) {
            ConversationPage page = store.conversations(user, ConversationFilter.ALL, before.getAsLong(), limit);
            page.conversations().forEach(this::list);
            before = page.next();
        }
        blocked.addAll(BlockContract.blockedBy(store, user, limit));
    }

    private void list(Conversation conversation) {
        Shown chat = shown(conversation.id());
        order.add(conversation.id());
        chat.lastSeq = conversation.last().seq();
        chat.markers.put(user, conversation.markers());
        chat.markers.put(conversation.peer(), conversation.peerMarkers());
        chat.settings = conversation.settings();
    }

    /** What a new device does third: the history of all that is listed. From then on it receives what follows its position. */
    void loadHistory(ChatStore store, int limit) {
        for (ConversationId id : order) {
            Shown chat = shown(id);
            MessagePage page = store.messages(user, id, Anchor.NEWEST, limit).orElseThrow();
            chat.load(page);
            while (page.hasBefore()) {
                long oldest = page.messages().get(0).seq();
                page = store.messages(user, id, new Anchor.Before(oldest), limit)
                        .orElseThrow();
                assertThat(page.messages()).isNotEmpty().allMatch(message -> message.seq() < oldest);
                chat.load(page);
            }
        }
    }

    /** Reads on from where it left off, so many pages. */
    void resume(ChatStore store, int limit, int pages) {
        for (int i = 0; i < pages; i++) {
            EventPage page = store.events(user, offset, limit);
            page.events().forEach(this::receive);
            offset = page.upTo();
        }
    }

    void receive(Event event) {
        offset = event.offset();
        if (event instanceof BlockEvent e) {
            if (e.blocked()) {
                blocked.add(e.user());
            } else {
                blocked.remove(e.user());
            }
            return;
        }
        Shown chat = shown(event.conversation());
        if (event instanceof MessageEvent e) {
            chat.put(e.message());
            order.remove(e.conversation());
            order.add(0, e.conversation());
        } else if (event instanceof EditedEvent e) {
            long seq = e.message().seq();
            if (chat.messages.containsKey(seq)) {
                chat.put(e.message());
            }
            chat.quote(seq, Quote.of(e.message()));
        } else if (event instanceof RecalledEvent e) {
            chat.messages.computeIfPresent(
                    e.seq(), (seq, said) -> said.saying(null, 0, e.at()).quoting(null));
            chat.quote(e.seq(), new Quote(e.by(), null, true));
        } else if (event instanceof HiddenEvent e) {
            chat.messages.remove(e.seq());
            chat.reactions.remove(e.seq());
        } else if (event instanceof ReactionEvent e && chat.messages.containsKey(e.seq())) {
            List<Reaction> reactions = chat.reactions.computeIfAbsent(e.seq(), seq -> new ArrayList<>());
            reactions.remove(e.reaction());
            if (!e.removed()) {
                reactions.add(e.reaction());
            }
        } else if (event instanceof ReceiptEvent e) {
            chat.markers.put(e.by(), e.markers());
        } else if (event instanceof SettingsEvent e) {
            chat.settings = e.settings();
        }
    }

    private Shown shown(ConversationId id) {
        return shown.computeIfAbsent(id, i -> new Shown());
    }

    /** The conversations, the one with the newest message first. */
    List<Chat> chats() {
        return order.stream().map(id -> chat(id, shown(id))).toList();
    }

    private static Chat chat(ConversationId id, Shown shown) {
        Map<Long, List<Reaction>> reactions = new HashMap<>(shown.reactions);
        reactions.values().removeIf(List::isEmpty);
        Map<UserId, Markers> markers = new HashMap<>(shown.markers);
        markers.values().removeIf(Markers.NONE::equals);
        return new Chat(id, shown.lastSeq, List.copyOf(shown.messages.values()), reactions, markers, shown.settings);
    }

    /** Counted as clients may. */
    long unread(ConversationId id) {
        long readSeq = shown(id).markers.getOrDefault(user, Markers.NONE).readSeq();
        return shown(id).messages.values().stream()
                .filter(message -> !message.from().equals(user) && !message.isRecalled())
                .filter(message -> message.seq() > readSeq)
                .count();
    }

    Set<UserId> blocked() {
        return blocked;
    }
}
