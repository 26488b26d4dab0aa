package chat.duologue.store.jdbc.internal;

import java.sql.ResultSet;
import java.sql.SQLException;

/** A conversation that is checked, message by message in the order of {@code seq}. */
final class CheckedConversation {
    final long id;
    private final CheckedMember low;
    private final CheckedMember high;
    private final long purgedSeq;
    private final long purgedLowCount;
    private final Findings findings;
    private long lastSeq;
    private long lowCount;
    private long changed;
    private long firstEventSeq = Long.MAX_VALUE;
    private long lastEventSeq;

    /** A message's columns, without what it says. */
    record Row(
            long seq,
            long lowCount,
            long from,
            long fromOffset,
            long to,
            long toOffset,
            long replyTo,
            boolean recalled,
            boolean changed) {}

    CheckedConversation(ResultSet row, Findings findings) throws SQLException {
        id = row.getLong(1);
        purgedSeq = row.getLong(2);
        purgedLowCount = row.getLong(3);
        int lowFirst = 8;
        low = new CheckedMember(row, 4, 6, lowFirst, findings);
        high = new CheckedMember(row, 5, 7, lowFirst + CheckedMember.COLUMNS, findings);
        lastSeq = purgedSeq;
        lowCount = purgedLowCount;
        this.findings = findings;
        if (low.user >= high.user || !low.isKnown || !high.isKnown) {
            findings.add(
                    Rule.CONVERSATION,
                    toString(),
                    "two users in the order of their ids",
                    member(low) + " and " + member(high));
        }
        if (purgedLowCount < 0 || purgedLowCount > purgedSeq) {
            findings.add(Rule.CONVERSATION, toString(), "a purged_low_count up to " + purgedSeq, purgedLowCount);
        }
    }

    /** A query for the columns, which ends with the tables. */
    static String select(Tables tables) {
        return "SELECT c.id, c.purged_seq, c.purged_low_count, l.acked, h.acked, l.erased, h.erased, "
                + CheckedMember.columns("low") + ", "
                + CheckedMember.columns("high") + " FROM " + tables.conversation() + " c LEFT JOIN " + tables.user()
                + " l ON l.id = c.low_user LEFT JOIN " + tables.user() + " h ON h.id = c.high_user";
    }

    private static String member(CheckedMember member) {
        return member.user + (member.isKnown ? "" : " (no such user)");
    }

    void event(long inStreamOf, long seq, long kind, long by, CheckedMember.Receipt receipt) {
        boolean isMembers = isMember(inStreamOf) && isMember(by);
        if (!isMembers || kind < 1 || kind > EventKind.values().length) {
            findings.add(
                    Rule.EVENT,
                    this + ", stream of user " + inStreamOf,
                    "a known kind, of a member to a member",
                    "kind " + kind + " of " + by);
            return;
        }
        EventKind known = EventKind.of(kind);
        boolean isAboutAMessage = known != EventKind.RECEIPT && known != EventKind.SETTINGS;
        if (isAboutAMessage != seq > 0) {
            findings.add(Rule.EVENT, this + ", stream of user " + inStreamOf, "a seq where there is one", seq);
        } else if (isAboutAMessage) {
            firstEventSeq = Math.min(firstEventSeq, seq);
            lastEventSeq = Math.max(lastEventSeq, seq);
        }
        switch (known) {
            case RECEIPT -> member(by).receipt(inStreamOf, receipt);
            case CHANGED -> member(inStreamOf).changed++;
            case HIDDEN -> member(inStreamOf).hidden.add(seq);
            case REACTION, SETTINGS -> {}
        }
    }

    private boolean isMember(long user) {
        return user == low.user || user == high.user;
    }

    private CheckedMember member(long user) {
        return user == low.user ? low : high;
    }

    void message(Row row) {
        String where = this + ", seq " + row.seq();
        if (row.seq() != lastSeq + 1) {
            findings.add(Rule.SEQ, where, lastSeq + 1, row.seq());
        }
        lastSeq = row.seq();
        if (row.replyTo() < 0 || row.replyTo() >= row.seq()) {
            findings.add(Rule.REPLY, where, "below " + row.seq(), row.replyTo());
        }
        boolean fromLow = row.from() == low.user && row.to() == high.user;
        if (!fromLow && !(row.from() == high.user && row.to() == low.user)) {
            findings.add(
                    Rule.MEMBERS,
                    where,
                    "between " + low.user + " and " + high.user,
                    "from " + row.from() + " to " + row.to());
            return;
        }
        long counted = lowCount + (fromLow ? 1 : 0);
        if (row.lowCount() != counted) {
            findings.add(Rule.COUNT, where, counted, row.lowCount());
        }
        lowCount = row.lowCount();
        long highCount = row.seq() - row.lowCount();
        changed += row.changed() ? 1 : 0;
        low.message(where, row, fromLow ? row.fromOffset() : row.toOffset(), !fromLow, highCount);
        high.message(where, row, fromLow ? row.toOffset() : row.fromOffset(), fromLow, lowCount);
    }

    void end() {
        if (lastEventSeq > 0 && (firstEventSeq <= purgedSeq || lastEventSeq > lastSeq)) {
            findings.add(
                    Rule.EVENT,
                    toString(),
                    "about messages " + (purgedSeq + 1) + " to " + lastSeq,
                    firstEventSeq + " to " + lastEventSeq);
        }
        if (!low.isErased && !high.isErased) {
            findings.requireEqual(Rule.CHANGED, this + ", stream of user " + low.user, changed, low.changed);
            findings.requireEqual(Rule.CHANGED, this + ", stream of user " + high.user, changed, high.changed);
        }
        low.end(
                toString(),
                high,
                new CheckedMember.Extent(purgedSeq, purgedSeq - purgedLowCount, lastSeq, lastSeq - lowCount));
        high.end(toString(), low, new CheckedMember.Extent(purgedSeq, purgedLowCount, lastSeq, lowCount));
    }

    @Override
    public String toString() {
        return "conversation " + id;
    }
}
