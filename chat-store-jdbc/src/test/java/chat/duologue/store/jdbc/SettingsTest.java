package chat.duologue.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SettingsTest {
    @Test
    void theEmbeddedDatabaseLiesInItsFolder() {
        String url = EmbeddedDatabase.inFolder(Path.of("/var/lib/chat/../chat")).url();
        assertThat(url)
                .startsWith("jdbc:h2:async:/var/lib/chat/duologue;")
                .contains(";WRITE_DELAY=0")
                .contains(";LOCK_TIMEOUT=");
    }

    @Test
    void aFolderThatAnH2UrlCanNotNameIsRefused() {
        assertThatThrownBy(() -> EmbeddedDatabase.inFolder(Path.of("/tmp/a;INIT=x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("folder");
    }

    @Test
    void namesThatAreNotIdentifiersAreRefused() {
        for (String name : new String[] {"", "1a", "a b", "a-b", "a;", "a\"", "ä", "a.b", "x".repeat(61)}) {
            assertThatThrownBy(
                            () -> JdbcStoreOptions.builder().tablePrefix(name).build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("tablePrefix");
            assertThatThrownBy(() -> JdbcStoreOptions.builder().schema(name).build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("schema");
        }
    }

    @Test
    void theDefaultsAreTheDocumentedOnes() {
        JdbcStoreOptions options = JdbcStoreOptions.DEFAULTS;
        assertThat(options.tablePrefix()).isEqualTo("duologue_");
        assertThat(options.schema()).isEmpty();
        assertThat(options.migrate()).isTrue();
        assertThat(JdbcStoreOptions.builder().build()).isEqualTo(options);
    }

    @Test
    void aDatabaseThatLosesWhatItCommittedIsWarnedAbout() {
        Path folder = TestDatabase.newFolder().toAbsolutePath();
        assertThat(warnings("jdbc:h2:async:" + folder + "/a"))
                .contains("WARN")
                .contains("WRITE_DELAY=500")
                .doesNotContain("default file system");
    }

    @Test
    void aDatabaseThatAnInterruptClosesIsWarnedAbout() {
        Path folder = TestDatabase.newFolder().toAbsolutePath();
        assertThat(warnings("jdbc:h2:" + folder + "/b;WRITE_DELAY=0"))
                .contains("WARN")
                .contains("default file system")
                .doesNotContain("WRITE_DELAY=0:");
    }

    @Test
    void theEmbeddedDatabaseAndOneInMemoryAreNotWarnedAbout() {
        assertThat(warnings(EmbeddedDatabase.inFolder(TestDatabase.newFolder()).url()))
                .isEmpty();
        assertThat(warnings("jdbc:h2:mem:quiet")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "H2")
    void aServerAsItIsInstalledIsNotWarnedAbout(DatabaseKind kind) {
        try (TestDatabase database = TestDatabase.fresh(kind)) {
            assertThat(warnings(database.url())).doesNotContain("WARN");
        }
    }

    @Test
    void aPostgresThatDoesNotForceItsCommitsIsWarnedAbout() {
        try (TestDatabase database = TestDatabase.fresh(DatabaseKind.POSTGRESQL)) {
            assertThat(warnings(database.url() + "&options=-c%20synchronous_commit=off"))
                    .contains("WARN")
                    .contains("synchronous_commit=off");
        }
    }

    /** As some that speak PostgreSQL's SQL. */
    @Test
    void aDatabaseThatLacksASettingIsUsedAndWarnedAboutTheOthers() {
        try (TestDatabase database = TestDatabase.fresh(DatabaseKind.POSTGRESQL);
                TestDatabase risky = TestDatabase.at(database.url() + "&options=-c%20synchronous_commit=off")) {
            DataSource without = new TappedDataSource(risky.dataSource(), (method, sql, call) -> {
                if (method.equals("executeQuery") && sql.equals("SHOW fsync")) {
                    throw new SQLException("no such setting", "42704");
                }
                return call.proceed();
            });
            assertThat(warnings(without)).contains("synchronous_commit=off").doesNotContain("fsync");
        }
    }

    @Test
    void aMariaDbThatDoesNotForceItsCommitsIsWarnedAbout() throws Exception {
        try (ServerProcess server = ServerProcess.inNewFolder(DatabaseKind.MARIADB);
                TestDatabase database = server.address().newDatabase()) {
            database.execute("SET GLOBAL innodb_flush_log_at_trx_commit = 2");
            assertThat(warnings(database.url())).contains("WARN").contains("innodb_flush_log_at_trx_commit=2");
        }
    }

    /** What opening a store on this database logs. */
    private static String warnings(String url) {
        try (TestDatabase database = TestDatabase.at(url)) {
            return warnings(database.dataSource());
        }
    }

    private static String warnings(DataSource database) {
        PrintStream before = System.err;
        ByteArrayOutputStream logged = new ByteArrayOutputStream();
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
        try {
            JdbcChatStore.open(database);
        } finally {
            System.setErr(before);
        }
        return logged.toString(StandardCharsets.UTF_8);
    }
}
