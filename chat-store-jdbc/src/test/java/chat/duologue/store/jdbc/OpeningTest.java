package chat.duologue.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.store.spi.StoreException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

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
                "There is no dialect for Unheard Of: use an H2 database, or a chat-store-jdbc that supports it\\.");
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
