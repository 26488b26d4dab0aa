package chat.duologue.store.jdbc.internal;

import chat.duologue.model.ConversationRef;
import chat.duologue.model.Event.BlockEvent;
import chat.duologue.model.Event.ReceiptEvent;
import chat.duologue.model.Event.SettingsEvent;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.Quote;
import chat.duologue.model.Settings;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Delivery;
import chat.duologue.store.spi.Outcome.Reason;
import chat.duologue.store.spi.Write;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Applies a batch to its locked rows, in memory and in order. Nothing here changes the database. */
final class BatchChanges {
    /** Tells what was stored before the batch, and is asked for rarely. */
    interface Stored {
        /** How many of a conversation's messages, up to one, the lower member wrote. */
        long lowCount(long conversation, long seq) throws SQLException;

        /** The {@code seq} of the messages to a member above one that are recalled, or hidden by the member. */
        Set<Long> goneAbove(long conversation, long member, long seq) throws SQLException;
    }

    /** What was looked up. */
    record Found(SentBefore sent, AcknowledgedMessages acknowledged, NamedMessages named, BatchBlocks blocks) {}

    final BatchRows rows;
    final NamedMessages named;
    final BatchBlocks blocks;
    final BatchEvents events = new BatchEvents();
    /** The messages that the batch stores. */
    final List<PlacedMessage> messages = new ArrayList<>();

    private final SentBefore sentBefore;
    private final AcknowledgedMessages acknowledged;
    private final Stored stored;
    private final MessageChanges messageChanges;

    BatchChanges(BatchRows rows, Found found, Stored stored) {
        this.rows = rows;
        this.named = found.named();
        this.blocks = found.blocks();
        this.sentBefore = found.sent();
        this.acknowledged = found.acknowledged();
        this.stored = stored;
        this.messageChanges = new MessageChanges(rows, named, events);
    }

    /**
     * Applies the write at a place in the batch.
     *
     * @param unconfirmed its outcome in a transaction of which nobody knows whether it was committed, or null
     */
    Outcome apply(int place, Write write, Target target, @Nullable Outcome unconfirmed) throws SQLException {
        KnownUser by = target.by();
        if (write instanceof Write.Acknowledge acknowledge) {
            return new Outcome.Acknowledged(acknowledge(by, acknowledge.offset()));
        } else if (write instanceof Write.Block block) {
            KnownUser user = target.user();
            return by == null || user == null
                    ? new Outcome.Refused(Reason.NOT_A_MEMBER)
                    : new Outcome.Changed(block(by, user, block.blocked()));
        }
        KnownConversation conversation = target.conversation();
        if (by == null || conversation == null) {
            return new Outcome.Refused(Reason.NOT_A_MEMBER);
        }
        ConversationState row = rows.conversation(conversation.id());
        if (write instanceof Write.Send send) {
            return send(sentBefore.key(place), send, by, row, unconfirmed);
        } else if (row.lastSeq == 0) {
            return new Outcome.Refused(Reason.NOT_A_MEMBER);
        } else if (write instanceof Write.MarkRead markRead) {
            return markRead(by, row, markRead.seq());
        } else if (write instanceof Write.Configure configure) {
            List<Delivery> deliveries = configure(by, row, configure.change());
            return new Outcome.Configured(row.of(by).settings, deliveries);
        } else {
            return messageChanges.apply((Write.OfMessage) write, by, row);
        }
    }

