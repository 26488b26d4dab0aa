package chat.duologue.store.jdbc.internal;

import chat.duologue.model.Markers;
import chat.duologue.model.Settings;
import chat.duologue.store.jdbc.internal.RememberedRows.MemberColumns;
import java.util.HashSet;
import java.util.Set;

/** One member's columns in a conversation's row. */
final class MemberState {
    /** Whether a receipt of this member lies in the streams from before this transaction. */
    final boolean hadReceipt;

    /** Of the peer's messages, which this transaction takes from the unread ones. */
    final Set<Long> newlyGone = new HashSet<>(0);

    long listOffset;
    boolean hasUnread;
    Markers markers;
    long seen;
    /** How many of the peer's messages above the read marker are recalled or hidden. */
    long gone;

    boolean hid;
    Settings settings;
    boolean blocks;

    MemberState(MemberColumns before) {
        this.listOffset = before.listOffset();
        this.hasUnread = before.hasUnread();
        this.markers = before.markers();
        this.seen = before.seen();
        this.gone = before.gone();
        this.hid = before.hid();
        this.settings = before.settings();
        this.blocks = before.blocks();
        this.hadReceipt = markers.deliveredSeq() > 0;
    }

    MemberColumns now() {
        return new MemberColumns(listOffset, hasUnread, markers, seen, gone, hid, settings, blocks);
    }

    long mutedUntil() {
        return settings.mutedUntil() == null ? 0 : settings.mutedUntil().toEpochMilli();
    }

    /** The place in the list of archived ones. */
    long archiveOffset() {
        return settings.archived() ? listOffset : 0;
    }
}
