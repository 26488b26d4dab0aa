package chat.duologue.store.jdbc.internal;

/** The newest message of conversations: the end of each one's stretch of the primary key. */
final class LastMessages {
    private LastMessages() {}

    /**
     * A query for columns of it, by the conversations' ids.
     *
     * @param tail what each query ends with
     */
    static RowsQuery<Long> query(Tables tables, Dialect dialect, String columns, String tail) {
        // sorted by all columns of the index, or H2 would not see that the index is sorted, and read all messages
        return dialect.firstOfEach(
                columns, tables.message(), "conversation_id", "conversation_id DESC, seq DESC", tail);
    }
}
