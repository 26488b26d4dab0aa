package chat.duologue.store.memory;

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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.LongFunction;

/** What each write does to the store. Guarded by the store's lock. */
final class InMemoryWrites {
    private final InMemoryChatStore store;

    InMemoryWrites(InMemoryChatStore store) {
        this.store = store;
    }

    Outcome apply(Write write) {
        if (write instanceof Write.Send send) {
            return send(send);
        } else if (write instanceof Write.Acknowledge acknowledge) {
            return acknowledge(acknowledge);
        } else if (write instanceof Write.MarkRead markRead) {
            return markRead(markRead);
        } else if (write instanceof Write.Edit edit) {
            return edit(edit);
        } else if (write instanceof Write.Recall recall) {
            return recall(recall);
        } else if (write instanceof Write.Hide hide) {
            return hide(hide);
        } else if (write instanceof Write.React react) {
            return react(react);
        } else if (write instanceof Write.Configure configure) {
            return configure(configure);
        } else {
            return block((Write.Block) write);
        }
    }

    private Outcome send(Write.Send send) {
        StoredConversation conversation = store.find(send.by(), send.conversation());
        if (send.conversation() instanceof ConversationRef.WithPeer with && isErased(send.by(), with.peer())
                || conversation != null && isErased(conversation.topic.members())) {
            return new Outcome.Refused(Reason.NOT_A_MEMBER);
        }
        if (conversation == null && send.conversation() instanceof ConversationRef.WithPeer with) {
            // not in the maps, so not there for anyone, before its first message is
            conversation = new StoredConversation(
                    new ConversationId("c_" + store.randomText(22)), Topic.of(send.by(), with.peer(), with.context()));
        }
        if (conversation == null) {
            return new Outcome.Refused(Reason.NOT_A_MEMBER);
        }
        if (isBlocked(send.by(), conversation)) {
            return new Outcome.Refused(Reason.BLOCKED);
        }
        StoredConversation.SendKey key = new StoredConversation.SendKey(send.by(), send.clientMessageId());
        Long first = conversation.sent.get(key);
        if (first != null) {
            Message known = conversation.message(first);
            boolean same = known.changedAt() != null || send.content().equals(known.content());
            return same ? new Outcome.Duplicate(known) : new Outcome.Conflict();
        }
        Long replyTo = send.content().replyTo();
        if (replyTo != null && replyTo > conversation.lastSeq()) {
            return new Outcome.Refused(Reason.NO_SUCH_MESSAGE);
        }
        long seq = conversation.lastSeq() + 1;
        store.byId.put(conversation.id, conversation);
        store.byTopic.put(conversation.topic, conversation);
        conversation.messages.add(new Message(
                conversation.id, seq, send.by(), millis(send.at()), send.clientMessageId(), send.content()));
        conversation.sent.put(key, seq);
        Message message = conversation.message(seq);
        List<Delivery> deliveries = new ArrayList<>(deliver(conversation, offset -> new MessageEvent(offset, message)));
        if (send.unarchives()) {
            for (UserId member : conversation.topic.members()) {
                deliveries.addAll(configure(conversation, member, new Settings.Change(null, null, false)));
            }
        }
        return new Outcome.Stored(message, List.copyOf(deliveries));
    }

    private Outcome edit(Write.Edit edit) {
        StoredConversation conversation = store.find(edit.by(), new ConversationRef.Existing(edit.conversation()));
        if (conversation == null || isErased(conversation.topic.members())) {
            return new Outcome.Refused(Reason.NOT_A_MEMBER);
        }
        if (isBlocked(edit.by(), conversation)) {
            return new Outcome.Refused(Reason.BLOCKED);
        }
        if (!conversation.has(edit.seq()) || conversation.message(edit.seq()).isRecalled()) {
            return new Outcome.Refused(Reason.NO_SUCH_MESSAGE);
        }
        Message before = conversation.message(edit.seq());
        Content said = Objects.requireNonNull(before.content());
        Content now = edit.of(said);
        if (!before.from().equals(edit.by())) {
            return new Outcome.Refused(Reason.NOT_THE_AUTHOR);
        } else if (now.equals(said)) {
            return new Outcome.Edited(before, List.of());
        } else if (before.at().isBefore(edit.sentSince())) {
            return new Outcome.Refused(Reason.TOO_LATE);
        } else if (edit.revision() != null && edit.revision() != before.revision()) {
            return new Outcome.Conflict();
        }
        if (edit.keep()) {
            conversation
                    .revisions
                    .computeIfAbsent(edit.seq(), seq -> new ArrayList<>())
                    .add(before.quoting(null));
        }
        conversation.replace(before.saying(now, before.revision() + 1, millis(edit.at())));
        Message message = conversation.message(edit.seq());
        return new Outcome.Edited(message, deliver(conversation, offset -> new EditedEvent(offset, message)));
    }

