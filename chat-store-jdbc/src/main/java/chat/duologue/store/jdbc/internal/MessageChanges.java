package chat.duologue.store.jdbc.internal;

import static java.util.Objects.requireNonNull;

import chat.duologue.model.Content;
import chat.duologue.model.Event;
import chat.duologue.model.Event.EditedEvent;
import chat.duologue.model.Event.HiddenEvent;
import chat.duologue.model.Event.ReactionEvent;
import chat.duologue.model.Event.RecalledEvent;
import chat.duologue.model.Message;
import chat.duologue.model.Reaction;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Delivery;
import chat.duologue.store.spi.Outcome.Reason;
import chat.duologue.store.spi.Write;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** What happens to messages that were sent. Nothing here changes the database. */
final class MessageChanges {
    private final BatchRows rows;
    private final NamedMessages messages;
    private final BatchEvents events;

    MessageChanges(BatchRows rows, NamedMessages messages, BatchEvents events) {
        this.rows = rows;
        this.messages = messages;
        this.events = events;
    }

    Outcome apply(Write.OfMessage write, KnownUser by, ConversationState row) {
        if (row.lastSeq == 0) {
            return new Outcome.Refused(Reason.NOT_A_MEMBER);
        }
        MessageState state = messages.get(row.known.id(), write.seq());
        boolean says = write instanceof Write.Edit || write instanceof Write.React;
        if (says && row.known.peerOf(by).erased()) {
            return new Outcome.Refused(Reason.NOT_A_MEMBER);
        } else if (says && row.isBlocked(by)) {
            return new Outcome.Refused(Reason.BLOCKED);
        } else if (state == null || says && state.message.isRecalled()) {
            return new Outcome.Refused(Reason.NO_SUCH_MESSAGE);
        } else if (write instanceof Write.Edit edit) {
            return edit(edit, by, row, state);
        } else if (write instanceof Write.Recall recall) {
            return recall(recall, by, row, state);
        } else if (write instanceof Write.Hide hide) {
            return hide(hide, by, row, state);
        } else {
            return react((Write.React) write, by, row, state);
        }
    }

    private Outcome edit(Write.Edit edit, KnownUser by, ConversationState row, MessageState state) {
        Message before = messages.now(row.known.id(), state.message);
        Content said = requireNonNull(before.content());
        Content now = edit.of(said);
        if (!before.from().equals(by.name())) {
            return new Outcome.Refused(Reason.NOT_THE_AUTHOR);
        } else if (now.equals(said)) {
            return new Outcome.Edited(before, List.of());
        } else if (before.at().isBefore(edit.sentSince())) {
            return new Outcome.Refused(Reason.TOO_LATE);
        } else if (edit.revision() != null && edit.revision() != before.revision()) {
            return new Outcome.Conflict();
        }
        if (edit.keep()) {
            state.kept.add(before);
        }
        boolean known = state.hasChangedBefore();
        Message message = before.saying(now, before.revision() + 1, millis(edit.at()));
        change(state, message);
        return new Outcome.Edited(
                message,
                deliver(
                        row,
                        by,
                        state.key.seq(),
                        EventKind.CHANGED,
                        "",
                        known,
                        offset -> new EditedEvent(offset, message)));
    }

    private Outcome recall(Write.Recall recall, KnownUser by, ConversationState row, MessageState state) {
        Message before = state.message;
        if (!before.from().equals(by.name())) {
            return new Outcome.Refused(Reason.NOT_THE_AUTHOR);
        } else if (before.isRecalled()) {
            return new Outcome.Changed(List.of());
        } else if (before.at().isBefore(recall.sentSince())) {
            return new Outcome.Refused(Reason.TOO_LATE);
        }
        KnownUser reader = row.known.peerOf(by);
        if (!state.hiddenBy.contains(reader.id())) {
            leaveUnread(reader, row, state.key.seq());
        }
        boolean known = state.hasChangedBefore();
        Instant at = millis(recall.at());
        change(state, before.saying(null, before.revision(), at).quoting(null));
        state.kept.clear();
        return new Outcome.Changed(deliver(
                row,
                by,
                state.key.seq(),
                EventKind.CHANGED,
                "",
                known,
                offset -> new RecalledEvent(offset, row.known.publicId(), state.key.seq(), by.name(), at)));
    }

