package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Content;
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
import chat.duologue.model.Reaction;
import chat.duologue.model.Settings;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Delivery;
import chat.duologue.store.spi.Outcome.Reason;
import chat.duologue.store.spi.Write;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * What each write does to the model, and which outcome a store must have for it. What a store is free to choose (the ids of
 * conversations, in which order the receipts of one acknowledgement follow each other) the model takes from the store.
 */
final class ModelWrites {
    private final StoreModel model;

    ModelWrites(StoreModel model) {
        this.model = model;
    }

    /** Checks that the write, on what the model holds now, has such an outcome, and does it. */
    void apply(Write write, Outcome outcome) {
        if (write instanceof Write.Send send) {
            send(send, outcome);
        } else if (write instanceof Write.Acknowledge acknowledge) {
            acknowledge(acknowledge, outcome);
        } else if (write instanceof Write.MarkRead markRead) {
            markRead(markRead, outcome);
        } else if (write instanceof Write.Edit edit) {
            edit(edit, outcome);
        } else if (write instanceof Write.Recall recall) {
            recall(recall, outcome);
        } else if (write instanceof Write.Hide hide) {
            hide(hide, outcome);
        } else if (write instanceof Write.React react) {
            react(react, outcome);
        } else if (write instanceof Write.Configure configure) {
            configure(configure, outcome);
        } else {
            block((Write.Block) write, outcome);
        }
    }

    private void send(Write.Send send, Outcome outcome) {
        Optional<ConversationId> found = model.find(send.by(), send.conversation());
        if (found.isEmpty() && send.conversation() instanceof ConversationRef.Existing) {
            assertRefused(Reason.NOT_A_MEMBER, outcome);
            return;
        }
        UserId peer = send.conversation() instanceof ConversationRef.WithPeer with
                ? with.peer()
                : model.peer(send.by(), found.orElseThrow());
        if (model.blockedBy(peer).contains(send.by())) {
            assertRefused(Reason.BLOCKED, outcome);
            return;
        }
        for (Message message : found.map(model::messages).orElse(List.of())) {
            if (message.from().equals(send.by()) && message.clientMessageId().equals(send.clientMessageId())) {
                boolean same = message.changedAt() != null || message.content().equals(send.content());
                assertThat(outcome).isEqualTo(same ? new Outcome.Duplicate(message) : new Outcome.Conflict());
                return;
            }
        }
        Long replyTo = send.content().replyTo();
        long last = found.map(model::lastSeq).orElse(0L);
        if (replyTo != null && replyTo > last) {
            assertRefused(Reason.NO_SUCH_MESSAGE, outcome);
            return;
        }
        assertThat(outcome).isInstanceOf(Outcome.Stored.class);
        ConversationId id = found.orElse(((Outcome.Stored) outcome).message().conversation());
        if (found.isEmpty()) {
            assertThat(model.conversations()).doesNotContain(id);
            ConversationRef.WithPeer with = (ConversationRef.WithPeer) send.conversation();
            model.add(id, Set.of(send.by(), peer), with.context());
        }
        Message message = model.quoting(new Message(
                id,
                last + 1,
                send.by(),
                send.at().truncatedTo(ChronoUnit.MILLIS),
                send.clientMessageId(),
                send.content()));
        assertThat(((Outcome.Stored) outcome).message()).isEqualTo(message);
        List<Delivery> deliveries =
                new ArrayList<>(append(model.members(id), offset -> new MessageEvent(offset, message)));
        for (UserId member : model.members(id)) {
            if (send.unarchives()) {
                deliveries.addAll(configure(member, id, new Settings.Change(null, null, false)));
            }
        }
        assertDelivered(deliveries, outcome);
    }