    private Outcome recall(Write.Recall recall) {
        StoredConversation conversation = store.find(recall.by(), new ConversationRef.Existing(recall.conversation()));
        if (conversation == null) {
            return new Outcome.Refused(Reason.NOT_A_MEMBER);
        } else if (!conversation.has(recall.seq())) {
            return new Outcome.Refused(Reason.NO_SUCH_MESSAGE);
        }
        Message before = conversation.message(recall.seq());
        if (!before.from().equals(recall.by())) {
            return new Outcome.Refused(Reason.NOT_THE_AUTHOR);
        } else if (before.isRecalled()) {
            return new Outcome.Changed(List.of());
        } else if (before.at().isBefore(recall.sentSince())) {
            return new Outcome.Refused(Reason.TOO_LATE);
        }
        Instant at = millis(recall.at());
        conversation.replace(before.saying(null, before.revision(), at));
        conversation.revisions.remove(recall.seq());
        return new Outcome.Changed(deliver(
                conversation, offset -> new RecalledEvent(offset, conversation.id, recall.seq(), recall.by(), at)));
    }

    private Outcome hide(Write.Hide hide) {
        StoredConversation conversation = store.find(hide.by(), new ConversationRef.Existing(hide.conversation()));
        if (conversation == null) {
            return new Outcome.Refused(Reason.NOT_A_MEMBER);
        } else if (!conversation.has(hide.seq())) {
            return new Outcome.Refused(Reason.NO_SUCH_MESSAGE);
        } else if (conversation.hiddenBy(hide.by()).contains(hide.seq())) {
            return new Outcome.Changed(List.of());
        } else if (conversation.message(hide.seq()).at().isBefore(hide.sentSince())) {
            return new Outcome.Refused(Reason.TOO_LATE);
        }
        conversation.hiddenBy(hide.by()).add(hide.seq());
        return new Outcome.Changed(
                List.of(append(hide.by(), offset -> new HiddenEvent(offset, conversation.id, hide.seq()))));
    }

    private Outcome react(Write.React react) {
        StoredConversation conversation = store.find(react.by(), new ConversationRef.Existing(react.conversation()));
        if (conversation == null || isErased(conversation.topic.members())) {
            return new Outcome.Refused(Reason.NOT_A_MEMBER);
        } else if (isBlocked(react.by(), conversation)) {
            return new Outcome.Refused(Reason.BLOCKED);
        } else if (!conversation.has(react.seq())
                || conversation.message(react.seq()).isRecalled()) {
            return new Outcome.Refused(Reason.NO_SUCH_MESSAGE);
        }
        Map<Reaction, Boolean> reactions = conversation.reactions(react.seq());
        Reaction reaction = new Reaction(react.by(), react.reaction());
        if (reactions.getOrDefault(reaction, false) != react.remove()) {
            return new Outcome.Changed(List.of());
        }
        List<Reaction> had = reactions.keySet().stream()
                .filter(one -> one.by().equals(react.by()))
                .toList();
        List<Reaction> has =
                had.stream().filter(one -> reactions.getOrDefault(one, false)).toList();
        boolean replaces = !react.remove() && react.most() == 1 && has.size() == 1;
        boolean tooMany = !react.remove() && !replaces && has.size() >= react.most();
        if (tooMany || !had.contains(reaction) && had.size() >= Write.React.MOST_EVER) {
            return new Outcome.Refused(Reason.TOO_MANY);
        }
        List<Delivery> deliveries = new ArrayList<>();
        if (replaces) {
            deliveries.addAll(react(conversation, react.seq(), has.get(0), true));
        }
        deliveries.addAll(react(conversation, react.seq(), reaction, react.remove()));
        return new Outcome.Changed(List.copyOf(deliveries));
    }