    private Outcome send(
            SendKey key, Write.Send send, KnownUser from, ConversationState row, @Nullable Outcome unconfirmed) {
        boolean unknown = row.lastSeq == 0 && send.conversation() instanceof ConversationRef.Existing;
        if (unknown || row.known.peerOf(from).erased()) {
            return new Outcome.Refused(Reason.NOT_A_MEMBER);
        }
        PlacedMessage known = sentBefore.get(key);
        Outcome repeated = known == null ? null : repeated(send, known, unconfirmed);
        if (row.isBlocked(from) && !(repeated instanceof Outcome.Stored)) {
            return new Outcome.Refused(Reason.BLOCKED);
        } else if (repeated != null) {
            return repeated;
        }
        Long replyTo = send.content().replyTo();
        if (replyTo != null && replyTo > row.lastSeq) {
            return new Outcome.Refused(Reason.NO_SUCH_MESSAGE);
        }
        MessageState answered = replyTo == null ? null : named.get(row.known.id(), replyTo);
        row.lastSeq++;
        row.lowCount += row.isLow(from) ? 1 : 0;
        Message message = new Message(
                row.known.publicId(),
                row.lastSeq,
                from.name(),
                send.at().truncatedTo(ChronoUnit.MILLIS),
                send.clientMessageId(),
                send.content(),
                0,
                null,
                answered == null ? null : Quote.of(answered.message));
        KnownUser to = row.known.peerOf(from);
        UserState author = rows.user(from);
        UserState reader = rows.user(to);
        PlacedMessage placed =
                new PlacedMessage(message, key, from, author.nextOffset(), to, reader.nextOffset(), row.lowCount);
        rise(author, row, placed.fromOffset());
        rise(reader, row, placed.toOffset());
        reader.unread++;
        row.showUnread(to);
        messages.add(placed);
        sentBefore.add(placed);
        named.add(placed);
        return send.unarchives() && (row.low.settings.archived() || row.high.settings.archived())
                ? unarchived(placed.stored(), row)
                : placed.stored();
    }

    private Outcome.Stored unarchived(Outcome.Stored outcome, ConversationState row) {
        List<Delivery> deliveries = new ArrayList<>(outcome.deliveries());
        for (KnownUser member : List.of(row.known.low(), row.known.high())) {
            deliveries.addAll(configure(member, row, new Settings.Change(null, null, false)));
        }
        return new Outcome.Stored(outcome.message(), List.copyOf(deliveries));
    }

    /** Puts the conversation at the top of the user's list, where it mostly is already: then nothing changes. */
    private static void rise(UserState user, ConversationState row, long offset) {
        MemberState member = row.of(user.user);
        if (user.topConversation != row.known.id() || member.listOffset == 0) {
            user.topConversation = row.known.id();
            member.listOffset = offset;
            row.changed = true;
            row.changedRarely |= member.settings.archived();
        }
    }

    private Outcome repeated(Write.Send send, PlacedMessage known, @Nullable Outcome unconfirmed) {
        long conversation = known.key().conversation();
        MessageState state = named.get(conversation, known.message().seq());
        Message message = named.now(conversation, state == null ? known.message() : state.message);
        boolean changed = message.changedAt() != null;
        if (!message.clientMessageId().equals(send.clientMessageId())
                || !changed && !send.content().equals(message.content())) {
            return new Outcome.Conflict();
        }
        // it was committed after all, so this is still the write that stored it
        return unconfirmed instanceof Outcome.Stored before
                        && before.deliveries().containsAll(known.stored().deliveries())
                ? before
                : new Outcome.Duplicate(message);
    }

    private Outcome markRead(KnownUser by, ConversationState row, long seq) throws SQLException {
        if (seq > row.lastSeq) {
            return new Outcome.Refused(Reason.NO_SUCH_MESSAGE);
        }
        MemberState member = row.of(by);
        if (seq > member.markers.readSeq()) {
            long unread = row.unread(by);
            long gone = goneAbove(seq, by, row);
            member.seen = Math.max(member.seen, receivedUpTo(seq, by, row));
            row.changedRarely |= gone != member.gone;
            member.gone = gone;
            rows.user(by).unread += row.unread(by) - unread;
            row.showUnread(by);
        }
        List<Delivery> deliveries = raise(by, row, seq, seq);
        return new Outcome.Read(member.markers, deliveries);
    }

    private long goneAbove(long seq, KnownUser by, ConversationState row) throws SQLException {
        MemberState member = row.of(by);
        if (member.gone == 0 || seq == row.lastSeq) {
            return 0;
        }
        Set<Long> gone = stored.goneAbove(row.known.id(), by.id(), seq);
        gone.addAll(member.newlyGone);
        return gone.stream().filter(one -> one > seq).count();
    }

