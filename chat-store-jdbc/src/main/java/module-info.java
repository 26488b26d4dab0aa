/** The chat store over JDBC: one schema, small named dialects. */
module chat.duologue.store.jdbc {
    requires transitive chat.duologue.store;
    requires flyway.core;
    requires transitive java.sql;
    requires static com.h2database;
    requires static org.jspecify;
    requires org.slf4j;
    requires tools.jackson.databind; // of Flyway, which has no module descriptor to say so

    exports chat.duologue.store.jdbc;
}
