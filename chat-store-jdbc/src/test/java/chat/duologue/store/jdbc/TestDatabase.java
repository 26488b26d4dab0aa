package chat.duologue.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** A database with the pool over it: H2 in a folder, or one of a server's. */
public final class TestDatabase implements AutoCloseable {
    private final String url;
    private final Runnable afterwards;
    private DataSource pool;

    /** With what is to be done when its connections are closed for good. */
    TestDatabase(String url, Runnable afterwards) {
        this.url = url;
        this.afterwards = afterwards;
        this.pool = pool(url);
    }

    /** An empty database, which is dropped at the end where a server has it. */
    public static TestDatabase fresh(DatabaseKind kind) {
        return kind == DatabaseKind.H2 ? inNewFolder() : kind.server().newDatabase();
    }

    static Path newFolder() {
        return newFolder(DatabaseKind.H2);
    }

    static Path newFolder(DatabaseKind kind) {
        try {
            return Files.createTempDirectory(
                    Files.createDirectories(Path.of("target", "databases")),
                    kind.name().toLowerCase(Locale.ROOT) + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TestDatabase inNewFolder() {
        return inFolder(newFolder());
    }

    static TestDatabase inFolder(Path folder) {
        return at(EmbeddedDatabase.inFolder(folder).url());
    }

    static TestDatabase at(String url) {
        return new TestDatabase(url, () -> {});
    }

    /** Where another process finds it, too. */
    public String url() {
        return url;
    }

    public DataSource dataSource() {
        return pool;
    }

    /** Closes all connections, as when the process ends, and with them an H2 database; then opens new ones. */
    void reopen() {
        closePool();
        pool = pool(url);
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

    /** How H2 would run a statement, whatever its parameters are. */
    String plan(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement("EXPLAIN " + sql)) {
            ParameterMetaData parameters = statement.getParameterMetaData();
            for (int i = 1; i <= parameters.getParameterCount(); i++) {
                if (parameters.getParameterTypeName(i).startsWith("BINARY")) {
                    statement.setBytes(i, new byte[16]);
                } else {
                    statement.setString(i, Integer.toString(i));
                }
            }
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    @Override
    public void close() {
        closePool();
        afterwards.run();
    }

    private static DataSource pool(String url) {
        if (url.startsWith("jdbc:h2:")) {
            return JdbcConnectionPool.create(url, "sa", "");
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }

    private void closePool() {
        if (pool instanceof HikariDataSource ours) {
            ours.close();
        } else {
            ((JdbcConnectionPool) pool).dispose();
        }
    }
}
