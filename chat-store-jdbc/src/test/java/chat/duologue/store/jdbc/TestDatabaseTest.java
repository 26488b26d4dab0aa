package chat.duologue.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestDatabaseTest {
    @ParameterizedTest
    @EnumSource
    void keepsItsRowsWhenReopened(DatabaseKind kind) throws Exception {
        try (TestDatabase database = TestDatabase.fresh(kind)) {
            database.execute("CREATE TABLE t (a INT)", "INSERT INTO t VALUES (7)");
            database.reopen();
            assertThat(database.query("SELECT a FROM t")).containsExactly("7");
        }
    }

    @ParameterizedTest
    @EnumSource
    void isEmptyAndOnItsOwn(DatabaseKind kind) throws Exception {
        try (TestDatabase one = TestDatabase.fresh(kind);
                TestDatabase other = TestDatabase.fresh(kind)) {
            one.execute("CREATE TABLE t (a INT)");
            other.execute("CREATE TABLE t (a INT)");
            one.execute("INSERT INTO t VALUES (7)");
            assertThat(other.query("SELECT a FROM t")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void isReachedByTheDriverItIsNamedFor(DatabaseKind kind) throws Exception {
        try (TestDatabase database = TestDatabase.fresh(kind);
                var connection = database.dataSource().getConnection()) {
            Pattern driver = switch (kind) {
                case H2 -> Pattern.compile("H2.*");
                case POSTGRESQL -> Pattern.compile("PostgreSQL.*");
                case MARIADB -> Pattern.compile("MariaDB.*");
                case MYSQL_DRIVER -> Pattern.compile("MySQL.*");
            };
            assertThat(connection.getMetaData().getDriverName()).matches(driver);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "H2")
    void isDroppedWhenClosed(DatabaseKind kind) throws Exception {
        String all = kind == DatabaseKind.POSTGRESQL
                ? "SELECT datname FROM pg_database"
                : "SELECT schema_name FROM information_schema.schemata";
        String own;
        try (TestDatabase database = TestDatabase.fresh(kind)) {
            try (var connection = database.dataSource().getConnection()) {
                own = connection.getCatalog();
            }
            assertThat(database.query(all)).contains(own);
        }
        try (TestDatabase other = TestDatabase.fresh(kind)) {
            assertThat(other.query(all)).doesNotContain(own);
        }
    }
}
