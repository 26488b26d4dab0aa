package chat.duologue.store.jdbc.internal;

/** The newest message of conversations: the end of each one's stretch of the primary key. */
final class LastMessages {
    private LastMessages() {}

    /**
     * A query for columns of it, by the conversations' ids.
     *
     * @param columns of the message {@code m}
     * @param tail    what a query ends with
     */
    static RowsQuery<Long> query(Tables tables, Dialect dialect, String columns, String tail) {
        if (dialect.takesTailForEachKey()) {
            return dialect.in(
                    "SELECT " + columns + " FROM " + tables.message() + " m WHERE m.conversation_id",
                    " ORDER BY m.conversation_id DESC, m.seq DESC LIMIT 1" + tail);
        }
        return dialect.in(
                "SELECT " + columns + " FROM " + tables.conversation() + " c JOIN " + tables.message() + " m"
                        + dialect.byPrimaryKey() + " ON m.conversation_id = c.id AND m.seq = "
                        + seq(tables, dialect, tail) + " WHERE c.id",
                tail);
    }

    /** The {@code seq} of the newest message of the conversation {@code c}, as an expression; null where there is none. */
    static String seq(Tables tables, Dialect dialect, String tail) {
        // sorted by all columns of the index, or H2 would not see that the index is sorted, and read all messages
        return "(SELECT n.seq FROM " + tables.message() + " n" + dialect.byPrimaryKey()
                + " WHERE n.conversation_id = c.id ORDER BY n.conversation_id DESC, n.seq DESC LIMIT 1" + tail + ")";
    }
}
