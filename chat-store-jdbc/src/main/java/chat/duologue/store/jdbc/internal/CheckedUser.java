package chat.duologue.store.jdbc.internal;

/** A user who is checked: first the conversations in the order of the list, then the stream from its head down. */
final class CheckedUser {
    /** The user's counts. */
    record Row(long head, long trimmedTo, long acked, long unread, long topConversation, long upkeep, boolean erased) {}

    final long id;
    private final Row row;
    private final Findings findings;

    private long unread;
    private long newestConversation;
    private long newestOffset;
    private boolean topHasMessage;

    private long lowestOffset = Long.MAX_VALUE;
    /** The place where the next event is to be, unless it has moved on. */
    private long next;
    /** How many offsets are missing above it, and how many the events above it may have left. */
    private long holes;

    private long explained;
    private boolean unexplained;

    CheckedUser(long id, Row row, Findings findings) {
        this.id = id;
        this.row = row;
        this.findings = findings;
        this.next = row.head();
        if (row.head() < 0 || row.unread() < 0 || row.upkeep() < 0) {
            findings.add(
                    Rule.USER,
                    toString(),
                    "0 or more",
                    "head " + row.head() + ", unread " + row.unread() + ", upkeep " + row.upkeep());
        }
        position("acked", row.acked());
        position("trimmed_to", row.trimmedTo());
    }

    private void position(String name, long offset) {
        if (offset < 0 || offset > row.head()) {
            findings.add(Rule.POSITION, this + ", " + name, "0 to " + row.head(), offset);
        }
    }

    /** How many events there can be. */
    long longest() {
        return Math.max(0, row.head() - row.trimmedTo());
    }

    /** One of the conversations, in the order of the list. */
    void conversation(long conversation, long listOffset, long lastOffset, long unreadThere) {
        if (row.erased()) {
            return; // without a list
        }
        unread += unreadThere;
        if (lastOffset == 0) {
            return; // without messages
        }
        topHasMessage |= conversation == row.topConversation();
        if (lastOffset <= newestOffset) {
            findings.add(
                    Rule.LIST_ORDER,
                    this + ", conversation " + conversation + ", list_offset " + listOffset,
                    "last message above that of conversation " + newestConversation + ", at " + newestOffset,
                    lastOffset);
        } else {
            newestConversation = conversation;
            newestOffset = lastOffset;
        }
    }

    /**
     * An event of the stream, from the head down.
     *
     * @param places in how many places it may have been before: a receipt each time one of its markers rose
     */
    void event(long offset, long places) {
        if (offset == lowestOffset) {
            findings.add(Rule.OFFSET, this + ", offset " + offset, "one event", "another at the same offset");
            return;
        }
        if (offset < 1 || offset > row.head()) {
            findings.add(Rule.OFFSET, this + ", offset " + offset, "1 to " + row.head(), offset);
            return;
        }
        lowestOffset = offset;
        passHoles(Math.max(offset, row.trimmedTo()), offset);
        next = offset - 1;
        explained += Math.max(0, places);
    }

    void end() {
        passHoles(row.trimmedTo(), row.trimmedTo());
        findings.requireEqual(Rule.UNREAD, toString(), unread, row.unread());
        if (row.topConversation() != 0
                && row.topConversation() != newestConversation
                && (topHasMessage || row.upkeep() == 0)) {
            findings.add(Rule.TOP, toString(), newestConversation + " or 0", row.topConversation());
        }
    }

    /** What retention removed it removed without a trace in the stream, but for {@code upkeep}. */
    private void passHoles(long down, long where) {
        holes += Math.max(0, next - down);
        if (holes > explained && !unexplained && row.upkeep() == 0) {
            unexplained = true;
            findings.add(
                    Rule.HOLE,
                    this + ", from offset " + (where + 1) + " on",
                    "at most " + explained + " missing",
                    holes + " missing");
        }
    }

    @Override
    public String toString() {
        return "user " + id;
    }
}
