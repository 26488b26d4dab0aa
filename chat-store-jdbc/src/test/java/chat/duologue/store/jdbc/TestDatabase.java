package chat.duologue.store.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** An H2 database in a folder of its own, with the pool over it. */
final class TestDatabase implements AutoCloseable {
    private final String url;
    private JdbcConnectionPool pool;

    private TestDatabase(String url) {
        this.url = url;
        this.pool = JdbcConnectionPool.create(url, "sa", "");
    }

    static Path newFolder() {
        try {
            return Files.createTempDirectory(Files.createDirectories(Path.of("target", "databases")), "h2-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TestDatabase inNewFolder() {
        return inFolder(newFolder());
    }

    static TestDatabase inFolder(Path folder) {
        return new TestDatabase(EmbeddedDatabase.inFolder(folder).url());
    }

    static TestDatabase at(String url) {
        return new TestDatabase(url);
    }

    DataSource dataSource() {
        return pool;
    }

    /** Closes the database, as it would be when the process ends, and opens it again. */
    void reopen() {
        pool.dispose();
        pool = JdbcConnectionPool.create(url, "sa", "");
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of each row. */
    List<String> query(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    @Override
    public void close() {
        pool.dispose();
    }
}
