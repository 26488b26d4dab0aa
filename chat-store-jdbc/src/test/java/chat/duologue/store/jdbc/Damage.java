package chat.duologue.store.jdbc;

import chat.duologue.store.jdbc.internal.Rule;
import java.util.List;

/** Statements that break a rule, and maybe others too, in the store of {@link StoreVerifierTest}. */
record Damage(Rule rule, String... sql) {
    /** What the database's own constraints let pass, on every kind. */
    static final List<Damage> ANYWHERE = List.of(
            new Damage(Rule.STREAM_ID, "UPDATE duologue_meta SET fact = '' WHERE name = 'stream_id'"),
            new Damage(Rule.USER, "UPDATE duologue_user SET upkeep = -1 WHERE name = 'alice'"),
            new Damage(Rule.CONVERSATION, "UPDATE duologue_conversation SET purged_low_count = 1"),
            new Damage(Rule.SEQ, "DELETE FROM duologue_message WHERE seq = 2"),
            new Damage(Rule.SEQ, "UPDATE duologue_conversation SET purged_seq = 1"),
            new Damage(Rule.COUNT, "UPDATE duologue_message SET low_count = 3 - low_count WHERE seq = 3"),
            new Damage(
                    Rule.MEMBERS,
                    "UPDATE duologue_message SET to_user = (SELECT id FROM duologue_user WHERE name = 'carol')"
                            + " WHERE text = 'two'"),
            new Damage(Rule.ORDER, "UPDATE duologue_message SET from_offset = 1000 WHERE seq = 1 AND text = 'one'"),
            new Damage(Rule.CLIENT_KEY, "UPDATE duologue_message SET client_id = 'another' WHERE seq = 2"),
            new Damage(Rule.CLIENT_KEY, "UPDATE duologue_message SET client_id = NULL WHERE seq = 2"),
            new Damage(Rule.CLIENT_KEY, "UPDATE duologue_message SET client_id = 'id' WHERE seq = 1"),
            new Damage(Rule.MARKERS, "UPDATE duologue_conversation SET low_delivered = 100"),
            new Damage(Rule.MARKERS, "UPDATE duologue_conversation SET high_delivered = 100"),
            new Damage(Rule.ACKNOWLEDGED, "UPDATE duologue_user SET acked = head WHERE name = 'carol'"),
            new Damage(Rule.SEEN, "UPDATE duologue_conversation SET low_seen = low_seen + 1"),
            new Damage(Rule.SEEN, "UPDATE duologue_conversation SET high_seen = high_seen + 1"),
            new Damage(Rule.GONE, "UPDATE duologue_conversation SET low_gone = low_gone + 1"),
            new Damage(Rule.GONE, "UPDATE duologue_conversation SET high_gone = high_gone + 1"),
            new Damage(Rule.ARCHIVE_OFFSET, "UPDATE duologue_conversation SET low_archive_offset = 77"),
            new Damage(Rule.ARCHIVE_OFFSET, "UPDATE duologue_conversation SET high_archived = NOT high_archived"),
            new Damage(Rule.EVENT, "UPDATE duologue_event SET seq = 99 WHERE kind = 3"),
            new Damage(Rule.EVENT, "UPDATE duologue_event SET seq = 1 WHERE kind = 5"),
            new Damage(Rule.EVENT, "UPDATE duologue_event SET kind = 3 WHERE kind = 5"),
            new Damage(Rule.CHANGED, "DELETE FROM duologue_event WHERE kind = 2"),
            new Damage(Rule.CHANGED, "UPDATE duologue_message SET changed_at = 1 WHERE text = 'one'"),
            new Damage(Rule.ATTACHMENTS, "DELETE FROM duologue_attachment"),
            new Damage(Rule.ATTACHMENTS, "UPDATE duologue_message SET attachments = 2 WHERE text = 'five'"),
            new Damage(Rule.HAS_UNREAD, "UPDATE duologue_conversation SET low_has_unread = NOT low_has_unread"),
            new Damage(Rule.HAS_UNREAD, "UPDATE duologue_conversation SET high_has_unread = NOT high_has_unread"),
            new Damage(Rule.LIST_OFFSET, "UPDATE duologue_conversation SET low_list_offset = 1000"),
            new Damage(Rule.LIST_OFFSET, "UPDATE duologue_conversation SET high_list_offset = 0"),
            new Damage(
                    Rule.LIST_ORDER,
                    "UPDATE duologue_conversation SET low_list_offset = 1000 - low_list_offset,"
                            + " high_list_offset = 1000 - high_list_offset"),
            new Damage(Rule.TOP, "UPDATE duologue_user SET top_conversation = 7 WHERE name = 'bob'"),
            new Damage(Rule.UNREAD, "UPDATE duologue_user SET unread = unread + 1 WHERE name = 'bob'"),
            new Damage(Rule.RECEIPT, "DELETE FROM duologue_event"),
            new Damage(Rule.RECEIPT, "UPDATE duologue_event SET read_seq = 0"),
            new Damage(
                    Rule.RECEIPT,
                    "UPDATE duologue_event SET by_user = (SELECT id FROM duologue_user WHERE name = 'carol')"
                            + " WHERE event_offset = 6"),
            new Damage(Rule.OFFSET, "UPDATE duologue_event SET event_offset = 1 WHERE event_offset = 6"),
            new Damage(Rule.OFFSET, "UPDATE duologue_message SET to_offset = 1000 WHERE text = 'three'"),
            new Damage(Rule.OFFSET, "UPDATE duologue_message SET to_offset = 0 WHERE text = 'three'"),
            new Damage(
                    Rule.CURSOR,
                    "INSERT INTO duologue_listener_cursor (user_id, listener, position, mark)"
                            + " SELECT id, 'audit', head + 1, 0 FROM duologue_user"),
            new Damage(
                    Rule.CURSOR,
                    "INSERT INTO duologue_listener_cursor (user_id, listener, position, mark) VALUES (7, 'audit', 0, 0)"),
            new Damage(Rule.NOTE, "DELETE FROM duologue_note_head"),
            new Damage(Rule.NOTE, "INSERT INTO duologue_note (position, entry) SELECT 1, '' FROM duologue_note_head"),
            new Damage(Rule.HOLE, "UPDATE duologue_user SET head = head + 1 WHERE name = 'bob'"),
            new Damage(Rule.HOLE, "DELETE FROM duologue_message WHERE text = 'four'"));

