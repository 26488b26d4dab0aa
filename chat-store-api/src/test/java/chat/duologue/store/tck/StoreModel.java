package chat.duologue.store.tck;

import chat.duologue.model.Content;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.Event;
import chat.duologue.model.Event.BlockEvent;
import chat.duologue.model.Event.EditedEvent;
import chat.duologue.model.Event.HiddenEvent;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Event.ReactionEvent;
import chat.duologue.model.Event.RecalledEvent;
import chat.duologue.model.Event.ReceiptEvent;
import chat.duologue.model.Event.SettingsEvent;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.Quote;
import chat.duologue.model.Reaction;
import chat.duologue.model.Settings;
import chat.duologue.model.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The plainest model of a store: all that it knows are the users' streams with every event that ever was, who is in which
 * conversation, and which revisions are kept; all else is counted anew from them each time. {@link ModelWrites} adds to it.
 */
final class StoreModel {
    private record Members(Set<UserId> users, String context) {}

    /** What a message said once. */
    record Revision(ConversationId conversation, long seq, int revision) {}

    private final Map<ConversationId, Members> conversations = new LinkedHashMap<>();
    private final Map<UserId, List<Event>> streams = new HashMap<>();
    private final Map<ConversationId, Long> purged = new HashMap<>();
    private final Set<Revision> kept = new LinkedHashSet<>();

    /** Every event of the user's stream, the moot ones too: the one of offset n at index n - 1. */
    List<Event> stream(UserId user) {
        return streams.computeIfAbsent(user, u -> new ArrayList<>());
    }

