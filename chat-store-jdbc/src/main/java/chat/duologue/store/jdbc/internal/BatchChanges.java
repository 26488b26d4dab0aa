package chat.duologue.store.jdbc.internal;

import chat.duologue.model.ConversationRef;
import chat.duologue.model.Event.ReceiptEvent;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
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
import org.jspecify.annotations.Nullable;

/** Applies a batch to its locked rows, in memory and in order. Nothing here changes the database. */
final class BatchChanges {
    /** Counts the messages that a member wrote in a conversation after {@code low} and up to {@code high}. */
    interface Counter {
        long count(long conversation, long from, long low, long high) throws SQLException;
    }

    private final LockedRows rows;
    private final SentBefore sentBefore;
    private final AcknowledgedMessages acknowledged;
    private final Counter stored;
    private final List<PlacedMessage> messages = new ArrayList<>();

    BatchChanges(LockedRows rows, SentBefore sentBefore, AcknowledgedMessages acknowledged, Counter stored) {
        this.rows = rows;
        this.sentBefore = sentBefore;
        this.acknowledged = acknowledged;
        this.stored = stored;
    }

    /** The messages that the batch stores. */
    List<PlacedMessage> messages() {
        return messages;
    }

    /**
     * Applies the write at a place in the batch.
     *
     * @param unconfirmed its outcome in a transaction of which nobody knows whether it was committed, or null
     */
    Outcome apply(int place, Write write, Target target, @Nullable Outcome unconfirmed) throws SQLException {
        if (write instanceof Write.Acknowledge acknowledge) {
            return new Outcome.Acknowledged(acknowledge(target.by(), acknowledge.offset()));
        }
        KnownUser by = target.by();
        KnownConversation conversation = target.conversation();
        if (by == null || conversation == null) {
            return new Outcome.Refused(Reason.NOT_A_MEMBER);
        }
        ConversationState row = rows.conversation(conversation);
        if (write instanceof Write.Send send) {
            return send(sentBefore.key(place), send, by, row, unconfirmed);
        } else {
            return markRead(by, row, ((Write.MarkRead) write).seq());
        }
    }

    private Outcome send(
            SendKey key, Write.Send send, KnownUser from, ConversationState row, @Nullable Outcome unconfirmed) {
        if (row.lastSeq == 0 && send.conversation() instanceof ConversationRef.Existing) {
            return new Outcome.Refused(Reason.NOT_A_MEMBER);
        }
        PlacedMessage known = sentBefore.get(key);
        if (known != null) {
            return repeated(send, known, unconfirmed);
        }
        Long replyTo = send.content().replyTo();
        if (replyTo != null && replyTo > row.lastSeq) {
            return new Outcome.Refused(Reason.NO_SUCH_MESSAGE);
        }
        row.changed = true;
        Message message = new Message(
                row.known.publicId(),
                ++row.lastSeq,
                from.name(),
                send.at().truncatedTo(ChronoUnit.MILLIS),
                send.clientMessageId(),
                send.content());
        KnownUser to = row.known.peerOf(from);
        UserState author = rows.user(from);
        UserState reader = rows.user(to);
        PlacedMessage placed = new PlacedMessage(message, key, from, author.nextOffset(), to, reader.nextOffset());
        row.of(from).lastOffset = placed.fromOffset();
        row.of(to).lastOffset = placed.toOffset();
        row.of(to).unread++;
        reader.unread++;
        messages.add(placed);
        sentBefore.add(placed);
        return placed.stored();
    }

    private static Outcome repeated(Write.Send send, PlacedMessage known, @Nullable Outcome unconfirmed) {
        Message message = known.message();
        if (!message.clientMessageId().equals(send.clientMessageId())
                || !message.content().equals(send.content())) {
            return new Outcome.Conflict();
        }
        // it was committed after all, so this is still the write that stored it
        Outcome.Stored stored = known.stored();
        return stored.equals(unconfirmed) ? stored : new Outcome.Duplicate(message);
    }

    private Outcome markRead(KnownUser by, ConversationState row, long seq) throws SQLException {
        if (row.lastSeq == 0) {
            return new Outcome.Refused(Reason.NOT_A_MEMBER);
        }
        if (seq > row.lastSeq) {
            return new Outcome.Refused(Reason.NO_SUCH_MESSAGE);
        }
        MemberState member = row.of(by);
        if (seq > member.markers.readSeq()) {
            long unread = unreadAbove(seq, by, row);
            UserState reader = rows.user(by);
            reader.unread += unread - member.unread;
            member.unread = unread;
        }
        List<Delivery> deliveries = raise(by, row, seq, seq);
        return new Outcome.Read(member.markers, deliveries);
    }

    /** Counts on the side that has fewer messages. */
    private long unreadAbove(long seq, KnownUser by, ConversationState row) throws SQLException {
        MemberState member = row.of(by);
        KnownUser peer = row.known.peerOf(by);
        long readBefore = member.markers.readSeq();
        return row.lastSeq - seq <= seq - readBefore
                ? written(peer, row, seq, row.lastSeq)
                : member.unread - written(peer, row, readBefore, seq);
    }

    private long written(KnownUser by, ConversationState row, long low, long high) throws SQLException {
        long count = 0;
        if (low < Math.min(high, row.before.lastSeq())) {
            count = stored.count(row.known.id(), by.id(), low, Math.min(high, row.before.lastSeq()));
        }
        for (PlacedMessage message : messages) {
            long seq = message.message().seq();
            if (message.key().conversation() == row.known.id()
                    && message.key().from() == by.id()
                    && low < seq
                    && seq <= high) {
                count++;
            }
        }
        return count;
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
        KnownUser peer = row.known.peerOf(by);
        long own = rows.user(by).nextOffset();
        long peers = rows.user(peer).nextOffset();
        boolean low = by.equals(row.known.low());
        member.receiptOffsetOfLow = low ? own : peers;
        member.receiptOffsetOfHigh = low ? peers : own;
        return List.of(
                new Delivery(by.name(), new ReceiptEvent(own, row.known.publicId(), by.name(), now)),
                new Delivery(peer.name(), new ReceiptEvent(peers, row.known.publicId(), by.name(), now)));
    }
}
