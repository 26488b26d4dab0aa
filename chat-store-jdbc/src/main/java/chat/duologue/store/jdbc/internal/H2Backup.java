package chat.duologue.store.jdbc.internal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A copy of an H2 database, taken on the thread that makes all changes to it. Beside a change that copy was torn once in about
 * forty times: it had a transaction that was half committed.
 */
public final class H2Backup {
    private H2Backup() {}

    /** Writes the file, which must have an absolute path. */
    public static void take(DataSource dataSource, Path file) {
        OwnThread.get(() -> {
            try (Connection connection = dataSource.getConnection()) {
                String product = connection.getMetaData().getDatabaseProductName();
                if (!product.equals("H2")) {
                    throw new IllegalArgumentException(
                            "dataSource must be of H2, this is " + product + ": back it up with its own tools");
                }
                try (PreparedStatement backup = connection.prepareStatement("BACKUP TO ?")) {
                    backup.setString(1, file.toString());
                    return backup.execute();
                }
            } catch (SQLException e) {
                throw Faults.during("be copied", e, new H2Dialect());
            }
        });
    }
}
