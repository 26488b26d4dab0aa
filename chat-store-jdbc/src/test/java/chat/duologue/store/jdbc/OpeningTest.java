package chat.duologue.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.store.spi.StoreException;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is wired wrongly is told in one sentence that says what to do. */
class OpeningTest {
    /** Opens the database, says so, and keeps it open. */
    static final class Holder {
        public static void main(String[] arguments) throws Exception {
            JdbcChatStore.open(TestDatabase.inFolder(Path.of(arguments[0])).dataSource());
            System.out.println("open");
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    /** Opens a database, and prints what is said about it. */
    static final class Opener {
        public static void main(String[] arguments) {
            try {
                JdbcChatStore.open(TestDatabase.at(arguments[0]).dataSource());
                System.out.println("open");
            } catch (StoreException e) {
                System.out.println(e.getMessage());
            }
            System.exit(0);
        }
    }

    private static void refuses(DataSource dataSource, String sentence) {
        assertThatThrownBy(() -> JdbcChatStore.open(dataSource))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.isPassing()).isFalse())
                .hasMessageMatching(sentence);
    }

    @Test
    void aDatabaseInUseByAnotherProcess() throws Exception {
        Path folder = TestDatabase.newFolder();
        try (ChildProcess holder = ChildProcess.run(Holder.class, folder.toString())) {
            assertThat(holder.line()).isEqualTo("open");
            try (TestDatabase database = TestDatabase.inFolder(folder)) {
                refuses(
                        database.dataSource(),
                        "The H2 database is in use by another process: stop that process, or let both connect to one"
                                + " database server\\.");
                holder.kill();
                JdbcChatStore.open(database.dataSource());
            }
        }
    }

    @Test
    void aWrongPassword() {
        String url = EmbeddedDatabase.inFolder(TestDatabase.newFolder()).url();
        JdbcConnectionPool right = JdbcConnectionPool.create(url, "sa", "right");
        JdbcChatStore.open(right);
        JdbcConnectionPool wrong = JdbcConnectionPool.create(url, "sa", "wrong");
        refuses(wrong, "The database refused the user name or password: correct them in the data source\\.");
        wrong.dispose();
        right.dispose();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "H2")
    void anUnknownUserOfAServer(DatabaseKind kind) {
        try (TestDatabase database = TestDatabase.fresh(kind)) {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(database.url().replaceAll("user=[^&]*", "user=nobody&password=wrong"));
            config.setInitializationFailTimeout(-1);
            config.setConnectionTimeout(1000);
            try (HikariDataSource lateToFail = new HikariDataSource(config)) {
                refuses(
                        lateToFail,
                        "The database refused the user name or password: correct them in the data source\\.");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "H2")
    void aMissingModuleOfFlyways(DatabaseKind kind) throws Exception {
        String module = kind == DatabaseKind.POSTGRESQL ? "flyway-database-postgresql" : "flyway-mysql";
        try (TestDatabase database = TestDatabase.fresh(kind)) {
            try (ChildProcess opener = ChildProcess.runWithout(module, Opener.class, database.url())) {
                assertThat(opener.line())
                        .isEqualTo("Flyway can't migrate this database without org.flywaydb:" + module
                                + ": add it to the class path, or apply chat-store-jdbc's SQL files by hand.");
            }
            JdbcChatStore.open(database.dataSource());
            try (ChildProcess opener = ChildProcess.runWithout(module, Opener.class, database.url())) {
                assertThat(opener.line()).isEqualTo("open");
            }
        }
    }

    @Test
    void aMissingDriver() {
        try (TestDatabase database = TestDatabase.inNewFolder()) {
            DataSource dataSource = new TappedDataSource(database.dataSource(), (method, sql, call) -> call.proceed()) {
                @Override
                public Connection getConnection() throws SQLException {
                    return DriverManager.getConnection("jdbc:nothing:here");
                }
            };
            refuses(
                    dataSource,
                    "There is no JDBC driver for the data source's URL: add the database's driver to the class path\\.");
        }
    }

    @Test
    void aServerThatIsNotThere() {
        try (TestDatabase database = TestDatabase.at("jdbc:h2:tcp://localhost:1/none")) {
            refuses(
                    database.dataSource(),
                    "The database can't be reached \\(SQLState 90067\\): start it, or correct the URL in the data"
                            + " source\\.");
        }
    }

    @Test
    void aDatabaseWithoutADialect() {
        refuses(
                "getDatabaseProductName",
                "Unheard Of",
                "There is no dialect for Unheard Of: use PostgreSQL, MariaDB, MySQL or H2, or a database that says it is one of"
                        + " them\\.");
    }

    @Test
    void anH2ThatIsTooOld() {
        refuses(
                "getDatabaseMinorVersion",
                3,
                "This is H2 .*, which miscounts under load: use H2 2\\.4\\.240 or newer\\.");
    }

    /** Refuses a database that answers one question about itself otherwise. */
    private static void refuses(String question, Object answer, String sentence) {
        try (TestDatabase database = TestDatabase.inNewFolder()) {
            DataSource other = new TappedDataSource(database.dataSource(), (method, sql, call) -> {
                Object result = call.proceed();
                return result instanceof DatabaseMetaData real
                        ? Proxy.newProxyInstance(
                                OpeningTest.class.getClassLoader(),
                                new Class<?>[] {DatabaseMetaData.class},
                                (proxy, asked, arguments) ->
                                        asked.getName().equals(question) ? answer : asked.invoke(real, arguments))
                        : result;
            });
            refuses(other, sentence);
        }
    }
}
