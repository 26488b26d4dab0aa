package chat.duologue.store.jdbc.internal;

import chat.duologue.model.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Checks users, with their lists and streams, in the order of their ids. */
final class StreamScan {
    private static final int USERS_AT_ONCE = 1_000;
    /** So many are sorted in memory; a longer stream by itself is what the database has to cope with. */
    private static final long EVENTS_AT_ONCE = 200_000;
    /** In so many places an event may have been that can change any number of times. */
    private static final long ANY_NUMBER = 1_000_000_000_000L;

    private final Findings findings;
    private final StreamedQuery selectUsers;
    private final StreamedQuery selectLists;
    private final StreamedQuery selectStreams;
    private long users;

    StreamScan(Verification verification) throws SQLException {
        Tables tables = verification.tables();
        Dialect dialect = verification.dialect();
        findings = verification.findings();
        selectUsers = verification.query(
                "SELECT id, name, head, trimmed_to, acked, unread, top_conversation, upkeep, erased FROM "
                        + tables.user() + " WHERE id > ? ORDER BY id LIMIT " + USERS_AT_ONCE);
        selectLists = verification.query(
                list(tables, dialect, "low", "seq - m.low_count", "purged_seq - c.purged_low_count") + " UNION ALL "
                        + list(tables, dialect, "high", "low_count", "purged_low_count") + " ORDER BY 1, 2");
        selectStreams = verification.query(written(tables, "from") + " UNION ALL " + written(tables, "to")
                + " UNION ALL SELECT user_id, event_offset, CASE WHEN kind = " + EventKind.RECEIPT.number
                + " THEN delivered_seq + read_seq - 1 WHEN kind = " + EventKind.HIDDEN.number + " THEN 0 ELSE "
                + ANY_NUMBER + " END AS places FROM " + tables.event() + " WHERE user_id > ? AND user_id <= ?"
                + " UNION ALL SELECT user_id, event_offset, " + ANY_NUMBER + " AS places FROM " + tables.block()
                + " WHERE user_id > ? AND user_id <= ? ORDER BY 1, 2 DESC");
    }

    private static String list(Tables tables, Dialect dialect, String side, String received, String purgedReceived) {
        String user = "c." + side + "_user";
        return "SELECT " + user + " AS user_id, c." + side + "_list_offset AS list_offset, c.id,"
                + " CASE WHEN m.from_user = " + user + " THEN m.from_offset ELSE m.to_offset END AS last_offset,"
                + " COALESCE(m." + received + ", c." + purgedReceived + ") - c." + side + "_seen - c." + side
                + "_gone AS unread FROM "
                + tables.conversation() + " c LEFT JOIN " + tables.message()
                + " m ON m.conversation_id = c.id AND m.seq = " + LastMessages.seq(tables, dialect, "") + " WHERE "
                + user + " > ? AND " + user + " <= ?";
    }

    private static String written(Tables tables, String end) {
        return "SELECT " + end + "_user AS user_id, " + end
                + "_offset AS event_offset, 0 AS places FROM " + tables.message() + " WHERE "
                + end + "_user > ? AND " + end + "_user <= ?";
    }

    void run() throws SQLException {
        long low = Long.MIN_VALUE;
        boolean more = true;
        while (more) {
            List<CheckedUser> found = new ArrayList<>();
            selectUsers.forEachRow(row -> found.add(user(row)), low);
            more = found.size() == USERS_AT_ONCE;
            users += found.size();
            NavigableMap<Long, CheckedUser> some = new TreeMap<>();
            long events = 0;
            for (CheckedUser user : found) {
                some.put(user.id, user);
                events += user.longest();
                if (events >= EVENTS_AT_ONCE) {
                    check(low, user.id, some);
                    low = user.id;
                    some.clear();
                    events = 0;
                }
            }
            if (!some.isEmpty()) {
                check(low, some.lastKey(), some);
                low = some.lastKey();
            }
        }
    }

    private void check(long low, long high, NavigableMap<Long, CheckedUser> some) throws SQLException {
        selectLists.forEachRow(
                row -> {
                    CheckedUser user = some.get(row.getLong(1));
                    if (user != null) {
                        long lastOffset = row.getLong(4);
                        user.conversation(row.getLong(3), row.getLong(2), lastOffset, row.getLong(5));
                    }
                },
                low,
                high,
                low,
                high);
        selectStreams.forEachRow(
                row -> {
                    CheckedUser user = some.get(row.getLong(1));
                    if (user != null) {
                        user.event(row.getLong(2), row.getLong(3));
                    }
                },
                low,
                high,
                low,
                high,
                low,
                high,
                low,
                high);
        some.values().forEach(CheckedUser::end);
    }

    private CheckedUser user(ResultSet row) throws SQLException {
        CheckedUser user = new CheckedUser(
                row.getLong(1),
                new CheckedUser.Row(
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8),
                        row.getBoolean(9)),
                findings);
        if (!isName(row.getString(2))) {
            findings.add(Rule.USER, user.toString(), "a user's name", "what is none");
        }
        return user;
    }

    private static boolean isName(String name) {
        try {
            return new UserId(name).value().equals(name);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    long users() {
        return users;
    }
}
