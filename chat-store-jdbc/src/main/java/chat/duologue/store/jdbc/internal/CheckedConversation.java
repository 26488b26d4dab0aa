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

    /** A message's columns, without what it says. */
    record Row(long seq, long lowCount, long from, long fromOffset, long to, long toOffset, long replyTo) {}

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

    void receipt(long inStreamOf, long kind, long subject, long delivered, long read) {
        boolean inAMembers = inStreamOf == low.user || inStreamOf == high.user;
        if (kind != 1 || !inAMembers || (subject != low.user && subject != high.user)) {
            findings.add(
                    Rule.RECEIPT,
                    this + ", stream of user " + inStreamOf,
                    "kind 1, of a member to a member",
                    "kind " + kind + " of " + subject);
            return;
        }
        (subject == low.user ? low : high).receipt(inStreamOf, delivered, read);
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
        low.message(where, row.seq(), fromLow ? row.fromOffset() : row.toOffset(), !fromLow, highCount);
        high.message(where, row.seq(), fromLow ? row.toOffset() : row.fromOffset(), fromLow, lowCount);
    }

    void end() {
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
