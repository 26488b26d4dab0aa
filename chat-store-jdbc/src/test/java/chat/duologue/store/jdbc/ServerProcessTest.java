package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.DatabaseKind.POSTGRESQL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServerProcessTest {
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "H2")
    void keepsWhatWasCommittedWhenItIsKilled(DatabaseKind kind) throws Exception {
        try (ServerProcess server = ServerProcess.inNewFolder(kind);
                TestDatabase database = server.address().newDatabase()) {
            database.execute("CREATE TABLE t (a INT)", "INSERT INTO t VALUES (7)");
            long pid = server.pid();
            try (var connection = database.dataSource().getConnection();
                    var statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("INSERT INTO t VALUES (8)");
                server.kill();
                assertThat(ProcessHandle.of(pid)).isEmpty();
                assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
            }
            server.start();
            assertThat(server.pid()).isNotEqualTo(pid);
            assertThat(database.query("SELECT a FROM t")).containsExactly("7");
        }
    }

    /** As every server is installed: nothing here makes tests faster than a host's server could be. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"H2", "MYSQL_DRIVER"})
    void forcesWhatItCommitsToTheDisk(DatabaseKind kind) throws Exception {
        try (TestDatabase database = SharedServer.of(kind).address().newDatabase()) {
            if (kind == POSTGRESQL) {
                assertThat(database.query("SHOW fsync")).containsExactly("on");
                assertThat(database.query("SHOW synchronous_commit")).containsExactly("on");
                assertThat(database.query("SHOW full_page_writes")).containsExactly("on");
            } else {
                assertThat(database.query("SELECT @@innodb_flush_log_at_trx_commit"))
                        .containsExactly("1");
                assertThat(database.query("SELECT @@innodb_flush_method")).containsExactly("O_DIRECT");
                assertThat(database.query("SELECT @@innodb_doublewrite")).containsExactly("ON");
            }
        }
    }
}
