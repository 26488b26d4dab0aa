package chat.duologue.store.jdbc.internal;

import chat.duologue.store.spi.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Gets the first connection, or says what to do. Which database it is nobody knows yet. */
final class FirstConnection {
    private static final int H2_TAKEN_BY_ANOTHER_PROCESS = 90020;

    private static final int H2_NOT_FOUND = 90146;

    private FirstConnection() {}

    static Connection of(DataSource dataSource) {
        try {
            return dataSource.getConnection();
        } catch (SQLException e) {
            throw refusal(e);
        } catch (RuntimeException e) {
            // a pool that starts with its first connection
            throw refusal(e);
        }
    }

    private static StoreException refusal(Exception e) {
        SQLException cause = sqlException(e);
        String state = cause == null || cause.getSQLState() == null ? "" : cause.getSQLState();
        String message = String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
        String advice;
        if (cause != null && cause.getErrorCode() == H2_TAKEN_BY_ANOTHER_PROCESS) {
            advice = "The H2 database is in use by another process: stop that process, or let both connect to one"
                    + " database server.";
        } else if (cause != null && cause.getErrorCode() == H2_NOT_FOUND) {
            advice = "There is no H2 database at the data source's URL: correct the URL.";
        } else if (message.contains("No suitable driver") || message.contains("driver class")) {
            advice = "There is no JDBC driver for the data source's URL: add the database's driver to the class path.";
        } else if (state.startsWith("28")) {
            advice = "The database refused the user name or password: correct them in the data source.";
        } else {
            advice = "The database can't be reached (SQLState " + state
                    + "): start it, or correct the URL in the data source.";
        }
        return StoreException.lasting(advice, e);
    }

    private static @Nullable SQLException sqlException(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException found) {
                return found;
            }
        }
        return null;
    }
}