    /** The same as a replay shows them, but for those that are there no more. */
    List<Event> replay(UserId user) {
        Map<ConversationId, Map<Long, Message>> standing = new HashMap<>();
        return stream(user).stream()
                .map(event -> {
                    boolean shows = event instanceof MessageEvent || event instanceof EditedEvent;
                    if (!shows || isPurged(event)) {
                        return event;
                    }
                    Message message = standing.computeIfAbsent(event.conversation(), this::standing)
                            .get(seq(event));
                    return event instanceof MessageEvent
                            ? new MessageEvent(event.offset(), message)
                            : new EditedEvent(event.offset(), message);
                })
                .toList();
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
        }
        return event instanceof ReactionEvent e ? e.seq() : 0;
    }

    /** Whether the event is there no more. */
    boolean isPurged(Event event) {
        return seq(event) > 0 && seq(event) <= purgedSeq(event.conversation());
    }

    /** Up to where a user's stream may have holes. */
    long trimmedTo(UserId user) {
        return stream(user).stream()
                .filter(event -> event instanceof MessageEvent && isPurged(event))
                .mapToLong(Event::offset)
                .max()
                .orElse(0);
    }

    /** How many messages of the conversation there are no more. */
    long purgedSeq(ConversationId id) {
        return purged.getOrDefault(id, 0L);
    }

    /** Removes messages; how many that were. */
    long purge(ConversationId id, long upToSeq) {
        long before = purgedSeq(id);
        long now = Math.max(before, Math.min(upToSeq, lastSeq(id)));
        purged.put(id, now);
        return now - before;
    }

    /** Some conversation, or an id that is none's while there are none. */
    ConversationId conversation(int number) {
        List<ConversationId> ids = List.copyOf(conversations.keySet());
        return ids.isEmpty() ? new ConversationId("c_none") : ids.get(number % ids.size());
    }

    Set<ConversationId> conversations() {
        return conversations.keySet();
    }

    void add(ConversationId id, Set<UserId> members, String context) {
        conversations.put(id, new Members(members, context));
    }

    Optional<ConversationId> find(UserId user, ConversationRef ref) {
        return conversations.keySet().stream()
                .filter(id -> ref instanceof ConversationRef.WithPeer with
                        ? conversations.get(id).equals(new Members(Set.of(user, with.peer()), with.context()))
                        : ref.equals(new ConversationRef.Existing(id)) && isMember(user, id))
                .findFirst();
    }

    Set<UserId> members(ConversationId id) {
        return conversations.containsKey(id) ? conversations.get(id).users() : Set.of();
    }

    boolean isMember(UserId user, ConversationId id) {
        return members(id).contains(user);
    }

    UserId peer(UserId user, ConversationId id) {
        Set<UserId> others = new HashSet<>(members(id));
        others.remove(user);
        return others.iterator().next();
    }

    /** What both members' streams say of the conversation. */
    private List<Event> events(ConversationId id) {
        return members(id).stream()
                .findFirst()
                .map(member -> events(member, id))
                .orElse(List.of());
    }

    private List<Event> events(UserId user, ConversationId id) {
        return stream(user).stream()
                .filter(event -> id.equals(event.conversation()))
                .filter(event -> !isPurged(event))
                .toList();
    }

    /** The messages as they stand now, in rising {@code seq}. */
    List<Message> messages(ConversationId id) {
        return List.copyOf(standing(id).values());
    }

    private Map<Long, Message> standing(ConversationId id) {
        Map<Long, Message> messages = new TreeMap<>();
        for (Event event : events(id)) {
            if (event instanceof MessageEvent e) {
                messages.put(seq(e), e.message());
            } else if (event instanceof EditedEvent e) {
                messages.put(seq(e), e.message());
            } else if (event instanceof RecalledEvent e) {
                messages.computeIfPresent(e.seq(), (seq, said) -> said.saying(null, said.revision(), e.at()));
            }
        }
        messages.replaceAll((seq, message) -> message.quoting(quote(message.content(), messages)));
        return messages;
    }

    private static @Nullable Quote quote(@Nullable Content content, Map<Long, Message> among) {
        return content != null && content.replyTo() != null && among.containsKey(content.replyTo())
                ? Quote.of(among.get(content.replyTo()))
                : null;
    }

    /** Empty where there is no such message. */
    Optional<Message> message(ConversationId id, long seq) {
        return Optional.ofNullable(standing(id).get(seq));
    }

    /** The same with the quote that it would have in the conversation. */
    Message quoting(Message message) {
        return message.quoting(quote(message.content(), standing(message.conversation())));
    }

    long lastSeq(ConversationId id) {
        return purgedSeq(id) + messages(id).size();
    }

    Set<Long> hidden(UserId user, ConversationId id) {
        Set<Long> hidden = new HashSet<>();
        for (Event event : events(user, id)) {
            if (event instanceof HiddenEvent e) {
                hidden.add(e.seq());
            }
        }
        return hidden;
    }

    /** By message, the last changed one last; false where it was taken back. */
    Map<Long, Map<Reaction, Boolean>> reactions(ConversationId id) {
        Map<Long, Map<Reaction, Boolean>> reactions = new HashMap<>();
        for (Event event : events(id)) {
            if (event instanceof ReactionEvent e) {
                Map<Reaction, Boolean> ofMessage = reactions.computeIfAbsent(e.seq(), seq -> new LinkedHashMap<>());
                ofMessage.remove(e.reaction());
                ofMessage.put(e.reaction(), !e.removed());
            }
        }
        return reactions;
    }

    Settings settings(UserId user, ConversationId id) {
        Settings settings = Settings.NONE;
        for (Event event : events(user, id)) {
            if (event instanceof SettingsEvent e) {
                settings = e.settings();
            }
        }
        return settings;
    }

    Markers markers(UserId user, ConversationId id) {
        Markers markers = Markers.NONE;
        for (Event event : events(id)) {
            if (event instanceof ReceiptEvent e && e.by().equals(user)) {
                markers = e.markers();
            }
        }
        return markers;
    }

    /** Whom the user has blocked, in the order of their names. */
    Set<UserId> blockedBy(UserId user) {
        Set<UserId> blocked = new TreeSet<>();
        for (Event event : stream(user)) {
            if (event instanceof BlockEvent e && e.blocked()) {
                blocked.add(e.user());
            } else if (event instanceof BlockEvent e) {
                blocked.remove(e.user());
            }
        }
        return blocked;
    }

    void keep(Message message) {
        kept.add(new Revision(message.conversation(), message.seq(), message.revision()));
    }

    /** What was kept once, also where it is gone. */
    Set<Revision> kept() {
        return kept;
    }

    List<Message> revisions(ConversationId id, long seq) {
        if (message(id, seq).map(Message::isRecalled).orElse(true)) {
            return List.of();
        }
        List<Message> said = new ArrayList<>();
        for (Event event : events(id)) {
            if (event instanceof MessageEvent e) {
                said.add(e.message());
            } else if (event instanceof EditedEvent e) {
                said.add(e.message());
            }
        }
        return said.stream()
                .filter(message -> kept.contains(new Revision(id, seq, message.revision())))
                .filter(message -> message.seq() == seq)
                .map(message -> message.quoting(null))
                .toList();
    }

    Conversation seen(UserId user, ConversationId id) {
        UserId peer = peer(user, id);
        List<Message> messages = messages(id);
        Markers markers = markers(user, id);
        Set<Long> hidden = hidden(user, id);
        long unread = messages.stream()
                .filter(message -> message.from().equals(peer) && message.seq() > markers.readSeq())
                .filter(message -> !message.isRecalled() && !hidden.contains(message.seq()))
                .count();
        Message last = messages.get(messages.size() - 1);
        return new Conversation(
                id,
                peer,
                conversations.get(id).context(),
                hidden.contains(last.seq()) ? last.hidden() : last,
                unread,
                markers,
                markers(peer, id),
                settings(user, id));
    }

    /** The user's conversations by the offset that the newest message took in the user's stream, the highest first. */
    List<Conversation> list(UserId user) {
        List<ConversationId> ids = new ArrayList<>();
        for (Event event : stream(user)) {
            if (event instanceof MessageEvent) {
                ids.remove(event.conversation());
                ids.add(0, event.conversation());
            }
        }
        ids.removeIf(id -> messages(id).isEmpty());
        return ids.stream().map(id -> seen(user, id)).toList();
    }
}
