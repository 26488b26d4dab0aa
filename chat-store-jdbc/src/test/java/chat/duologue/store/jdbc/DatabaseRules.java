package chat.duologue.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What must hold between the tables, and what no constraint can say: all that is kept as a count is counted again. */
final class DatabaseRules {
    private static final Map<String, String> BREACHES = new LinkedHashMap<>();

    /** Each conversation twice, as its members see it. */
    private static final String MEMBERS = side("low", "high") + " UNION ALL " + side("high", "low");

    /** Every event, as the user sees it whose stream it is in. */
    private static final String STREAMS = "SELECT from_user AS user_id, from_offset AS at_offset FROM duologue_message"
            + " UNION ALL SELECT to_user, to_offset FROM duologue_message"
            + " UNION ALL SELECT user_id, event_offset FROM duologue_event"
            + " UNION ALL SELECT user_id, event_offset FROM duologue_block";

    static {
        rule(
                "seq is dense",
                "SELECT m.conversation_id FROM duologue_message m JOIN duologue_conversation c"
                        + " ON c.id = m.conversation_id GROUP BY m.conversation_id, c.purged_seq"
                        + " HAVING COUNT(*) <> MAX(m.seq) - c.purged_seq OR MIN(m.seq) <> c.purged_seq + 1");
        rule(
                "low_count counts the lower member's messages",
                "SELECT n.seq FROM (SELECT m.seq, m.low_count,"
                        + " c.purged_low_count + SUM(CASE WHEN m.from_user = c.low_user THEN 1 ELSE 0 END)"
                        + " OVER (PARTITION BY m.conversation_id ORDER BY m.seq) AS counted"
                        + " FROM duologue_message m JOIN duologue_conversation c ON c.id = m.conversation_id) n"
                        + " WHERE n.low_count <> n.counted");
        rule(
                "the authors are the members",
                "SELECT m.seq FROM duologue_message m JOIN duologue_conversation c"
                        + " ON c.id = m.conversation_id WHERE NOT (m.from_user = c.low_user AND m.to_user = c.high_user"
                        + " OR m.from_user = c.high_user AND m.to_user = c.low_user)");
        rule(
                "markers are at or below the last message",
                "SELECT id FROM (" + MEMBERS + ") c" + " WHERE delivered > last_seq OR read_seq > delivered");
        rule(
                "seen counts the peer's messages up to the read marker",
                "SELECT id FROM (" + MEMBERS + ") c WHERE seen <>"
                        + " (SELECT COUNT(*) FROM duologue_message m WHERE m.conversation_id = c.id AND m.from_user = c.peer"
                        + " AND m.seq <= c.read_seq)");
        rule(
                "has_unread tells whether the peer wrote more than that",
                "SELECT id FROM (" + MEMBERS + ") c"
                        + " WHERE (CASE WHEN has_unread THEN 1 ELSE 0 END) <> (CASE WHEN unread > 0 THEN 1 ELSE 0 END)");
        rule(
                "a user's unread is that of all conversations",
                "SELECT u.id FROM duologue_user u WHERE u.unread <>" + " (SELECT COALESCE(SUM(c.unread), 0) FROM ("
                        + MEMBERS + ") c WHERE c.user_id = u.id)");
        rule(
                "conversations with a message are in the list",
                "SELECT id FROM (" + MEMBERS + ") c"
                        + " WHERE (list_offset > 0) <> (last_seq > 0) OR list_offset > last_offset");
        rule(
                "the list is in the order of the newest messages",
                "SELECT id FROM (SELECT id,"
                        + " ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY list_offset) AS shown,"
                        + " ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY last_offset) AS right_place"
                        + " FROM (" + MEMBERS + ") c WHERE last_seq > 0) r WHERE shown <> right_place");
        rule(
                "top_conversation is where the newest message is",
                "SELECT u.id FROM duologue_user u WHERE"
                        + " u.top_conversation <> 0 AND u.top_conversation <> (SELECT c.id FROM (" + MEMBERS + ") c"
                        + " WHERE c.user_id = u.id ORDER BY c.last_offset DESC LIMIT 1)");
        rule(
                "no offset is taken twice",
                "SELECT user_id FROM (" + STREAMS + ") s GROUP BY user_id, at_offset" + " HAVING COUNT(*) > 1");
        rule(
                "each user's newest event is at the head",
                "SELECT u.id FROM duologue_user u WHERE u.head <>" + " COALESCE((SELECT MAX(s.at_offset) FROM ("
                        + STREAMS + ") s WHERE s.user_id = u.id), 0)");
        rule(
                "both members have a receipt of whose markers rose, and none else",
                "SELECT c.id FROM (" + MEMBERS + ") c"
                        + " WHERE (SELECT COUNT(*) FROM duologue_event e WHERE e.conversation_id = c.id"
                        + " AND e.by_user = c.user_id AND e.kind = 1 AND e.delivered_seq = c.delivered AND e.read_seq = c.read_seq)"
                        + " <> (CASE WHEN c.delivered > 0 THEN 2 ELSE 0 END)");
    }

    private DatabaseRules() {}

    static void check(TestDatabase database) throws SQLException {
        check(database, "duologue_");
    }

    static void check(TestDatabase database, String prefix) throws SQLException {
        Map<String, Long> counts = new LinkedHashMap<>();
        Map<String, Long> none = new LinkedHashMap<>();
        for (Map.Entry<String, String> rule : BREACHES.entrySet()) {
            counts.put(rule.getKey(), (long)
                    database.query(rule.getValue().replace("duologue_", prefix)).size());
            none.put(rule.getKey(), 0L);
        }
        assertThat(counts).isEqualTo(none);
    }

    private static void rule(String rule, String breaches) {
        BREACHES.put(rule, breaches);
    }

    private static String side(String own, String other) {
        String newest =
                " FROM duologue_message m WHERE m.conversation_id = v.id ORDER BY m.conversation_id DESC, m.seq DESC"
                        + " LIMIT 1), 0)";
        String columns = "v.id, v.OWN_user AS user_id, v.OTHER_user AS peer, v.OWN_list_offset AS list_offset,"
                + " v.OWN_has_unread AS has_unread, v.OWN_delivered AS delivered, v.OWN_read AS read_seq, v.OWN_seen AS seen,"
                + " COALESCE((SELECT m.seq" + newest + " AS last_seq,"
                + " COALESCE((SELECT CASE WHEN m.from_user = v.OWN_user THEN m.from_offset ELSE m.to_offset END"
                + newest
                + " AS last_offset,"
                + " (SELECT COUNT(*) FROM duologue_message m WHERE m.conversation_id = v.id AND m.from_user = v.OTHER_user"
                + " AND m.seq > v.OWN_read AND NOT (m.text IS NULL AND m.data IS NULL AND m.attachments IS NULL)"
                + " AND NOT EXISTS (SELECT 1 FROM duologue_event h WHERE h.conversation_id = v.id"
                + " AND h.user_id = v.OWN_user AND h.seq = m.seq AND h.kind = 3)) AS unread";
        return ("SELECT " + columns + " FROM duologue_conversation v")
                .replace("OWN", own)
                .replace("OTHER", other);
    }
}
