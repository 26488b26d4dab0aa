package chat.duologue.store.jdbc.internal;

import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Notes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A row for each entry. Whoever adds some has locked the head until the commit, so that commit order is the order of positions. */
final class SqlNotes implements Notes {
    private static final String THE_ONE = " WHERE id = 1";

    private final SmallTransactions transactions;
    private final String head;
    private final String advance;
    private final String select;
    private final String insert;
    private final String delete;

    SqlNotes(Tables tables, SmallTransactions transactions) {
        this.transactions = transactions;
        head = "SELECT position FROM " + tables.noteHead() + THE_ONE;
        advance = "UPDATE " + tables.noteHead() + " SET position = position + ?" + THE_ONE;
        select = "SELECT position, entry FROM " + tables.note()
                + " WHERE position > ? AND position <= ? ORDER BY position LIMIT ?";
        insert = "INSERT INTO " + tables.note() + " (position, entry) VALUES (?, ?)";
        delete = "DELETE FROM " + tables.note() + " WHERE position <= ?";
    }

    @Override
    public long head() {
        return transactions.read("tell which note is the newest", this::head);
    }

    private long head(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(head);
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("note_head has no row");
            }
            return row.getLong(1);
        }
    }

    @Override
    public Page read(long after, int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit must not be negative");
        }
        int rows = Math.min(limit, ChatStore.MAX_LIMIT);
        return transactions.read("read notes", connection -> {
            long newest = rows == 0 ? after : head(connection);
            return newest <= after
                    ? new Page(List.of(), newest, newest == after)
                    : page(connection, after, newest, rows);
        });
    }

    private Page page(Connection connection, long after, long newest, int limit) throws SQLException {
        List<byte[]> entries = new ArrayList<>();
        long first = newest + 1;
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            statement.setLong(1, after);
            statement.setLong(2, newest);
            statement.setInt(3, limit);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    first = Math.min(first, row.getLong(1));
                    entries.add(row.getBytes(2));
                }
            }
        }
        return new Page(entries, entries.isEmpty() ? newest : first + entries.size() - 1, first == after + 1);
    }

    @Override
    public long append(List<byte[]> entries) {
        Notes.requireFitting(entries);
        return transactions.run("add notes", connection -> {
            Purge.execute(connection, advance, entries.size());
            long last = head(connection);
            try (PreparedStatement statement = connection.prepareStatement(insert)) {
                long position = last - entries.size();
                for (byte[] entry : entries) {
                    position++;
                    statement.setLong(1, position);
                    statement.setBytes(2, entry);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
            return last;
        });
    }

    @Override
    public void remove(long upTo) {
        transactions.run("remove old notes", connection -> Purge.execute(connection, delete, upTo));
    }
}