    /** What they do not let pass. */
    static final List<Damage> WITHOUT_CONSTRAINTS = List.of(
            new Damage(Rule.KEY, "ALTER TABLE duologue_message DROP CONSTRAINT duologue_message_from"),
            new Damage(Rule.KEY, "ALTER TABLE duologue_message DROP CONSTRAINT duologue_message_to"),
            new Damage(Rule.KEY, "ALTER TABLE duologue_event DROP CONSTRAINT duologue_event_stream"),
            new Damage(Rule.KEY, "ALTER TABLE duologue_meta DROP CONSTRAINT duologue_meta_pk"),
            new Damage(Rule.KEY, "DROP INDEX duologue_conversation_low_unread"),
            new Damage(Rule.KEY, "ALTER TABLE duologue_attachment DROP CONSTRAINT duologue_attachment_message"),
            new Damage(
                    Rule.UNIQUE,
                    "ALTER TABLE duologue_message DROP CONSTRAINT duologue_message_once",
                    "UPDATE duologue_message SET client_key = (SELECT client_key FROM duologue_message WHERE text = 'one')"
                            + " WHERE text = 'three'"),
            new Damage(
                    Rule.UNIQUE,
                    "ALTER TABLE duologue_user DROP CONSTRAINT duologue_user_name",
                    "UPDATE duologue_user SET name = 'bob'"),
            new Damage(
                    Rule.POSITION,
                    "ALTER TABLE duologue_user DROP CONSTRAINT duologue_user_positions",
                    "UPDATE duologue_user SET trimmed_to = head + 1"),
            new Damage(
                    Rule.POSITION,
                    "ALTER TABLE duologue_user DROP CONSTRAINT duologue_user_positions",
                    "UPDATE duologue_user SET acked = -1"),
            new Damage(
                    Rule.CONVERSATION,
                    "ALTER TABLE duologue_conversation DROP CONSTRAINT duologue_conversation_low",
                    "UPDATE duologue_conversation SET low_user = -id"),
            new Damage(
                    Rule.CONVERSATION,
                    "ALTER TABLE duologue_conversation DROP CONSTRAINT duologue_conversation_order",
                    "UPDATE duologue_conversation SET low_user = high_user, high_user = low_user"),
            new Damage(
                    Rule.REPLY,
                    "ALTER TABLE duologue_message DROP CONSTRAINT duologue_message_reply",
                    "UPDATE duologue_message SET reply_to = 3 WHERE seq = 3"),
            new Damage(
                    Rule.REPLY,
                    "ALTER TABLE duologue_message DROP CONSTRAINT duologue_message_reply",
                    "UPDATE duologue_message SET reply_to = 0 WHERE seq = 3"),
            new Damage(Rule.ORPHAN, "UPDATE duologue_message SET conversation_id = 7 WHERE text = 'four'"),
            new Damage(
                    Rule.ORPHAN,
                    "UPDATE duologue_message SET conversation_id = 9000000000000000000 WHERE text = 'four'"),
            new Damage(
                    Rule.ORPHAN,
                    "ALTER TABLE duologue_event DROP CONSTRAINT duologue_event_conversation",
                    "UPDATE duologue_event SET conversation_id = 7"),
            new Damage(
                    Rule.MARKERS,
                    "ALTER TABLE duologue_conversation DROP CONSTRAINT duologue_conversation_low_seen",
                    "UPDATE duologue_conversation SET low_read = low_delivered + 1"),
            new Damage(
                    Rule.MEMBERS,
                    "DELETE FROM duologue_event",
                    "UPDATE duologue_message SET from_user = 7 WHERE seq = 1 AND text = 'one'"));

    @Override
    public String toString() {
        return rule + ": " + String.join("; ", sql);
    }
}
