package chat.duologue.store.jdbc.internal;

import chat.duologue.model.UserId;
import chat.duologue.store.spi.DuePage;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads users a page at a time, of whom only some are due for something. */
final class DueUsers {
    private DueUsers() {}

    /**
     * A page.
     *
     * @param query gives names in order, each with whether it is due
     * @param limit of the query's rows
     */
    static DuePage page(PreparedStatement query, int limit) throws SQLException {
        List<UserId> due = new ArrayList<>();
        int looked = 0;
        String last = "";
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                looked++;
                last = row.getString(1);
                if (row.getBoolean(2)) {
                    due.add(new UserId(last));
                }
            }
        }
        return new DuePage(due, looked < limit ? Optional.empty() : Optional.of(new UserId(last)));
    }
}
