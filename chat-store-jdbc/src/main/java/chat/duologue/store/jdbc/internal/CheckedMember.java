package chat.duologue.store.jdbc.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** One member's side of a conversation that is checked: its columns, and what its messages and receipts say. */
final class CheckedMember {
    /** How many columns {@link #columns} names. */
    static final int COLUMNS = 9;

    /**
     * How far a conversation goes, as one member counts.
     *
     * @param purgedSeq      up to where messages were removed
     * @param purgedReceived how many of those were to this member
     * @param lastSeq        of the conversation
     * @param received       how many messages were ever sent to this member
     */
    record Extent(long purgedSeq, long purgedReceived, long lastSeq, long received) {}

    final long user;
    final boolean isKnown;
    final long acked;
    /** Of whom nothing has to be there but what they wrote. */
    final boolean isErased;
    /** What this member has hidden, and how many edited or recalled messages this member's stream tells of. */
    final Set<Long> hidden = new HashSet<>(0);

    long changed;

    private final long listOffset;
    private final boolean hasUnread;
    private final long delivered;
    private final long read;
    private final long seen;
    private final long gone;
    private final boolean archived;
    private final long archiveOffset;
    private final Findings findings;

    /** By the user in whose stream it is. */
    private final Map<Long, Receipt> receipts = new HashMap<>();

    private long lastOffset;
    private boolean isListOffsetOfAMessage;
    private long receivedUpToRead;
    private long counted;

    /** The markers that a receipt tells. */
    record Receipt(long delivered, long read) {
        @Override
        public String toString() {
            return "delivered " + delivered + ", read " + read;
        }
    }

    /** @param first where the member's columns begin */
    CheckedMember(ResultSet row, int ackedColumn, int erasedColumn, int first, Findings findings) throws SQLException {
        this.findings = findings;
        user = row.getLong(first + 8);
        acked = row.getLong(ackedColumn);
        isKnown = !row.wasNull();
        isErased = row.getBoolean(erasedColumn);
        listOffset = row.getLong(first);
        hasUnread = row.getBoolean(first + 1);
        delivered = row.getLong(first + 2);
        read = row.getLong(first + 3);
        seen = row.getLong(first + 4);
        gone = row.getLong(first + 5);
        archived = row.getBoolean(first + 6);
        archiveOffset = row.getLong(first + 7);
    }

    /** The columns, for the side of the conversation that they are of. */
    static String columns(String side) {
        return String.join(
                ", ",
                "c." + side + "_list_offset",
                "c." + side + "_has_unread",
                "c." + side + "_delivered",
                "c." + side + "_read",
                "c." + side + "_seen",
                "c." + side + "_gone",
                "c." + side + "_archived",
                "c." + side + "_archive_offset",
                "c." + side + "_user");
    }

    void receipt(long inStreamOf, Receipt receipt) {
        receipts.put(inStreamOf, receipt);
    }

    /** A message, in the order of {@code seq}. */
    void message(String where, CheckedConversation.Row row, long offset, boolean isToMe, long received) {
        long seq = row.seq();
        if (offset <= lastOffset) {
            findings.add(Rule.ORDER, where + ", stream of user " + user, "above " + lastOffset, offset);
        }
        lastOffset = Math.max(lastOffset, offset);
        isListOffsetOfAMessage |= offset == listOffset;
        if (seq == read) {
            receivedUpToRead = received;
        }
        if (isToMe && seq > read && (row.recalled() || hidden.contains(seq))) {
            counted++;
        }
        if (isToMe && !isErased && offset <= acked && seq > delivered) {
            findings.add(Rule.ACKNOWLEDGED, where + ", to user " + user, "delivered of " + seq + " or more", delivered);
        }
    }

    void end(String conversation, CheckedMember peer, Extent extent) {
        if (isErased) {
            return;
        }
        String where = conversation + ", member " + user;
        if (!(0 <= read && read <= delivered && delivered <= extent.lastSeq())) {
            findings.add(
                    Rule.MARKERS,
                    where,
                    "0 <= read <= delivered <= " + extent.lastSeq(),
                    "read " + read + ", delivered " + delivered);
        }
        seen(where, extent);
        findings.requireEqual(Rule.GONE, where, counted, gone);
        findings.requireEqual(Rule.HAS_UNREAD, where, extent.received() > seen + gone, hasUnread);
        findings.requireEqual(Rule.ARCHIVE_OFFSET, where, archived ? listOffset : 0, archiveOffset);
        listOffset(where, extent);
        receipts(where, peer);
    }

    private void seen(String where, Extent extent) {
        if (read > extent.purgedSeq()) {
            findings.requireEqual(Rule.SEEN, where, receivedUpToRead, seen);
        } else if (read == extent.purgedSeq()) {
            findings.requireEqual(Rule.SEEN, where, extent.purgedReceived(), seen);
        } else if (seen < 0 || seen > extent.purgedReceived()) {
            findings.add(Rule.SEEN, where, "0 to " + extent.purgedReceived(), seen);
        }
    }

    private void listOffset(String where, Extent extent) {
        if (extent.lastSeq() == 0) {
            findings.requireEqual(Rule.LIST_OFFSET, where, 0L, listOffset);
        } else if (lastOffset > 0 && !isListOffsetOfAMessage) {
            boolean mayBePurged = extent.purgedSeq() > 0 && 0 < listOffset && listOffset < lastOffset;
            if (!mayBePurged) {
                findings.add(Rule.LIST_OFFSET, where, "the offset of a message, up to " + lastOffset, listOffset);
            }
        }
    }

    private void receipts(String where, CheckedMember peer) {
        if (delivered == 0) {
            if (!receipts.isEmpty()) {
                findings.add(Rule.RECEIPT, where, "no receipt", receipts.size());
            }
            return;
        }
        Receipt expected = new Receipt(delivered, read);
        for (long stream : peer.isErased ? new long[] {user} : new long[] {user, peer.user}) {
            Receipt found = receipts.get(stream);
            findings.requireEqual(
                    Rule.RECEIPT,
                    where + ", stream of user " + stream,
                    expected.toString(),
                    found == null ? "none" : found.toString());
        }
    }
}
