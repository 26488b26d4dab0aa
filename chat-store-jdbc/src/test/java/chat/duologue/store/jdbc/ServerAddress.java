package chat.duologue.store.jdbc;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A database server.
 *
 * @param url JDBC URL of one of its databases, with the credentials of an account that may create others
 */
record ServerAddress(String url) {
    private static final Pattern DATABASE = Pattern.compile("(jdbc:[a-z]+://[^/?]+/)([^?]*)(.*)");

    ServerAddress {
        if (!DATABASE.matcher(url).matches()) {
            throw new IllegalArgumentException("not like jdbc:kind://host/database?parameters");
        }
    }

    ServerAddress withMysqlDriver() {
        return new ServerAddress(url.replace("jdbc:mariadb:", "jdbc:mysql:"));
    }

    /** A new, empty database, as the server makes it where nothing is asked for. */
    TestDatabase newDatabase() {
        String name = "duologue_" + UUID.randomUUID().toString().replace('-', '_');
        run("CREATE DATABASE " + name);
        return new TestDatabase(url(name), () -> run("DROP DATABASE " + name));
    }

    private String url(String database) {
        Matcher parts = DATABASE.matcher(url);
        return parts.replaceFirst("$1" + database + "$3");
    }

    private void run(String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
