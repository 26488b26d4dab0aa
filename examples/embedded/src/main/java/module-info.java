/** The shortest server of one's own. */
module chat.duologue.examples.embedded {
    requires chat.duologue.jetty;
    requires chat.duologue.store.jdbc;
    requires com.h2database;
    requires static org.jspecify;
}