    private long receivedUpTo(long seq, KnownUser by, ConversationState row) throws SQLException {
        if (seq == row.lastSeq) {
            return row.received(by);
        }
        if (seq <= row.before.lastSeq()) {
            return seq <= row.before.purgedSeq() ? 0 : row.received(by, seq, stored.lowCount(row.known.id(), seq));
        }
        for (PlacedMessage message : messages) {
            if (message.key().conversation() == row.known.id()
                    && message.message().seq() == seq) {
                return row.received(by, seq, message.lowCount());
            }
        }
        throw new IllegalStateException("seq " + seq + " is neither stored nor in the batch");
    }

    private List<Delivery> acknowledge(@Nullable KnownUser by, long offset) throws SQLException {
        UserState user = by == null ? null : rows.userIfLocked(by);
        if (by == null || user == null || offset > user.head || offset <= user.acked) {
            return List.of();
        }
        Map<ConversationState, Long> lastSeqs = new LinkedHashMap<>();
        acknowledged
                .upTo(user, offset)
                .forEach((conversation, seq) -> lastSeqs.put(rows.conversation(conversation), seq));
        for (PlacedMessage message : messages) {
            if (message.to().id() == by.id() && user.acked < message.toOffset() && message.toOffset() <= offset) {
                lastSeqs.put(
                        rows.conversation(message.key().conversation()),
                        message.message().seq());
            }
        }
        if (lastSeqs.isEmpty()) {
            return List.of(); // the same as before for every later acknowledgement, so not worth a row
        }
        user.acked = offset;
        user.changed = true;
        List<Delivery> deliveries = new ArrayList<>();
        lastSeqs.forEach((row, seq) -> deliveries.addAll(raise(by, row, seq, 0)));
        return deliveries;
    }

    private List<Delivery> raise(KnownUser by, ConversationState row, long deliveredSeq, long readSeq) {
        MemberState member = row.of(by);
        Markers before = member.markers;
        Markers now = new Markers(Math.max(before.deliveredSeq(), deliveredSeq), Math.max(before.readSeq(), readSeq));
        if (now.equals(before)) {
            return List.of();
        }
        row.changed = true;
        member.markers = now;
        List<Delivery> deliveries = new ArrayList<>(2);
        for (KnownUser in : List.of(by, row.known.peerOf(by))) {
            if (!in.erased()) {
                long offset = rows.user(in).nextOffset();
                BatchEvents.Row event = events.put(
                        new BatchEvents.Key(row.known.id(), in.id(), 0, EventKind.RECEIPT, by.id(), ""),
                        member.hadReceipt,
                        offset);
                event.delivered = now.deliveredSeq();
                event.read = now.readSeq();
                deliveries.add(new Delivery(in.name(), new ReceiptEvent(offset, row.known.publicId(), by.name(), now)));
            }
        }
        return List.copyOf(deliveries);
    }

    private List<Delivery> configure(KnownUser by, ConversationState row, Settings.Change change) {
        MemberState member = row.of(by);
        Settings before = member.settings;
        Settings now = before.after(change);
        if (now.equals(before)) {
            return List.of();
        }
        member.settings = now;
        row.changedRarely = true;
        long offset = rows.user(by).nextOffset();
        // whoever has other settings than those of the beginning was told so
        boolean known = !before.equals(Settings.NONE) || named.hasSettingsEvent(row.known.id(), by.id());
        events.put(new BatchEvents.Key(row.known.id(), by.id(), 0, EventKind.SETTINGS, by.id(), ""), known, offset);
        return List.of(new Delivery(by.name(), new SettingsEvent(offset, row.known.publicId(), now)));
    }

    private List<Delivery> block(KnownUser by, KnownUser user, boolean blocked) {
        BatchBlocks.Row block = blocks.row(by, user);
        if (block.blocked == blocked) {
            return List.of();
        }
        UserState state = rows.user(by);
        block.blocked = blocked;
        block.changed = true;
        block.offset = state.nextOffset();
        state.blocksChanged = true;
        for (ConversationState row : rows.conversations()) {
            if (row.known.has(by) && row.known.has(user)) {
                row.of(by).blocks = blocked;
            }
        }
        return List.of(new Delivery(by.name(), new BlockEvent(block.offset, user.name(), blocked)));
    }
}
