package chat.duologue.store.jdbc.internal;

import chat.duologue.model.Markers;
import chat.duologue.store.jdbc.internal.RememberedRows.MemberColumns;

/** One member's columns in a conversation's row. */
final class MemberState {
    /** Whether a receipt of this member lies in the streams from before this transaction. */
    final boolean hadReceipt;

    long listOffset;
    boolean hasUnread;
    Markers markers;
    long seen;
    /** Where the newest receipt of this member went in this transaction, in either stream; 0 for nowhere. */
    long receiptOffsetOfLow;

    long receiptOffsetOfHigh;

    MemberState(MemberColumns before) {
        this.listOffset = before.listOffset();
        this.hasUnread = before.hasUnread();
        this.markers = before.markers();
        this.seen = before.seen();
        this.hadReceipt = markers.deliveredSeq() > 0;
    }

    MemberColumns now() {
        return new MemberColumns(listOffset, hasUnread, markers, seen);
    }
}
