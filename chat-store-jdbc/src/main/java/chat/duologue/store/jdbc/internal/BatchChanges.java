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
    /** Tells how many of a conversation's messages, up to one that was stored before the batch, the lower member wrote. */
    interface LowCount {
        long at(long conversation, long seq) throws SQLException;
    }

    private final BatchRows rows;
    private final SentBefore sentBefore;
    private final AcknowledgedMessages acknowledged;
    private final LowCount stored;
    private final List<PlacedMessage> messages = new ArrayList<>();

    BatchChanges(BatchRows rows, SentBefore sentBefore, AcknowledgedMessages acknowledged, LowCount stored) {
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
        ConversationState row = rows.conversation(conversation.id());
        if (write instanceof Write.Send send) {
            return send(sentBefore.key(place), send, by, row, unconfirmed);
        } else {
            return markRead(by, row, ((Write.MarkRead) write).seq());
        }
    }

    private Outcome send(
            SendKey key, Write.Send send, KnownUser from, ConversationState row, @Nullable Outcome unconfirmed) {
        boolean unknown = row.lastSeq == 0 && send.conversation() instanceof ConversationRef.Existing;
        if (unknown || row.known.peerOf(from).erased()) {
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
        row.lastSeq++;
        row.lowCount += row.isLow(from) ? 1 : 0;
        Message message = new Message(
                row.known.publicId(),
                row.lastSeq,
                from.name(),
                send.at().truncatedTo(ChronoUnit.MILLIS),
                send.clientMessageId(),
                send.content());
        KnownUser to = row.known.peerOf(from);
        UserState author = rows.user(from);
        UserState reader = rows.user(to);
        PlacedMessage placed =
                new PlacedMessage(message, key, from, author.nextOffset(), to, reader.nextOffset(), row.lowCount);
        rise(author, row, placed.fromOffset());
        rise(reader, row, placed.toOffset());
        reader.unread++;
        showUnread(row, to);
        messages.add(placed);
        sentBefore.add(placed);
        return placed.stored();
    }

    /** Puts the conversation at the top of the user's list, where it mostly is already: then nothing changes. */
    private static void rise(UserState user, ConversationState row, long offset) {
        MemberState member = row.of(user.user);
        if (user.topConversation != row.known.id() || member.listOffset == 0) {
            user.topConversation = row.known.id();
            member.listOffset = offset;
            row.changed = true;
        }
    }

    private static void showUnread(ConversationState row, KnownUser user) {
        MemberState member = row.of(user);
        boolean unread = row.received(user) > member.seen;
        row.changed |= unread != member.hasUnread;
        member.hasUnread = unread;
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
            long seen = Math.max(member.seen, receivedUpTo(seq, by, row));
            rows.user(by).unread -= seen - member.seen;
            member.seen = seen;
            showUnread(row, by);
        }
        List<Delivery> deliveries = raise(by, row, seq, seq);
        return new Outcome.Read(member.markers, deliveries);
    }

    private long receivedUpTo(long seq, KnownUser by, ConversationState row) throws SQLException {
        if (seq == row.lastSeq) {
            return row.received(by);
        }
        if (seq <= row.before.lastSeq()) {
            return seq <= row.before.purgedSeq() ? 0 : row.received(by, seq, stored.at(row.known.id(), seq));
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
        KnownUser peer = row.known.peerOf(by);
        long own = rows.user(by).nextOffset();
        Delivery toOwn = new Delivery(by.name(), new ReceiptEvent(own, row.known.publicId(), by.name(), now));
        boolean low = row.isLow(by);
        if (peer.erased()) {
            member.receiptOffsetOfLow = low ? own : 0;
            member.receiptOffsetOfHigh = low ? 0 : own;
            return List.of(toOwn);
        }
        long peers = rows.user(peer).nextOffset();
        member.receiptOffsetOfLow = low ? own : peers;
        member.receiptOffsetOfHigh = low ? peers : own;
        return List.of(toOwn, new Delivery(peer.name(), new ReceiptEvent(peers, row.known.publicId(), by.name(), now)));
    }
}