    private static void change(MessageState state, Message message) {
        state.message = message;
        state.changed = true;
    }

    private Outcome hide(Write.Hide hide, KnownUser by, ConversationState row, MessageState state) {
        if (state.hiddenBy.contains(by.id())) {
            return new Outcome.Changed(List.of());
        } else if (state.message.at().isBefore(hide.sentSince())) {
            return new Outcome.Refused(Reason.TOO_LATE);
        }
        if (!state.message.from().equals(by.name()) && !state.message.isRecalled()) {
            leaveUnread(by, row, hide.seq());
        }
        state.hiddenBy.add(by.id());
        MemberState member = row.of(by);
        row.changedRarely |= !member.hid;
        member.hid = true;
        long offset = rows.user(by).nextOffset();
        events.put(key(row, by, hide.seq(), EventKind.HIDDEN, by, ""), false, offset);
        return new Outcome.Changed(
                List.of(new Delivery(by.name(), new HiddenEvent(offset, row.known.publicId(), hide.seq()))));
    }

    /** A message to the reader is recalled or hidden: if it was unread, it is so no more. */
    private void leaveUnread(KnownUser reader, ConversationState row, long seq) {
        MemberState member = row.of(reader);
        if (!reader.erased() && seq > member.markers.readSeq()) {
            member.gone++;
            member.newlyGone.add(seq);
            row.changedRarely = true;
            UserState user = rows.user(reader);
            user.unread--;
            user.changed = true;
            row.showUnread(reader);
        }
    }

    private Outcome react(Write.React react, KnownUser by, ConversationState row, MessageState state) {
        Map<String, Boolean> had = state.reactionsOf(by.id());
        if (had.getOrDefault(react.reaction(), false) != react.remove()) {
            return new Outcome.Changed(List.of());
        }
        List<String> has = had.keySet().stream()
                .filter(value -> had.getOrDefault(value, false))
                .toList();
        boolean replaces = !react.remove() && react.most() == 1 && has.size() == 1;
        boolean tooMany = !react.remove() && !replaces && has.size() >= react.most();
        if (tooMany || !had.containsKey(react.reaction()) && had.size() >= Write.React.MOST_EVER) {
            return new Outcome.Refused(Reason.TOO_MANY);
        }
        List<Delivery> deliveries = new ArrayList<>();
        if (replaces) {
            deliveries.addAll(react(state, by, row, has.get(0), true));
        }
        deliveries.addAll(react(state, by, row, react.reaction(), react.remove()));
        return new Outcome.Changed(List.copyOf(deliveries));
    }

    private List<Delivery> react(
            MessageState state, KnownUser by, ConversationState row, String value, boolean removed) {
        boolean known = state.reactionsOf(by.id()).put(value, !removed) != null;
        row.changedRarely |= !row.reacted;
        row.reacted = true;
        long seq = state.key.seq();
        Reaction reaction = new Reaction(by.name(), value);
        return deliver(
                row,
                by,
                seq,
                EventKind.REACTION,
                value,
                known,
                offset -> new ReactionEvent(offset, row.known.publicId(), seq, reaction, removed));
    }

    /** Puts an event into the streams of both members, but for one who was erased. */
    private List<Delivery> deliver(
            ConversationState row,
            KnownUser by,
            long seq,
            EventKind kind,
            String reaction,
            boolean known,
            LongFunction<Event> eventAt) {
        List<Delivery> deliveries = new ArrayList<>(2);
        for (KnownUser member : List.of(row.known.low(), row.known.high())) {
            if (!member.erased()) {
                long offset = rows.user(member).nextOffset();
                Event event = eventAt.apply(offset);
                BatchEvents.Row put = events.put(key(row, member, seq, kind, by, reaction), known, offset);
                put.removed = event instanceof ReactionEvent reacted && reacted.removed();
                deliveries.add(new Delivery(member.name(), event));
            }
        }
        return List.copyOf(deliveries);
    }

    private static BatchEvents.Key key(
            ConversationState row, KnownUser in, long seq, EventKind kind, KnownUser by, String reaction) {
        return new BatchEvents.Key(row.known.id(), in.id(), seq, kind, by.id(), reaction);
    }

    private static Instant millis(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS);
    }
}
