package chat.duologue.store.jdbc.internal;

import chat.duologue.model.ClientMessageId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Checks conversations, with their messages and events, in the order of their ids and {@code seq}. */
final class ConversationScan {
    private static final int CONVERSATIONS_AT_ONCE = 1_000;

    private final Dialect dialect;
    private final Findings findings;
    private final StreamedQuery selectConversations;
    private final StreamedQuery selectEvents;
    private final StreamedQuery selectMessages;
    private long conversations;
    private long messages;
    private long events;

    ConversationScan(Verification verification) throws SQLException {
        Tables tables = verification.tables();
        dialect = verification.dialect();
        findings = verification.findings();
        selectConversations = verification.query(
                CheckedConversation.select(tables) + " WHERE c.id > ? ORDER BY c.id LIMIT " + CONVERSATIONS_AT_ONCE);
        selectEvents = verification.query(
                "SELECT conversation_id, user_id, seq, kind, by_user, delivered_seq, read_seq FROM " + tables.event()
                        + " WHERE conversation_id > ? AND conversation_id <= ? ORDER BY conversation_id");
        selectMessages = verification.query(
                "SELECT m.conversation_id, m.seq, m.low_count, m.from_user, m.from_offset, m.to_user, m.to_offset,"
                        + " m.reply_to, m.client_key, m.client_id, m.changed_at, m.attachments,"
                        + " CASE WHEN m.text IS NULL AND m.data IS NULL AND m.attachments IS NULL THEN TRUE ELSE FALSE END,"
                        + " CASE WHEN m.attachments IS NULL THEN 0 ELSE (SELECT COUNT(*) FROM " + tables.attachment()
                        + " a WHERE a.conversation_id = m.conversation_id AND a.seq = m.seq) END FROM "
                        + tables.message() + " m"
                        + " WHERE m.conversation_id > ? AND m.conversation_id <= ? ORDER BY m.conversation_id, m.seq");
    }

    void run() throws SQLException {
        long low = Long.MIN_VALUE;
        boolean more = true;
        while (more) {
            NavigableMap<Long, CheckedConversation> found = new TreeMap<>();
            selectConversations.forEachRow(
                    row -> {
                        CheckedConversation conversation = new CheckedConversation(row, findings);
                        found.put(conversation.id, conversation);
                    },
                    low);
            more = found.size() == CONVERSATIONS_AT_ONCE;
            long high = more ? found.lastKey() : Long.MAX_VALUE;
            selectEvents.forEachRow(row -> event(found.get(row.getLong(1)), row), low, high);
            messages(found, low, high);
            conversations += found.size();
            low = high;
        }
    }

    private void event(@Nullable CheckedConversation conversation, ResultSet row) throws SQLException {
        events++;
        if (conversation == null) {
            findings.add(
                    Rule.ORPHAN, "event of user " + row.getLong(2), "a conversation", "conversation " + row.getLong(1));
        } else {
            conversation.event(
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    new CheckedMember.Receipt(row.getLong(6), row.getLong(7)));
        }
    }

    private void messages(NavigableMap<Long, CheckedConversation> found, long low, long high) throws SQLException {
        Queue<CheckedConversation> waiting = new ArrayDeque<>(found.values());
        selectMessages.forEachRow(
                row -> {
                    messages++;
                    long id = row.getLong(1);
                    while (!waiting.isEmpty() && waiting.element().id < id) {
                        waiting.remove().end();
                    }
                    CheckedConversation conversation = waiting.peek();
                    if (conversation == null || conversation.id != id) {
                        findings.add(Rule.ORPHAN, "message " + row.getLong(2), "a conversation", "conversation " + id);
                    } else {
                        conversation.message(new CheckedConversation.Row(
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6),
                                row.getLong(7),
                                replyTo(row),
                                row.getBoolean(13),
                                isChanged(row)));
                        clientKey(conversation, row);
                        attachments(conversation, row);
                    }
                },
                low,
                high);
        waiting.forEach(CheckedConversation::end);
    }

    private static boolean isChanged(ResultSet row) throws SQLException {
        row.getLong(11);
        return !row.wasNull();
    }

    private void attachments(CheckedConversation conversation, ResultSet row) throws SQLException {
        findings.requireEqual(
                Rule.ATTACHMENTS, conversation + ", seq " + row.getLong(2), row.getLong(12), row.getLong(14));
    }

    /** Without a reply 0, as if it were to what is before the first message. */
    private static long replyTo(ResultSet row) throws SQLException {
        long replyTo = row.getLong(8);
        return row.wasNull() || replyTo != 0 ? replyTo : -1;
    }

    private void clientKey(CheckedConversation conversation, ResultSet row) throws SQLException {
        ClientKey key = dialect.clientKey(row, 9);
        String id = row.getString(10);
        if (!isKeyOf(key, id)) {
            findings.add(
                    Rule.CLIENT_KEY,
                    conversation + ", seq " + row.getLong(2),
                    id == null ? "a UUID" : "the hash of client_id",
                    "another key");
        }
    }

    private static boolean isKeyOf(ClientKey key, @Nullable String id) {
        try {
            return id == null ? !key.isHash() : key.isHash() && key.equals(ClientKey.of(new ClientMessageId(id)));
        } catch (IllegalArgumentException e) {
            return false; // no client may send such an id
        }
    }

    long conversations() {
        return conversations;
    }

    long messages() {
        return messages;
    }

    long events() {
        return events;
    }
}
