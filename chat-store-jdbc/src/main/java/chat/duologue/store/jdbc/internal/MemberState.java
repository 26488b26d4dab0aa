package chat.duologue.store.jdbc.internal;

import chat.duologue.model.Markers;
import chat.duologue.store.jdbc.internal.RememberedRows.MemberColumns;

/** One member's columns in a conversation's row. */
final class MemberState {
    /** Whether a receipt of this member lies in the streams from before this transaction. */
    final boolean hadReceipt;

    long lastOffset;
    Markers markers;
    long unread;
    /** Where the newest receipt of this member went in this transaction, in either stream; 0 for nowhere. */
    long receiptOffsetOfLow;

    long receiptOffsetOfHigh;

    MemberState(MemberColumns before) {
        this.lastOffset = before.lastOffset();
        this.markers = before.markers();
        this.unread = before.unread();
        this.hadReceipt = markers.deliveredSeq() > 0;
    }

    MemberColumns now() {
        return new MemberColumns(lastOffset, markers, unread);
    }
}