    private List<Delivery> react(StoredConversation conversation, long seq, Reaction reaction, boolean removed) {
        Map<Reaction, Boolean> reactions = conversation.reactions(seq);
        reactions.remove(reaction);
        reactions.put(reaction, !removed);
        return deliver(conversation, offset -> new ReactionEvent(offset, conversation.id, seq, reaction, removed));
    }

    private Outcome configure(Write.Configure configure) {
        StoredConversation conversation =
                store.find(configure.by(), new ConversationRef.Existing(configure.conversation()));
        if (conversation == null) {
            return new Outcome.Refused(Reason.NOT_A_MEMBER);
        }
        List<Delivery> deliveries = configure(conversation, configure.by(), configure.change());
        return new Outcome.Configured(conversation.settings(configure.by()), deliveries);
    }

    private List<Delivery> configure(StoredConversation conversation, UserId member, Settings.Change change) {
        Settings before = conversation.settings(member);
        Settings now = before.after(change);
        if (now.equals(before)) {
            return List.of();
        }
        conversation.settings.put(member, now);
        return List.of(append(member, offset -> new SettingsEvent(offset, conversation.id, now)));
    }

    private Outcome block(Write.Block block) {
        if (isErased(block.by(), block.user())) {
            return new Outcome.Refused(Reason.NOT_A_MEMBER);
        }
        store.stream(block.user()); // so that they are there to be erased
        NavigableSet<UserId> users = store.blocked.computeIfAbsent(block.by(), by -> new TreeSet<>());
        boolean changes = block.blocked() ? users.add(block.user()) : users.remove(block.user());
        return new Outcome.Changed(
                changes
                        ? List.of(append(block.by(), offset -> new BlockEvent(offset, block.user(), block.blocked())))
                        : List.of());
    }

    private boolean isBlocked(UserId user, StoredConversation conversation) {
        UserId peer = conversation.topic.peerOf(user);
        return store.blocked.getOrDefault(peer, Collections.emptyNavigableSet()).contains(user);
    }

    private static Instant millis(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS);
    }

    private Outcome acknowledge(Write.Acknowledge acknowledge) {
        UserId user = acknowledge.by();
        UserStream stream = store.stream(user);
        List<Delivery> deliveries = new ArrayList<>();
        if (acknowledge.offset() > stream.acknowledged && acknowledge.offset() <= stream.head) {
            Map<StoredConversation, Long> delivered = new LinkedHashMap<>();
            for (Event event : stream.events
                    .subMap(stream.acknowledged, false, acknowledge.offset(), true)
                    .values()) {
                if (event instanceof MessageEvent e && !e.message().from().equals(user)) {
                    delivered.put(store.get(e.conversation()), e.message().seq());
                }
            }
            stream.acknowledged = acknowledge.offset();
            delivered.forEach((conversation, seq) -> deliveries.addAll(raise(conversation, user, seq, 0)));
        }
        return new Outcome.Acknowledged(List.copyOf(deliveries));
    }

    private Outcome markRead(Write.MarkRead markRead) {
        StoredConversation conversation =
                store.find(markRead.by(), new ConversationRef.Existing(markRead.conversation()));
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
            if (!store.erased.contains(member)) {
                deliveries.add(append(member, eventAt));
            }
        }
        return List.copyOf(deliveries);
    }

    private Delivery append(UserId user, LongFunction<Event> eventAt) {
        return new Delivery(user, store.stream(user).append(eventAt));
    }

    private boolean isErased(UserId... users) {
        return isErased(List.of(users));
    }

    private boolean isErased(Collection<UserId> users) {
        return users.stream().anyMatch(store.erased::contains);
    }
}