    private void acknowledge(Write.Acknowledge acknowledge, Outcome outcome) {
        UserId user = acknowledge.by();
        List<Event> stream = model.stream(user);
        Map<ConversationId, Markers> raised = new HashMap<>();
        for (Event event : acknowledge.offset() > stream.size() ? List.<Event>of() : List.copyOf(stream)) {
            if (event instanceof MessageEvent e
                    && event.offset() <= acknowledge.offset()
                    && !model.isPurged(event)
                    && !e.message().from().equals(user)) {
                Markers markers = model.markers(user, e.conversation());
                long seq = e.message().seq();
                if (seq > markers.deliveredSeq()) {
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
        assertDelivered(deliveries, outcome);
    }

    private void markRead(Write.MarkRead markRead, Outcome outcome) {
        ConversationId id = markRead.conversation();
        if (!model.isMember(markRead.by(), id)) {
            assertRefused(Reason.NOT_A_MEMBER, outcome);
        } else if (markRead.seq() > model.lastSeq(id)) {
            assertRefused(Reason.NO_SUCH_MESSAGE, outcome);
        } else {
            Markers markers = model.markers(markRead.by(), id);
            List<Delivery> deliveries = new ArrayList<>();
            if (markRead.seq() > markers.readSeq()) {
                markers = new Markers(Math.max(markers.deliveredSeq(), markRead.seq()), markRead.seq());
                deliveries.addAll(receipts(markRead.by(), id, markers));
            }
            assertThat(outcome).isInstanceOf(Outcome.Read.class);
            assertThat(((Outcome.Read) outcome).markers()).isEqualTo(markers);
            assertDelivered(deliveries, outcome);
        }
    }

    private List<Delivery> receipts(UserId by, ConversationId id, Markers markers) {
        return append(model.members(id), offset -> new ReceiptEvent(offset, id, by, markers));
    }

    private void edit(Write.Edit edit, Outcome outcome) {
        ConversationId id = edit.conversation();
        Optional<Message> message = model.message(id, edit.seq()).filter(found -> !found.isRecalled());
        if (!model.isMember(edit.by(), id)) {
            assertRefused(Reason.NOT_A_MEMBER, outcome);
            return;
        } else if (isBlocked(edit.by(), id)) {
            assertRefused(Reason.BLOCKED, outcome);
            return;
        } else if (message.isEmpty()) {
            assertRefused(Reason.NO_SUCH_MESSAGE, outcome);
            return;
        }
        Message before = message.get();
        Content said = before.content();
        Content now = new Content(
                edit.text() == null ? said.text() : edit.text(),
                edit.data() == null ? said.data() : edit.data(),
                said.replyTo());
        if (!before.from().equals(edit.by())) {
            assertRefused(Reason.NOT_THE_AUTHOR, outcome);
        } else if (now.equals(said)) {
            assertThat(outcome).isEqualTo(new Outcome.Edited(before, List.of()));
        } else if (before.at().isBefore(edit.sentSince())) {
            assertRefused(Reason.TOO_LATE, outcome);
        } else if (edit.revision() != null && edit.revision() != before.revision()) {
            assertThat(outcome).isEqualTo(new Outcome.Conflict());
        } else {
            if (edit.keep()) {
                model.keep(before);
            }
            Message after = before.saying(now, before.revision() + 1, edit.at().truncatedTo(ChronoUnit.MILLIS));
            assertThat(outcome).isInstanceOf(Outcome.Edited.class);
            assertThat(((Outcome.Edited) outcome).message()).isEqualTo(after);
            assertDelivered(append(model.members(id), offset -> new EditedEvent(offset, after)), outcome);
        }
    }

    private void recall(Write.Recall recall, Outcome outcome) {
        ConversationId id = recall.conversation();
        Optional<Message> message = model.message(id, recall.seq());
        if (!model.isMember(recall.by(), id)) {
            assertRefused(Reason.NOT_A_MEMBER, outcome);
        } else if (message.isEmpty()) {
            assertRefused(Reason.NO_SUCH_MESSAGE, outcome);
        } else if (!message.get().from().equals(recall.by())) {
            assertRefused(Reason.NOT_THE_AUTHOR, outcome);
        } else if (message.get().isRecalled()) {
            assertChanged(List.of(), outcome);
        } else if (message.get().at().isBefore(recall.sentSince())) {
            assertRefused(Reason.TOO_LATE, outcome);
        } else {
            assertChanged(
                    append(
                            model.members(id),
                            offset -> new RecalledEvent(
                                    offset,
                                    id,
                                    recall.seq(),
                                    recall.by(),
                                    recall.at().truncatedTo(ChronoUnit.MILLIS))),
                    outcome);
        }
    }

    private void hide(Write.Hide hide, Outcome outcome) {
        ConversationId id = hide.conversation();
        Optional<Message> message = model.message(id, hide.seq());
        if (!model.isMember(hide.by(), id)) {
            assertRefused(Reason.NOT_A_MEMBER, outcome);
        } else if (message.isEmpty()) {
            assertRefused(Reason.NO_SUCH_MESSAGE, outcome);
        } else if (model.hidden(hide.by(), id).contains(hide.seq())) {
            assertChanged(List.of(), outcome);
        } else if (message.get().at().isBefore(hide.sentSince())) {
            assertRefused(Reason.TOO_LATE, outcome);
        } else {
            assertChanged(append(Set.of(hide.by()), offset -> new HiddenEvent(offset, id, hide.seq())), outcome);
        }
    }

    private void react(Write.React react, Outcome outcome) {
        ConversationId id = react.conversation();
        if (!model.isMember(react.by(), id)) {
            assertRefused(Reason.NOT_A_MEMBER, outcome);
            return;
        } else if (isBlocked(react.by(), id)) {
            assertRefused(Reason.BLOCKED, outcome);
            return;
        } else if (model.message(id, react.seq()).map(Message::isRecalled).orElse(true)) {
            assertRefused(Reason.NO_SUCH_MESSAGE, outcome);
            return;
        }
        Map<Reaction, Boolean> all = model.reactions(id).getOrDefault(react.seq(), Map.of());
        Reaction reaction = new Reaction(react.by(), react.reaction());
        List<Reaction> own = all.keySet().stream()
                .filter(one -> one.by().equals(react.by()) && all.get(one))
                .toList();
        boolean replaces = react.most() == 1 && own.size() == 1;
        if (own.contains(reaction) != react.remove()) {
            assertChanged(List.of(), outcome);
        } else if (react.remove() || replaces || own.size() < react.most()) {
            List<Delivery> deliveries = new ArrayList<>();
            if (replaces && !react.remove()) {
                deliveries.addAll(reactions(react, own.get(0), true));
            }
            deliveries.addAll(reactions(react, reaction, react.remove()));
            assertChanged(deliveries, outcome);
        } else {
            assertRefused(Reason.TOO_MANY, outcome);
        }
    }

    private List<Delivery> reactions(Write.React react, Reaction reaction, boolean removed) {
        ConversationId id = react.conversation();
        return append(model.members(id), offset -> new ReactionEvent(offset, id, react.seq(), reaction, removed));
    }

    private void configure(Write.Configure configure, Outcome outcome) {
        ConversationId id = configure.conversation();
        if (!model.isMember(configure.by(), id)) {
            assertRefused(Reason.NOT_A_MEMBER, outcome);
            return;
        }
        List<Delivery> deliveries = configure(configure.by(), id, configure.change());
        assertThat(outcome).isEqualTo(new Outcome.Configured(model.settings(configure.by(), id), deliveries));
    }

    private List<Delivery> configure(UserId user, ConversationId id, Settings.Change change) {
        Settings before = model.settings(user, id);
        Settings now = before.after(change);
        return now.equals(before) ? List.of() : append(Set.of(user), offset -> new SettingsEvent(offset, id, now));
    }

    private void block(Write.Block block, Outcome outcome) {
        boolean changes = model.blockedBy(block.by()).contains(block.user()) != block.blocked();
        Set<UserId> concerned = changes ? Set.of(block.by()) : Set.of();
        assertChanged(append(concerned, offset -> new BlockEvent(offset, block.user(), block.blocked())), outcome);
    }

    private boolean isBlocked(UserId user, ConversationId id) {
        return model.blockedBy(model.peer(user, id)).contains(user);
    }

    private List<Delivery> append(Collection<UserId> users, LongFunction<Event> eventAt) {
        List<Delivery> deliveries = new ArrayList<>();
        for (UserId user : users) {
            Event event = eventAt.apply(model.stream(user).size() + 1);
            model.stream(user).add(event);
            deliveries.add(new Delivery(user, event));
        }
        return deliveries;
    }

    private static void assertRefused(Reason reason, Outcome outcome) {
        assertThat(outcome).isEqualTo(new Outcome.Refused(reason));
    }

    private static void assertChanged(List<Delivery> deliveries, Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Changed.class);
        assertDelivered(deliveries, outcome);
    }

    private static void assertDelivered(List<Delivery> deliveries, Outcome outcome) {
        assertThat(outcome.deliveries()).containsExactlyInAnyOrderElementsOf(deliveries);
    }
}
