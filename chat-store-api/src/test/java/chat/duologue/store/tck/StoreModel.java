package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.Event;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Event.ReceiptEvent;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.Quote;
import chat.duologue.model.Settings;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Delivery;
import chat.duologue.store.spi.Outcome.Reason;
import chat.duologue.store.spi.Write;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The plainest model of a store: all that it knows are the users' streams with every event that ever was, and who is
 * in which conversation; all else is counted anew from them each time. What a store is free to choose (the ids of
 * conversations, in which order the receipts of one acknowledgement follow each other) it takes from the store.
 */
final class StoreModel {
    private record Members(Set<UserId> users, String context) {}

    private final Map<ConversationId, Members> conversations = new LinkedHashMap<>();
    private final Map<UserId, List<Event>> streams = new HashMap<>();
    private final Map<ConversationId, Long> purged = new HashMap<>();

    /** Every event of the user's stream, the moot ones too: the one of offset n at index n - 1. */
    List<Event> stream(UserId user) {
        return streams.computeIfAbsent(user, u -> new ArrayList<>());
    }

    /** Whether the event is there no more. */
    boolean isPurged(Event event) {
        return event instanceof MessageEvent e && e.message().seq() <= purgedSeq(event.conversation());
    }

    /** Up to where a user's stream may have holes. */
    long trimmedTo(UserId user) {
        return stream(user).stream()
                .filter(this::isPurged)
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

    Optional<ConversationId> find(UserId user, ConversationRef ref) {
        return conversations.keySet().stream()
                .filter(id -> ref instanceof ConversationRef.WithPeer with
                        ? conversations.get(id).equals(new Members(Set.of(user, with.peer()), with.context()))
                        : ref.equals(new ConversationRef.Existing(id))
                                && conversations.get(id).users().contains(user))
                .findFirst();
    }

    List<Message> messages(ConversationId id) {
        if (!conversations.containsKey(id)) {
            return List.of();
        }
        UserId anyMember = conversations.get(id).users().iterator().next();
        List<Message> messages = stream(anyMember).stream()
                .filter(event ->
                        event instanceof MessageEvent && event.conversation().equals(id))
                .filter(event -> !isPurged(event))
                .map(event -> ((MessageEvent) event).message())
                .toList();
        return messages.stream()
                .map(message -> message.quoting(quote(message, messages)))
                .toList();
    }

    private static @Nullable Quote quote(Message message, List<Message> among) {
        return among.stream()
                .filter(answered ->
                        Objects.equals(answered.seq(), message.content().replyTo()))
                .findFirst()
                .map(Quote::of)
                .orElse(null);
    }

    /** The event as a replay shows it. */
    Event asItStands(Event event) {
        return event instanceof MessageEvent e
                ? new MessageEvent(
                        e.offset(), message(e.conversation(), e.message().seq()))
                : event;
    }

    private Message message(ConversationId id, long seq) {
        return messages(id).get((int) (seq - 1 - purgedSeq(id)));
    }

    long lastSeq(ConversationId id) {
        return purgedSeq(id) + messages(id).size();
    }

    Markers markers(UserId user, ConversationId id) {
        Markers markers = Markers.NONE;
        for (Event event : stream(user)) {
            if (event instanceof ReceiptEvent receipt
                    && receipt.conversation().equals(id)
                    && receipt.by().equals(user)) {
                markers = receipt.markers();
            }
        }
        return markers;
    }

    Conversation seen(UserId user, ConversationId id) {
        Members members = conversations.get(id);
        UserId peer = peer(user, id);
        List<Message> messages = messages(id);
        long unread = messages.stream()
                .filter(message -> message.from().equals(peer))
                .filter(message -> message.seq() > markers(user, id).readSeq())
                .count();
        Message last = messages.get(messages.size() - 1);
        return new Conversation(
                id, peer, members.context(), last, unread, markers(user, id), markers(peer, id), Settings.NONE);
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

    /** Checks that the write, on what the model holds now, has such an outcome, and does it. */
    void apply(Write write, Outcome outcome) {
        if (write instanceof Write.Send send) {
            send(send, outcome);
        } else if (write instanceof Write.Acknowledge acknowledge) {
            acknowledge(acknowledge, outcome);
        } else {
            markRead((Write.MarkRead) write, outcome);
        }
    }

    private void send(Write.Send send, Outcome outcome) {
        Optional<ConversationId> found = find(send.by(), send.conversation());
        if (found.isEmpty() && send.conversation() instanceof ConversationRef.Existing) {
            assertThat(outcome).isEqualTo(new Outcome.Refused(Reason.NOT_A_MEMBER));
            return;
        }
        List<Message> messages = found.map(this::messages).orElse(List.of());
        for (Message message : messages) {
            if (message.from().equals(send.by()) && message.clientMessageId().equals(send.clientMessageId())) {
                boolean same = message.content().equals(send.content());
                assertThat(outcome).isEqualTo(same ? new Outcome.Duplicate(message) : new Outcome.Conflict());
                return;
            }
        }
        Long replyTo = send.content().replyTo();
        long last = found.map(this::lastSeq).orElse(0L);
        if (replyTo != null && replyTo > last) {
            assertThat(outcome).isEqualTo(new Outcome.Refused(Reason.NO_SUCH_MESSAGE));
            return;
        }
        assertThat(outcome).isInstanceOf(Outcome.Stored.class);
        ConversationId id = found.orElse(((Outcome.Stored) outcome).message().conversation());
        if (found.isEmpty()) {
            ConversationRef.WithPeer with = (ConversationRef.WithPeer) send.conversation();
            assertThat(conversations).doesNotContainKey(id);
            conversations.put(id, new Members(Set.of(send.by(), with.peer()), with.context()));
        }
        Message message = new Message(
                id,
                last + 1,
                send.by(),
                send.at().truncatedTo(ChronoUnit.MILLIS),
                send.clientMessageId(),
                send.content());
        message = message.quoting(quote(message, messages));
        assertThat(((Outcome.Stored) outcome).message()).isEqualTo(message);
        List<Delivery> deliveries = new ArrayList<>();
        for (UserId member : conversations.get(id).users()) {
            MessageEvent event = new MessageEvent(stream(member).size() + 1, message);
            stream(member).add(event);
            deliveries.add(new Delivery(member, event));
        }
        assertThat(outcome.deliveries()).containsExactlyInAnyOrderElementsOf(deliveries);
    }

    private void acknowledge(Write.Acknowledge acknowledge, Outcome outcome) {
        UserId user = acknowledge.by();
        List<Event> stream = stream(user);
        Map<ConversationId, Markers> raised = new HashMap<>();
        for (Event event : acknowledge.offset() > stream.size() ? List.<Event>of() : List.copyOf(stream)) {
            if (event instanceof MessageEvent e && event.offset() <= acknowledge.offset() && !isPurged(event)) {
                Markers markers = markers(user, e.conversation());
                long seq = e.message().seq();
                if (!e.message().from().equals(user) && seq > markers.deliveredSeq()) {
                    raised.put(e.conversation(), new Markers(seq, markers.readSeq()));
                }
            }
        }
        assertThat(outcome).isInstanceOf(Outcome.Acknowledged.class);
        List<ConversationId> order = outcome.deliveries().stream()
                .filter(delivery -> delivery.user().equals(user))
                .map(Delivery::event)
                .sorted(Comparator.comparing(Event::offset))
                .map(Event::conversation)
                .toList();
        assertThat(order).containsExactlyInAnyOrderElementsOf(raised.keySet());
        List<Delivery> deliveries = new ArrayList<>();
        order.forEach(id -> deliveries.addAll(receipts(user, id, raised.get(id))));
        assertThat(outcome.deliveries()).containsExactlyInAnyOrderElementsOf(deliveries);
    }

    private void markRead(Write.MarkRead markRead, Outcome outcome) {
        ConversationId id = markRead.conversation();
        if (find(markRead.by(), new ConversationRef.Existing(id)).isEmpty()) {
            assertThat(outcome).isEqualTo(new Outcome.Refused(Reason.NOT_A_MEMBER));
        } else if (markRead.seq() > lastSeq(id)) {
            assertThat(outcome).isEqualTo(new Outcome.Refused(Reason.NO_SUCH_MESSAGE));
        } else {
            Markers markers = markers(markRead.by(), id);
            List<Delivery> deliveries = new ArrayList<>();
            if (markRead.seq() > markers.readSeq()) {
                markers = new Markers(Math.max(markers.deliveredSeq(), markRead.seq()), markRead.seq());
                deliveries.addAll(receipts(markRead.by(), id, markers));
            }
            assertThat(outcome).isInstanceOf(Outcome.Read.class);
            assertThat(((Outcome.Read) outcome).markers()).isEqualTo(markers);
            assertThat(outcome.deliveries()).containsExactlyInAnyOrderElementsOf(deliveries);
        }
    }

    private List<Delivery> receipts(UserId by, ConversationId id, Markers markers) {
        List<Delivery> deliveries = new ArrayList<>();
        for (UserId member : conversations.get(id).users()) {
            ReceiptEvent event = new ReceiptEvent(stream(member).size() + 1, id, by, markers);
            stream(member).add(event);
            deliveries.add(new Delivery(member, event));
        }
        return deliveries;
    }

    private UserId peer(UserId user, ConversationId id) {
        Set<UserId> others = new HashSet<>(conversations.get(id).users());
        others.remove(user);
        return others.iterator().next();
    }
}
