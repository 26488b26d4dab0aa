package chat.duologue.store.jdbc;

/**
 * What tests run on. A server is started when the first test needs it, or is the one whose JDBC URL is in the environment
 * as {@code DUOLOGUE_TEST_POSTGRES_URL}, {@code DUOLOGUE_TEST_MARIADB_URL} or {@code DUOLOGUE_TEST_MYSQL_URL}, with the
 * credentials of an account that may create databases.
 */
public enum DatabaseKind {
    H2,
    POSTGRESQL,
    MARIADB,
    /** MySQL's own driver: on the server of {@link #MARIADB} unless a MySQL is named. */
    MYSQL_DRIVER;

    /** Where tests make their databases. Aborts the test where there is no server. */
    ServerAddress server() {
        return switch (this) {
            case H2 -> throw new IllegalArgumentException("H2 has no server here");
            case POSTGRESQL -> named("DUOLOGUE_TEST_POSTGRES_URL");
            case MARIADB -> named("DUOLOGUE_TEST_MARIADB_URL");
            case MYSQL_DRIVER -> {
                String url = System.getenv("DUOLOGUE_TEST_MYSQL_URL");
                yield url == null ? MARIADB.server().withMysqlDriver() : new ServerAddress(url);
            }
        };
    }

    private ServerAddress named(String variable) {
        String url = System.getenv(variable);
        return url == null ? SharedServer.of(this).address() : new ServerAddress(url);
    }
}
