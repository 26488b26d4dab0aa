package chat.duologue.examples.load;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is, and as whom to go there.
 *
 * @param user null where the URL says it
 * @param password null where the URL says it, or none is needed
 */
record DatabaseLogin(
        String url, @Nullable String user, @Nullable String password) {
    /** Holds the password, since a command line is visible to every user of the machine. */
    static final String PASSWORD_VARIABLE = "DUOLOGUE_DB_PASSWORD";

    /** The database that the command line names, null where it names none. */
    static @Nullable DatabaseLogin of(Arguments arguments, Map<String, String> environment) throws UsageException {
        String url = arguments.text("--db");
        if (url == null) {
            if (arguments.has("--db-user") || arguments.has("--db-password")) {
                throw new UsageException("--db-user and --db-password need --db: the database that they are for.");
            }
            return null;
        }
        String given = arguments.text("--db-password");
        return new DatabaseLogin(
                url, arguments.text("--db-user"), given != null ? given : environment.get(PASSWORD_VARIABLE));
    }

    Connection connect() throws SQLException {
        Properties properties = new Properties();
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        return DriverManager.getConnection(url, properties);
    }

    /** How a server that is started is told it on its command line, but for the password. */
    List<String> arguments() {
        return user == null ? List.of("--db", url) : List.of("--db", url, "--db-user", user);
    }

    /** The same in its environment, with the password. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(Map.of("DUOLOGUE_DB_URL", url));
        if (user != null) {
            environment.put("DUOLOGUE_DB_USER", user);
        }
        if (password != null) {
            environment.put(PASSWORD_VARIABLE, password);
        }
        return environment;
    }

    /** The URL without its parameters, among which a password may be. */
    String address() {
        return url.replaceFirst("[?;].*", "");
    }

    @Override
    public String toString() {
        return "DatabaseLogin[" + address() + "]";
    }
}
